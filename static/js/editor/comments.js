/* Comment on the cell one is in: the link in the save bar follows the focus. */
export const cellOf = (field) => {
  const link = (field.closest("td") || field.closest(".field"))?.querySelector('a[href*="/historik/"]');
  return link ? decodeURIComponent(link.getAttribute("href").split("/historik/")[1]).replace(/\/$/, "") : "";
};
export const addressFor = (base, cell) => (cell ? `${base.split("?")[0]}?cell=${encodeURIComponent(cell)}` : base);

export const followFocus = (form) => {
  const link = document.getElementById("kommentera");
  if (!link) return;
  const ofSection = link.getAttribute("href");
  let cell = "";
  form.addEventListener("focusin", ({ target }) => {
    if (!target.matches("input, select, textarea") || !target.name) return;
    cell = cellOf(target);
    link.title = cell ? target.getAttribute("aria-label") || "" : "";
    link.firstElementChild.textContent = link.title && ` ${link.title}`;
  });
  link.addEventListener("mousedown", (event) => event.preventDefault()); // the cell keeps the focus, and nothing moves under the pointer
  link.addEventListener("click", (event) => {
    if (!window.htmx || event.ctrlKey || event.metaKey || event.shiftKey) { link.href = addressFor(ofSection, cell); return; }
    event.preventDefault();
    event.stopImmediatePropagation();
    window.htmx.ajax("GET", addressFor(ofSection, cell), { target: "#kommentarer", select: "#tradar", swap: "innerHTML ignoreTitle:true show:none" })
      .then(() => document.querySelector("#kommentarer textarea")?.focus());
  }, true);
  document.addEventListener("click", (event) => {
    const mark = event.target.closest?.("a.cell-comment");
    if (!mark || !window.htmx || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    window.htmx.ajax("GET", mark.getAttribute("href").split("#")[0], { target: "#kommentarer", select: "#tradar", swap: "innerHTML ignoreTitle:true show:none" })
      .then(() => { const found = document.getElementById(mark.hash.slice(1)); found?.scrollIntoView({ block: "center" }); document.getElementById("kommentarer").focus({ preventScroll: true }); });
  });
};
