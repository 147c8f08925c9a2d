/* Tables and figures are copied so that a spreadsheet reads them as numbers. Running text is copied as it stands. */
import { allForSpreadsheet, forSpreadsheet } from "./figure.js";

const elementOf = (node) => (node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement);
export const isFigureField = (field) => field.matches("input.amount, input.quantity");

/* The selected rows inside their table, and whatever else lies around it. */
const asTable = (range) => {
  const start = elementOf(range.commonAncestorContainer), table = start.closest("table");
  let copied = range.cloneContents();
  for (let at = start; table && at !== table.parentNode; at = at.parentNode) {
    const shell = at.cloneNode(false);
    shell.append(copied);
    copied = shell;
  }
  const holder = document.createElement("div");
  holder.append(copied);
  holder.querySelectorAll(".result-word, .address, .row-links, .ask-here").forEach((word) => { word.remove(); });
  holder.querySelectorAll("td").forEach((cell) => {
    const figure = forSpreadsheet(cell.textContent);
    if (figure !== cell.textContent) cell.textContent = figure;
  });
  return holder;
};

const copyPage = ({ clipboardData }) => {
  const chosen = getSelection(), text = chosen.toString();
  if (chosen.isCollapsed || !text) return false;
  const range = chosen.getRangeAt(0), isInCell = elementOf(range.commonAncestorContainer).closest("td");
  const copied = isInCell ? null : asTable(range);
  if (isInCell ? forSpreadsheet(text) === text : !copied.querySelector("td")) return false;
  clipboardData.setData("text/plain", allForSpreadsheet(text));
  if (copied) clipboardData.setData("text/html", copied.innerHTML);
  return true;
};
const copyField = ({ target, clipboardData, type }) => {
  const chosen = target.value.slice(target.selectionStart, target.selectionEnd), figure = forSpreadsheet(chosen);
  if (!isFigureField(target) || figure === chosen) return false;
  clipboardData.setData("text/plain", figure);
  if (type === "cut") document.execCommand("delete");
  return true;
};
const copy = (event) => {
  if (event.defaultPrevented) return;
  const isField = event.target.matches?.("input, textarea");
  if (isField ? copyField(event) : event.type === "copy" && copyPage(event)) event.preventDefault();
};
["copy", "cut"].forEach((type) => { document.addEventListener(type, copy); });
