import assert from "node:assert/strict";
import test from "node:test";
import { matches, plain } from "../../static/js/reading/search.js";

const found = (strings, words) => matches(strings, words).map(({ from, to }) => [from.index, from.at, to.index, to.end]);

test("figures are found however their spaces and minus are typed", () => {
  assert.deepEqual(found(["underskott om 1\u00a0200 tkr"], "1 200 tkr"), [[0, 14, 0, 23]]);
  assert.deepEqual(found(["\u22121\u202f200"], "-1 200"), [[0, 0, 0, 6]]);
});

test("words are found without regard to case, soft hyphens and elements", () => {
  assert.deepEqual(found(["Prog\u00adnosen är ", "en", " prognos"], "PROGNOS"), [[0, 0, 0, 8], [2, 1, 2, 8]]);
  assert.deepEqual(found(["Avvi", "kelse"], "avvikelse"), [[0, 0, 1, 5]]);
});

test("nothing is sought for spaces alone, and nothing is found where nothing is", () => {
  assert.deepEqual(found(["a b"], "  "), []);
  assert.deepEqual(found(["a b"], "c"), []);
  assert.equal(plain("A\n  B"), "a b");
});
