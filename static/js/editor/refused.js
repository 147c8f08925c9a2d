/* What the portal has refused, and would refuse again unchanged. Pure. */
import { rowOf } from "./names.js";

export class Refused {
  constructor() {
    this.errors = new Map(); // field name -> the refused text
    this.conflicts = new Set(); // field names, until the person has chosen
    this.waiting = new Map(); // new row that lacks something -> the texts sent, by field name
  }

  take({ errors, conflicts, waiting }, texts) {
    const inRow = (row) => new Map([...texts].filter(([name]) => rowOf(name) === row));
    this.errors = new Map([...texts].filter(([name]) => name in errors));
    this.conflicts = new Set(Object.keys(conflicts));
    this.waiting = new Map(Object.keys(waiting).map(rowOf).map((row) => [row, inRow(row)]));
  }
  choose(name) { this.conflicts.delete(name); }
  get isAny() { return this.errors.size + this.conflicts.size + this.waiting.size > 0; }

  /* Whether sending `text` would be refused. `row`: the current texts of the row, by field name: what it lacked may be
   * there now. */
  holds(name, text, row) {
    if (this.conflicts.has(name) || (this.errors.has(name) && this.errors.get(name) === text)) return true;
    const sent = this.waiting.get(rowOf(name));
    return Boolean(sent) && [...row].every(([other, now]) => (sent.has(other) ? sent.get(other) === now : now === "" || now === "False"));
  }
}
