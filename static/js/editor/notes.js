/* Notes at a field: an error, or what someone else has saved there. */
const describedBy = (field) => (field.getAttribute("aria-describedby") || "").split(" ").filter(Boolean);
export const describe = (field, id, is) => {
  const ids = describedBy(field).filter((other) => other !== id);
  if (is) ids.unshift(id);
  if (ids.length) field.setAttribute("aria-describedby", ids.join(" ")); else field.removeAttribute("aria-describedby");
};

export const tell = (field, text) => {
  const note = document.createElement("p");
  Object.assign(note, { className: "field-error autosave-error", id: `id_${field.name}_autosave`, textContent: text });
  field.setAttribute("aria-invalid", "true");
  describe(field, note.id, true);
  (field.closest("td, .field") || field.parentNode).append(note);
  return note;
};
export const drop = (note) => {
  const [field] = document.getElementsByName(note.id.replace(/^id_(.*)_autosave$/, "$1"));
  if (field) { field.removeAttribute("aria-invalid"); describe(field, note.id, false); }
  note.remove();
};

/* Show both values and ask which to keep. */
export const ask = (page, field, { theirs, said }) => {
  const note = tell(field, said);
  const button = (text, act) => {
    const made = note.appendChild(document.createElement("button"));
    Object.assign(made, { type: "button", className: "button", textContent: text });
    made.addEventListener("click", () => {
      page.choose(field, theirs);
      drop(note);
      field.focus();
      act();
      field.dispatchEvent(new Event("input", { bubbles: true }));
    });
  };
  button("Behåll mitt", () => {});
  button("Ta det andra", () => {
    if (field.select) field.select(); // so that the browser's undo restores what was typed
    if (!field.select || !theirs || !document.execCommand("insertText", false, theirs)) field.value = theirs;
  });
};
