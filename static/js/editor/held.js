/* The last value known to be stored, by field name. A name that is missing is blank. */
export class Held {
  constructor(texts = {}) { this.texts = new Map(Object.entries(texts)); }
  has(name) { return this.texts.has(name); }
  of(name, isBox = false) { return this.texts.get(name) ?? (isBox ? "False" : ""); }
  set(name, text) { this.texts.set(name, text); }
  add(texts) { Object.entries(texts).forEach(([name, text]) => this.set(name, text)); }
  toJSON() { return Object.fromEntries(this.texts); }
}
