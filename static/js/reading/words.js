/* The explanation of a word is shown at the word; without scripts its link leads to the list at the end. */
export const explainWords = (report) => {
  if (!HTMLElement.prototype.showPopover) return;
  const box = document.createElement("div");
  box.className = "explanation";
  box.popover = "auto";
  box.setAttribute("role", "status");
  document.body.append(box);

  report.addEventListener("click", (event) => {
    const word = event.target.closest?.("a.explained");
    const text = word && document.getElementById(word.hash.slice(1))?.querySelector("dd")?.textContent;
    if (!text) return;
    event.preventDefault();
    box.replaceChildren(Object.assign(document.createElement("p"), { textContent: text }));
    box.showPopover();
    const at = word.getBoundingClientRect(), height = box.offsetHeight;
    box.style.left = `${Math.max(16, Math.min(at.left, innerWidth - box.offsetWidth - 16))}px`;
    box.style.top = `${at.bottom + height + 8 < innerHeight ? at.bottom + 6 : Math.max(8, at.top - height - 6)}px`;
  });
};
