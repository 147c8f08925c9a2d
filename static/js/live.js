/* Insert a figure from the tables into the text, at the caret. Without scripts the link leads to a page with the same
 * search, to copy the reference from. */
export const startFigures = () => {
  const dialog = document.getElementById("siffror"), opener = document.getElementById("valj-siffra");
  const texts = [...document.querySelectorAll("textarea.prose-input")];
  if (!dialog || !opener || !dialog.showModal || !texts.length) return;
  const form = dialog.querySelector("form"), search = dialog.querySelector("input");
  let text = texts[0], caret = null; // null: at the end, until a text has had focus

  texts.forEach((one) => one.addEventListener("blur", () => { text = one; caret = [one.selectionStart, one.selectionEnd]; }));

  const open = (event) => {
    event.preventDefault();
    dialog.showModal();
    search.focus();
    search.select();
    form.dispatchEvent(new Event("siffror:open"));
  };
  opener.setAttribute("role", "button");
  opener.setAttribute("aria-haspopup", "dialog");
  opener.addEventListener("click", open);
  opener.addEventListener("keydown", (event) => { if (event.key === " ") open(event); });
  document.getElementById("siffror-stang").addEventListener("click", () => dialog.close());

  dialog.addEventListener("click", (event) => {
    const chosen = event.target.closest("[data-reference]");
    if (!chosen) return;
    const [start, end] = caret || [text.value.length, text.value.length];
    dialog.close();
    text.focus();
    text.setSelectionRange(start, end);
    // The only insertion the browser's own undo knows; else the plain one.
    if (!document.execCommand("insertText", false, chosen.dataset.reference)) {
      text.setRangeText(chosen.dataset.reference, start, end, "end");
      text.dispatchEvent(new Event("input", { bubbles: true }));
    }
  });
};
