/* The selected fields: from the anchor to the focused field. */
import { place } from "./places.js";

export class Selection {
  constructor(form) { this.form = form; this.anchor = null; }
  range() {
    const here = place(document.activeElement), from = this.anchor && place(this.anchor);
    if (!here || !from || from.lines[0][0] !== here.lines[0][0]) return [];
    const [top, bottom] = [from.row, here.row].sort((a, b) => a - b);
    const [left, right] = [from.column, here.column].sort((a, b) => a - b);
    return here.lines.slice(top, bottom + 1).map((line) => line.slice(left, right + 1));
  }
  mark() {
    this.form.querySelectorAll("td.is-selected").forEach((cell) => cell.classList.remove("is-selected"));
    this.range().flat().forEach((field) => field.closest("td").classList.add("is-selected"));
    return this.range().flat().length;
  }
  unmark() { this.anchor = null; this.mark(); }
}
