import assert from "node:assert/strict";
import { test } from "node:test";

import { Refused } from "../../static/js/editor/refused.js";

const NOTHING = { errors: {}, conflicts: {}, waiting: {} };
const refusedOf = (answer, texts) => { const refused = new Refused(); refused.take({ ...NOTHING, ...answer }, new Map(Object.entries(texts))); return refused; };

test("an error holds until something else is typed", () => {
  const refused = refusedOf({ errors: { "e-0-budget": "12 34 …" } }, { "e-0-budget": "12 34", "e-0-actual": "5" });
  const holds = (name, text) => refused.holds(name, text, new Map());
  assert.deepEqual([holds("e-0-budget", "12 34"), holds("e-0-budget", "1234"), holds("e-0-actual", "5")], [true, false, false]);
  assert.equal(refused.isAny, true);
  refused.take(NOTHING, new Map());
  assert.equal(refused.isAny, false);
});
test("a conflict holds whatever is typed, until one has chosen", () => {
  const refused = refusedOf({ conflicts: { "e-0-budget": {} } }, { "e-0-budget": "6" });
  assert.equal(refused.holds("e-0-budget", "7", new Map()), true);
  refused.choose("e-0-budget");
  assert.equal(refused.holds("e-0-budget", "7", new Map()), false);
});
test("a new row waits until something more is typed in it", () => {
  const refused = refusedOf({ waiting: { "e-9-budget": "Post saknas" } }, { "e-9-budget": "5" });
  const row = (more) => new Map(Object.entries({ "e-9-label": "", "e-9-budget": "5", "e-9-box": "False", ...more }));
  assert.deepEqual([{}, { "e-9-label": "Hyra" }, { "e-9-budget": "6" }].map((more) => refused.holds("e-9-budget", "5", row(more))), [true, false, false]);
});
