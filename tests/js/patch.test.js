import assert from "node:assert/strict";
import { test } from "node:test";

import { Held } from "../../static/js/editor/held.js";
import { fieldOf, gridOf, rowOf, same, waitsForTheButton } from "../../static/js/editor/names.js";
import { patchOf } from "../../static/js/editor/patch.js";

const cell = (name, more = {}) => ({ name, id: "7", isNew: false, isBeingNamed: false, waits: false, was: "1", now: "1", ...more });
const isDirty = ({ was, now }) => was !== now;

test("a name is a row and a field", () => {
  assert.deepEqual([rowOf("mal-indikator-3-target_value"), fieldOf("mal-indikator-3-target_value"), gridOf("mal-indikator-3-target_value")],
    ["mal-indikator-3", "target_value", "mal-indikator"]);
  assert.equal(rowOf("text-markdown"), "text");
  assert.deepEqual(["a-0-DELETE", "a-0-position", "a-0-label"].map(waitsForTheButton), [true, true, false]);
});
test("line ends and space around are no change", () => {
  assert.equal(same("a\r\nb ", "a\nb"), true);
  assert.equal(same("a b", "a  b"), false);
});
test("of a saved row only what is typed goes", () => {
  const { cells, typed } = patchOf([cell("e-0-label"), cell("e-0-actual", { now: "2" })], isDirty);
  assert.deepEqual(cells, [{ row: "e-0", id: "7", field: "actual", was: "1", now: "2" }]);
  assert.deepEqual(typed, []);
});
test("of a new row all that is filled in goes, once something is typed", () => {
  const row = [cell("e-2-kind", { id: "", isNew: true, was: "cost", now: "cost" }), cell("e-2-actual", { id: "", isNew: true, was: "", now: "" })];
  assert.deepEqual(patchOf(row, isDirty).cells, []);
  const named = [...row, cell("e-2-label", { id: "", isNew: true, was: "", now: "Hyra" })];
  assert.deepEqual(patchOf(named, isDirty).cells.map(({ field }) => field), ["kind", "label"]);
});
test("a row that is being named only counts in the sums, but is saved when the page is left", () => {
  const named = [cell("e-2-label", { id: "", isNew: true, isBeingNamed: true, was: "", now: "Hy" })];
  assert.deepEqual([patchOf(named, isDirty).cells.length, patchOf(named, isDirty).typed.length], [0, 1]);
  assert.equal(patchOf(named, isDirty, { withNames: true }).cells.length, 1);
});
test("places and removals wait for the button", () => {
  const waits = [cell("e-0-position", { waits: true, now: "3" }), cell("e-0-DELETE", { waits: true, was: "", now: "on" })];
  const { cells, typed } = patchOf(waits, isDirty);
  assert.deepEqual([cells.length, typed.map(({ field, now }) => [field, now])], [0, [["position", "3"], ["DELETE", "on"]]]);
});
test("what a field held is nothing until it is known", () => {
  const held = new Held({ "e-0-actual": "12" });
  held.add({ "e-0-comment": "x" });
  held.set("e-0-actual", "13");
  assert.deepEqual([held.of("e-0-actual"), held.of("e-1-actual"), held.of("e-1-box", true)], ["13", "", "False"]);
  assert.equal(JSON.stringify(held), '{"e-0-actual":"13","e-0-comment":"x"}');
});
