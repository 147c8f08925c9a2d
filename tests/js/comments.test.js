import assert from "node:assert/strict";
import { test } from "node:test";
import { addressFor, cellOf } from "../../static/js/editor/comments.js";

const fieldIn = (href) => ({
  closest: (selector) => (selector === "td" ? { querySelector: () => (href ? { getAttribute: () => href } : null) } : null),
});

test("a cell is named by the address of its history", () => {
  assert.equal(cellOf(fieldIn("/rapporter/x/historik/budgets.budgetline/resor/forecast/")), "budgets.budgetline/resor/forecast");
  assert.equal(cellOf(fieldIn("")), "");
});

test("without a cell one comments on the section", () => {
  const ofSection = "/rapporter/x/kommentarer/ny/?avsnitt=ekonomi";
  assert.equal(addressFor(ofSection, ""), ofSection);
  assert.equal(addressFor(ofSection, "a.b/c/d"), "/rapporter/x/kommentarer/ny/?cell=a.b%2Fc%2Fd");
});
