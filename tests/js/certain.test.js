import assert from "node:assert/strict";
import test from "node:test";
import { isCertain } from "../../static/js/editor/certain.js";

const certain = (kind, ...texts) => texts.map((text) => isCertain(kind, text));
test("a plain figure is certain, and so is a blank one", () => {
  assert.deepEqual(certain("amount", "", "0", "1234,5", "\u22121 234", "12\u00a0106 tkr"), [true, true, true, true, true]);
  assert.deepEqual(certain("quantity", "98,5 %", "Ja", "45 st", "12"), [true, true, true, true]);
});
test("a figure that may mean something else is not", () => {
  assert.deepEqual(certain("amount", "12 34", "1.234.5", "12 hopp", "1,2,3", "abc"), [false, false, false, false, false]);
});
test("a row needs a name, and markup may be wrong", () => {
  assert.deepEqual(certain("name", "Hyra", " "), [true, false]);
  assert.deepEqual(certain("text", "Vi har sparat.", "[a](http://b.se)", "{{x"), [true, false, false]);
  assert.equal(isCertain("choice", "x"), true);
});
