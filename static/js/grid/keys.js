/* Keys in a grid: arrows, Enter, Esc, Ctrl+D, Ctrl+Z, Alt+H and Alt with an arrow. */
import { go, place } from "./places.js";

const STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

const atEdge = (field, isEnd) => {
  if (field.tagName === "SELECT") return true;
  if (field.selectionStart === null || field.selectionStart === undefined) return false;
  const all = field.selectionStart === 0 && field.selectionEnd === field.value.length;
  return all || (field.selectionStart === field.selectionEnd && field.selectionStart === (isEnd ? field.value.length : 0));
};

export const startKeys = (form, { selection, acts, propose, say }) => {
  let arrived = { field: null, text: "" }; // the field's text when it got focus, restored by Esc
  form.addEventListener("focusin", ({ target }) => { arrived = { field: target, text: target.value }; });

  const step = (event, { lines, row, column }) => {
    const [down, right] = STEPS[event.key], field = event.target;
    const isText = field.tagName === "TEXTAREA", isChoice = field.tagName === "SELECT";
    if (!event.shiftKey && ((isChoice && down) || (isText && !atEdge(field, down + right > 0)))) return;
    if (!event.shiftKey && right && !atEdge(field, right > 0)) return;
    if (event.shiftKey && right && !atEdge(field, right > 0) && !selection.anchor) return;
    const line = lines[row + down], next = line?.[Math.min(column, line.length - 1) + right];
    if (!next) return;
    event.preventDefault();
    if (event.shiftKey) selection.anchor ||= field; else selection.anchor = null;
    go(next);
    const count = selection.mark();
    if (count > 1) say(`${count} fält markerade.`);
  };
  const fill = (here) => {
    let block = selection.range();
    if (block.length < 2 && here.row > 0) block = [here.lines[here.row - 1], here.lines[here.row]].map((line) => [line[here.column]]);
    if (block.length < 2) return;
    const changes = block.slice(1).flatMap((line) => line.map((field, at) => [field, block[0][at].value]));
    acts.put(changes, "Ifyllningen");
    say(`${changes.length} fält ifyllda. Ctrl+Z ångrar.`);
  };
  const putBack = (field) => {
    if (arrived.field === field && field.value !== arrived.text) {
      field.value = arrived.text;
      field.dispatchEvent(new Event("input", { bubbles: true }));
      say("Fältet är som det var.");
    }
    selection.unmark();
  };
  const down = (event, here) => {
    const line = here.lines[here.row + (event.shiftKey ? -1 : 1)];
    selection.unmark();
    go(line?.[Math.min(here.column, line.length - 1)]);
  };
  const history = (event) => {
    const link = event.target.closest("td").querySelector(":scope > a, .cell-history");
    if (link) { event.preventDefault(); link.click(); }
  };

  form.addEventListener("keydown", (event) => {
    const field = event.target, here = place(field), isCommand = event.ctrlKey || event.metaKey, key = event.key.toLowerCase();
    if (isCommand && key === "z" && acts.canTakeBack(field)) { event.preventDefault(); acts.takeBack(); return; }
    if (!here || event.isComposing) return;
    if (event.altKey && (key === "arrowdown" || key === "arrowup")) propose(event);
    else if (event.altKey && key === "h") history(event);
    else if (isCommand && key === "d") { event.preventDefault(); fill(here); }
    else if (key === "escape") putBack(field);
    else if (key === "enter" && field.tagName !== "TEXTAREA" && !isCommand && !event.altKey) { event.preventDefault(); down(event, here); }
    else if (STEPS[event.key] && !isCommand && !event.altKey) step(event, here);
  });
};
