/* Copy and paste blocks. The server judges pasted values before they are filled in. */
import * as clipboard from "../clipboard.js";
import { isFigureField } from "../copying.js";
import { sent } from "../editor/patch.js";
import { forSpreadsheet } from "../figure.js";
import { go, isName, named, place, rows, shown } from "./places.js";
import { ask } from "./question.js";
import { choiceOf, folded, meantRows, shaped } from "./shape.js";

const typed = (field, text) => {
  if (field.tagName === "SELECT") return choiceOf([...field.options], text);
  return { text: field.tagName === "TEXTAREA" ? text : text.trim() };
};
const copied = (field) => (isFigureField(field) ? forSpreadsheet(shown(field)) : shown(field));
const isBlock = (field, text) => /[\t\n]/.test(text.replace(/[\r\n]+$/, "")) && (field.tagName !== "TEXTAREA" || text.includes("\t"));

export const startPaste = (page, autosave, { selection, acts, growing, say }) => {
  const { form } = page;
  form.addEventListener("copy", (event) => {
    const block = selection.range(), count = block.flat().length;
    if (count < 2) return;
    event.preventDefault();
    event.clipboardData.setData("text/plain", clipboard.write(block.map((line) => line.map(copied))));
    say(`${count} fält kopierade.`);
  });

  /* The errors by field name. Nothing is saved. */
  const judge = async (changes) => {
    const pasted = new Map(changes.map(([field, text]) => [field.name, text]));
    const cells = page.cells().filter((cell) => pasted.has(cell.name) || (cell.isNew && !cell.waits && cell.now));
    const response = await autosave.sending.judge(cells.map((cell) => sent({ ...cell, now: pasted.get(cell.name) ?? cell.now })));
    if (response.status === 409) { await autosave.stop(response); return null; }
    if (!response.ok) throw new Error(response.status);
    return (await response.json()).errors;
  };

  /* The row of each line of a block where names are those of other rows, new names on blank rows; null where none is. */
  const byName = (block, here, table) => {
    const column = here.lines[here.row].findIndex(isName), names = block.map((line) => folded(line[column - here.column] ?? ""));
    const held = (line) => folded(line.find(isName)?.value ?? "");
    const meant = column < 0 ? null : meantRows(names, here.lines.map(held), here.row);
    if (!meant) return null;
    const blanks = () => rows(table).flatMap((line, row) => (line.some(isName) && !held(line) && page.isNew(line[0]) ? [row] : []));
    const fresh = meant.flatMap((row, down) => (row < 0 && names[down] ? [down] : []));
    while (blanks().length < fresh.length && growing.grow(table));
    const free = blanks();
    fresh.forEach((down) => { meant[down] = free.shift() ?? -1; });
    return meant;
  };

  form.addEventListener("paste", async (event) => {
    const text = event.clipboardData.getData("text/plain"), field = event.target;
    const here = place(field);
    if (!here || !isBlock(field, text)) return;
    event.preventDefault();
    const block = clipboard.read(text), width = Math.max(...block.map((line) => line.length));
    // A block that starts in the first column has names, so it may add rows. Figures alone may not.
    const table = field.closest("table"), meant = byName(block, here, table);
    for (let more = here.row + block.length - here.lines.length; more > 0 && here.column === 0 && !meant; more -= 1) growing.grow(table);
    const { changes, lost, refused } = shaped(block, rows(table), here, typed, meant ? (down) => meant[down] : undefined);
    if (!changes.length) { say("Inget av urklippet passar här."); return; }
    say("Kontrollerar det inklistrade …");
    try {
      const errors = await judge(changes);
      if (!errors) return;
      changes.forEach(([target, cell]) => { if (errors[target.name]) refused.push([target, cell, errors[target.name]]); });
    } catch {
      say("Inget är inklistrat: portalen svarade inte. Försök igen.");
      return;
    }
    const yes = () => {
      acts.put(changes, "Inklistringen");
      document.dispatchEvent(new CustomEvent("grid:pasted"));
      say(`${changes.length} fält inklistrade. Ctrl+Z ångrar.`);
      go(changes[0][0]);
    };
    if (!lost.length && !refused.length && !meant) yes();
    else ask(`${block.length} × ${width}`, Boolean(meant), lost, refused.map(([target, ...why]) => [named(target, changes), ...why]), { yes, no: () => { say("Inget är inklistrat."); field.focus(); } });
  });
};
