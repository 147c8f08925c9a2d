import assert from "node:assert/strict";
import { test } from "node:test";

import { Page } from "../../static/js/editor/page.js";
import { formOf, Portal } from "./form.js";

const NEW = { id: "", label: "", budget: "", DELETE: "" };
const pageOf = (rows, opened) => { new Portal(); return new Page(formOf(rows, opened)); };
const names = (fields) => fields.map(({ name }) => name);

test("open is what differs from what is stored, and what is on its way", () => {
  const page = pageOf({ "e-0": { id: "7", label: "Hyra", budget: "5" } }, { "e-0-label": "Hyra", "e-0-budget": "5" });
  assert.deepEqual(names(page.open()), []);
  page.field("e-0-budget").value = "6";
  assert.deepEqual(names(page.open()), ["e-0-budget"]);
  page.field("e-0-budget").value = "5";
  page.inFlight = new Map([["e-0-budget", "6"]]);
  assert.deepEqual(names(page.open()), ["e-0-budget"]);
});
test("a row that is to go has nothing open, and waits for the button", () => {
  const page = pageOf({ "e-0": { id: "7", label: "Hy", budget: "5", position: "2", DELETE: "" } }, { "e-0-label": "Hyra", "e-0-budget": "5", "e-0-position": "1" });
  page.field("e-0-DELETE").checked = true;
  assert.deepEqual([names(page.open()), names(page.forTheButton())], [[], ["e-0-position", "e-0-DELETE"]]);
  assert.deepEqual(page.cell(page.field("e-0-DELETE")).now, "on");
});
test("what was stored in other words is no change, and is written so when the field is left", () => {
  const page = pageOf({ "e-0": { id: "7", budget: "1234" } }, { "e-0-budget": "5" });
  page.store("e-0-budget", "1234", "1 234");
  assert.deepEqual(names(page.open()), []);
  page.tidy(page.field("e-0-budget"));
  assert.equal(page.field("e-0-budget").value, "1 234");
});
test("a space at the end of a text stands", () => {
  const page = pageOf({ text: { markdown: "Driften " } }, { "text-markdown": "" });
  page.store("text-markdown", "Driften ", "Driften");
  page.tidy(page.field("text-markdown"));
  assert.equal(page.field("text-markdown").value, "Driften ");
});
test("what follows is shown, but not where one has typed or is typing", () => {
  const page = pageOf({ "e-0": { id: "7", label: "mitt", budget: "5", actual: "1" } }, { "e-0-label": "Hyra", "e-0-budget": "5", "e-0-actual": "1" });
  globalThis.document.activeElement = page.field("e-0-actual");
  for (const field of ["label", "budget", "actual"]) page.follow(`e-0-${field}`, "9");
  assert.deepEqual(["label", "budget", "actual"].map((field) => page.field(`e-0-${field}`).value), ["mitt", "9", "1"]);
  assert.equal(page.heldOf(page.field("e-0-label")), "9");
});
test("who has seen what another saved and keeps her own, is heard", () => {
  const page = pageOf({ "e-0": { id: "7", budget: "6" } }, { "e-0-budget": "5" });
  page.refused.take({ errors: {}, waiting: {}, conflicts: { "e-0-budget": {} } }, new Map([["e-0-budget", "6"]]));
  assert.equal(page.isStuck(page.field("e-0-budget")), true);
  page.choose(page.field("e-0-budget"), "8");
  assert.deepEqual([page.isStuck(page.field("e-0-budget")), page.cell(page.field("e-0-budget")).was], [false, "8"]);
});
test("a new row is being named while keys go to its name, and is stuck without one", () => {
  const page = pageOf({ "e-9": { ...NEW, budget: "5" } });
  assert.equal(page.isStuck(page.field("e-9-budget")), true);
  page.field("e-9-label").value = "Hyra";
  assert.equal(page.isStuck(page.field("e-9-budget")), false);
  page.writtenIn = page.field("e-9-label");
  assert.equal(page.isBeingNamed(page.field("e-9-budget")), true);
  page.writtenIn = page.field("e-9-budget");
  assert.equal(page.isBeingNamed(page.field("e-9-budget")), false);
});
test("what is held is written back for the button", () => {
  const page = pageOf({ "e-0": { id: "7", budget: "6" } }, { "e-0-budget": "5" });
  page.store("e-0-budget", "6", "6,0");
  page.writeBack();
  assert.equal(page.form.elements.opened.value, '{"e-0-budget":"6,0"}');
});
test("what goes with cells goes once, as it was when the page was opened", () => {
  const page = pageOf({ "k-0": { id: "7", men: "5,5", women: "5" }, "m-0": { id: "8", target: "9" } }, { "k-0-decimals_read": "1", "m-0-target_read": "a" });
  for (const name of ["k-0-men", "k-0-women"]) page.field(name).dataset = { with: "decimals_read" };
  const cells = [["k-0", "men"], ["k-0", "women"], ["m-0", "target"]].map(([row, field]) => ({ row, field }));
  assert.deepEqual(page.companions(cells).map(({ name, id, was }) => [name, id, was]), [["k-0-decimals_read", "7", "1"], ["m-0-target_read", "8", "a"]]);
});
