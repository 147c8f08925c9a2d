/* What the portal refused as it stands: sent again as it is, it would be refused again. Pure. */
import { rowOf } from "./names.js";

export class Refused {
  constructor() {
    this.errors = new Map(); // what was sent, by the fields' names
    this.conflicts = new Set(); // until one has chosen
    this.waiting = new Map(); // of new rows that lack something: all that was sent of the row, by the row
  }

  take({ errors, conflicts, waiting }, texts) {
    const inRow = (row) => new Map([...texts].filter(([name]) => rowOf(name) === row));
    this.errors = new Map([...texts].filter(([name]) => name in errors));
    this.conflicts = new Set(Object.keys(conflicts));
    this.waiting = new Map(Object.keys(waiting).map(rowOf).map((row) => [row, inRow(row)]));
  }
  choose(name) { this.conflicts.delete(name); }
  get isAny() { return this.errors.size + this.conflicts.size + this.waiting.size > 0; }

  /* `row`: what the row of the field holds now, by the fields' names. What a new row waits for may have been typed. */
  holds(name, text, row) {
    if (this.conflicts.has(name) || (this.errors.has(name) && this.errors.get(name) === text)) return true;
    const sent = this.waiting.get(rowOf(name));
    return Boolean(sent) && [...row].every(([each, now]) => (sent.has(each) ? sent.get(each) === now : now === "" || now === "False"));
  }
}
