/* Set many fields in one act, undone as one. */
import { idOf } from "./places.js";

export class Acts {
  constructor(page, growing, say) { Object.assign(this, { page, growing, say, last: null }); }

  put(changes, what) {
    const made = new Set(changes.map(([field]) => idOf(field.closest("tr"))).filter((id) => id && !id.value));
    this.last = { what, made, fields: changes.map(([field]) => [field, field.value]), typedIn: new Set() };
    changes.forEach(([field, text]) => { field.value = text; });
    this.growing.keepBlankRow(changes[0][0].closest("table"));
    changes[0][0].dispatchEvent(new Event("input", { bubbles: true }));
  }

  /* Typing after a paste is left to the browser's undo, and not lost with the paste. */
  typed(field) { if (this.last) this.last.typedIn.add(field); }
  canTakeBack(field) { return Boolean(this.last) && !this.last.typedIn.has(field); }

  takeBack() {
    const { what, made, typedIn, fields: all } = this.last, fields = all.filter(([field]) => !typedIn.has(field));
    const kept = all.length - fields.length;
    this.last = null;
    fields.forEach(([field, text]) => { field.value = text; });
    const toGo = kept ? [] : [...made].filter((id) => id.value); // rows saved since
    toGo.forEach((id) => { this.page.field(id.name.replace(/id$/, "DELETE")).checked = true; });
    if (fields.length) fields[0][0].dispatchEvent(new Event("input", { bubbles: true }));
    this.say(`${what} är ångrad: ${fields.length} fält.${kept ? ` ${kept} som du har skrivit i sedan dess står kvar.` : ""}${toGo.length ? ` Nya rader som hann sparas tas bort med knappen Spara: ${toGo.length}.` : ""}`);
  }
}
