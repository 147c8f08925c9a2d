import assert from "node:assert/strict";
import { test } from "node:test";

import { followKind } from "../../static/js/proposed.js";

const fields = (kind, template) => {
  const listeners = [];
  const select = { value: kind, dataset: { templates: '{"interim": 4, "annual": 7, "internal_control": 4}' }, addEventListener: (_, act) => listeners.push(act) };
  const mall = { value: template };
  followKind(select, mall);
  return { mall, choose: (value) => { select.value = value; listeners.forEach((act) => { act(); }); } };
};

test("the proposed mall follows the kind, and back", () => {
  const { mall, choose } = fields("interim", "4");
  choose("annual");
  assert.equal(mall.value, "7");
  choose("interim");
  assert.equal(mall.value, "4");
});
test("a mall chosen by hand stays", () => {
  const { mall, choose } = fields("interim", "4");
  mall.value = "9";
  choose("annual");
  assert.equal(mall.value, "9");
});
test("a nämnd's first report has nothing to follow", () => {
  const select = { value: "interim", dataset: {}, addEventListener: () => assert.fail("nothing is followed") };
  followKind(select, { value: "" });
  followKind(null, null);
});
