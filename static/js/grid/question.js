/* Ask before pasting a block that doesn't fit, has values that can't be saved, or names of other rows. */
const yesWords = (isByName, lost) => {
  if (lost.length) return "Klistra in det som får plats";
  return isByName ? "Lägg varje rad på sitt namn" : "Klistra in och rätta sedan";
};

export const ask = (size, isByName, lost, refused, { yes, no }) => {
  const dialog = document.createElement("dialog");
  const add = (parent, tag, text) => Object.assign(parent.appendChild(document.createElement(tag)), { textContent: text });
  dialog.className = "paste-question";
  dialog.setAttribute("aria-labelledby", "klistra-rubrik");
  add(dialog, "h2", "Ska urklippet klistras in?").id = "klistra-rubrik";
  if (isByName) add(dialog, "p", "Rader i urklippet har samma namn som andra rader i tabellen än dem de hamnar på. En rad behåller sitt namn och sin historik: siffrorna läggs på raden med samma namn, och nya namn på nya rader.");
  if (lost.length) add(dialog, "p", `Urklippet är ${size} celler. ${lost.length} av dem får inte plats i tabellen: ${lost.slice(0, 5).map((cell) => `”${cell}”`).join(", ")}${lost.length > 5 ? " …" : ""}`);
  if (refused.length) {
    add(dialog, "p", "Det här går inte att spara som det står:");
    const list = add(dialog, "ul", "");
    refused.slice(0, 20).forEach(([name, cell, why]) => add(list, "li", `${name}: ”${cell}”. ${why}`));
    if (refused.length > 20) add(dialog, "p", `… och ${refused.length - 20} till.`);
  }
  const buttons = add(dialog, "p", "");
  const leave = add(buttons, "button", "Klistra inte in");
  const paste = add(buttons, "button", yesWords(isByName, lost));
  [leave, paste].forEach((button) => { button.type = "button"; button.className = "button"; });
  dialog.addEventListener("close", () => { dialog.remove(); if (dialog.returnValue !== "yes") no(); });
  leave.addEventListener("click", () => dialog.close("no"));
  paste.addEventListener("click", () => { dialog.close("yes"); yes(); });
  document.body.append(dialog);
  dialog.showModal();
};
