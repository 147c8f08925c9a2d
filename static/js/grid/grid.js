/* Keys, copy and paste in table.grid. This only moves text: the server interprets it. */
import { Acts } from "./acts.js";
import { Growing } from "./growing.js";
import { startKeys } from "./keys.js";
import { startPaste } from "./paste.js";
import { go, isName, place } from "./places.js";
import { startProposals } from "./proposals.js";
import { Selection } from "./selection.js";
import { folded } from "./shape.js";

export const startGrids = (page, autosave) => {
  const { form } = page;
  const say = (text) => { autosave.note = text; autosave.show(); };
  const selection = new Selection(form), growing = new Growing(page), acts = new Acts(page, growing, say);
  const propose = startProposals(form, say);
  startKeys(form, { selection, acts, propose, say });
  startPaste(page, autosave, { selection, acts, growing, say });

  form.addEventListener("input", (event) => {
    if (event.isTrusted) acts.typed(event.target);
    growing.keepBlankRow(event.target.closest("table.grid"));
  });
  form.addEventListener("change", ({ target }) => {
    const here = isName(target) && place(target), name = folded(target.value);
    const others = here ? here.lines.flat().filter((field) => field !== target && isName(field) && folded(field.value) === name) : [];
    if (name && others.length) say(`Två rader heter nu ”${target.value.trim()}”. En rad behåller sin historik: ska raderna byta plats, ändra Ordning.`);
  });
  form.addEventListener("pointerdown", (event) => {
    const from = document.activeElement, to = event.target, start = place(from);
    if (!event.shiftKey || from === to || !start || !start.lines.flat().includes(to)) { selection.unmark(); return; }
    event.preventDefault();
    selection.anchor ||= from;
    go(to);
    say(`${selection.mark()} fält markerade.`);
  });
  form.querySelectorAll("table.grid :is(td > a, .cell-history)").forEach((link) => { link.tabIndex = -1; }); // reached by Alt+H, so that Tab goes from cell to cell
};
