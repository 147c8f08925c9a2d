/* The editor's form: its fields, their stored values, which are changed. */
import { Held } from "./held.js";
import { fieldOf, gridOf, rowOf, same, waitsForTheButton } from "./names.js";
import { Refused } from "./refused.js";

export const value = (field) => (field.type === "checkbox" ? (field.checked ? "True" : "False") : field.value);
const setValue = (field, text) => { if (field.type === "checkbox") field.checked = text === "True"; else field.value = text; };
const setOptions = (select, options) => {
  const chosen = select.value, text = select.selectedOptions[0]?.text ?? "";
  const all = options.some(([option]) => option === chosen) ? options : [...options, [chosen, text]]; // gone, but typed
  select.replaceChildren(...all.map(([option, label]) => new Option(label, option)));
  select.value = chosen;
};
const isTyped = (field) => field.name && !["hidden", "submit", "button"].includes(field.type) && field.matches("input, select, textarea");
const isName = (field) => field.matches("textarea, input:is([type=text], :not([type])):not(.amount)");

export class Page {
  constructor(form) {
    this.form = form;
    this.held = new Held(JSON.parse(form.elements.opened.value || "{}"));
    // What was typed, by name, where the stored value is written another way: "1234" for "1 234". The focused field
    // keeps it until it is left: rewritten under the caret, the next key would land wrong.
    this.accepted = new Map();
    this.writtenIn = null; // the field being typed in
    this.inFlight = new Map(); // values sent and not answered, by name
    this.refused = new Refused();
    this.choices = new Map(); // "grid field" -> its options, where they have changed since the page was opened
    this.fields().filter((field) => field.getAttribute("aria-invalid") === "true").forEach((field) => this.refused.errors.set(field.name, value(field)));
    this.holdNewSelects();
  }

  field(name) { return this.form.elements[name]; }
  fields() { return [...this.form.elements].filter(isTyped); }
  sibling(field, name) { return this.field(`${rowOf(field.name)}-${name}`); }
  id(field) { const id = this.sibling(field, "id"); return id ? id.value : ""; }
  isNew(field) { const id = this.sibling(field, "id"); return Boolean(id) && id.value === ""; }
  isToGo(field) { const box = this.sibling(field, "DELETE"); return Boolean(box) && box.checked; }
  heldOf(field) { return this.held.of(field.name, field.type === "checkbox"); }

  /* The default choices of a blank row count as stored, not typed. */
  holdNewSelects(root = this.form) {
    root.querySelectorAll("select[name]").forEach((field) => {
      if (!this.held.has(field.name) && this.isNew(field)) this.held.set(field.name, field.value);
    });
  }

  // A new row's key comes from its name, so it isn't saved while the name is being typed.
  isBeingNamed(field) {
    const at = this.writtenIn;
    return Boolean(at) && this.isNew(field) && rowOf(at.name) === rowOf(field.name) && isName(at);
  }
  differs(field) { return !same(value(field), this.heldOf(field)) && this.accepted.get(field.name) !== value(field); }
  // A value in flight is not stored, even if the field has been put back to the old one.
  isOpen(field) { return this.inFlight.has(field.name) || (this.differs(field) && !this.isToGo(field)); }
  // Typed before this script ran, or put back by the browser: other than the server printed.
  hasUnheard() { return this.open().some((field) => field.type !== "checkbox" && field.defaultValue !== undefined && field.value !== field.defaultValue); }
  open() { return this.fields().filter((field) => !waitsForTheButton(field.name) && this.isOpen(field)); }
  isForTheButton(field) { return field.type === "checkbox" ? field.checked !== field.defaultChecked : this.differs(field); }
  forTheButton() { return this.fields().filter((field) => waitsForTheButton(field.name) && this.isForTheButton(field)); }
  /* The values of a row, without order and removal. */
  row(name) { return new Map(this.fields().filter((field) => rowOf(field.name) === name && !waitsForTheButton(field.name)).map((field) => [field.name, value(field)])); }
  // Whether sending can't save it: refused before, or in a new row without a name.
  isStuck(field) {
    const row = this.row(rowOf(field.name));
    if (this.refused.holds(field.name, value(field), row)) return true;
    const names = [...row].filter(([name]) => isName(this.field(name)));
    return this.isNew(field) && names.length > 0 && names.every(([, text]) => !text.trim());
  }

  cell(field) {
    const waits = waitsForTheButton(field.name), isRemoval = field.name.endsWith("-DELETE");
    return { name: field.name, id: this.id(field), isNew: this.isNew(field), isBeingNamed: this.isBeingNamed(field), waits,
      was: isRemoval ? "" : this.heldOf(field), now: isRemoval ? (field.checked ? "on" : "") : value(field) };
  }
  cells() { return this.fields().map((field) => this.cell(field)); }
  /* What goes with cells: how the portal read them when the page was opened, in a hidden field of its own. */
  companions(cells) {
    const named = cells.map(({ row, field }) => `${row}-${this.field(`${row}-${field}`).dataset?.with || `${field}_read`}`);
    const names = [...new Set(named)].filter((name) => this.held.has(name));
    return names.map((name) => ({ name, id: this.id({ name }), was: this.held.of(name), now: this.held.of(name) }));
  }
  isDirty(cell) {
    const field = this.field(cell.name);
    return cell.waits ? this.isForTheButton(field) : this.isOpen(field);
  }

  store(name, text, stored) { this.held.set(name, stored); if (text !== undefined) this.accepted.set(name, text); }
  /* The person has seen what someone else saved, and chosen. */
  choose(field, theirs) {
    this.accepted.delete(field.name);
    this.held.set(field.name, theirs);
    this.refused.choose(field.name);
  }
  tidy(field) {
    const isOnlySpace = same(value(field), this.heldOf(field)); // kept: typed before inserting a figure
    if (field.type !== "checkbox" && this.accepted.get(field.name) === value(field) && !isOnlySpace) field.value = this.heldOf(field);
  }
  // Take over what the save changed in other fields (order, how a target is read), unless touched since.
  follow(name, text) {
    const field = this.field(name);
    if (field?.type === "hidden" && this.held.has(name)) { this.held.set(name, text); field.value = text; }
    if (!field || !isTyped(field)) return;
    const isTouched = this.differs(field) || field === document.activeElement;
    this.held.set(name, text);
    if (!isTouched) setValue(field, text);
  }
  /* What can be chosen in a field of a grid, where the options are rows of the report. */
  offer(grid, name, options) {
    this.choices.set(`${grid} ${name}`, options);
    this.renewChoices(this.form);
  }
  renewChoices(root) {
    root.querySelectorAll("select[name]").forEach((select) => {
      const options = this.choices.get(`${gridOf(select.name)} ${fieldOf(select.name)}`);
      if (options) setOptions(select, options);
    });
  }
  writeBack() { this.form.elements.opened.value = JSON.stringify(this.held); }
}
