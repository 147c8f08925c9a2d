import assert from "node:assert/strict";
import { test } from "node:test";

import { allForSpreadsheet, forSpreadsheet } from "../../static/js/figure.js";

test("a printed figure is copied as a spreadsheet reads it", () => {
  const printed = ["−43 306", "−43\u00a0306", "1\u202f166,50", "12 106", "−0,5 %", "98,53\u00a0%", "‑7", "0", "2026"];
  assert.deepEqual(printed.map(forSpreadsheet), ["-43306", "-43306", "1166,50", "12106", "-0,5%", "98,53%", "-7", "0", "2026"]);
});
test("what is no figure stands as it is", () => {
  for (const text of ["", "–", "Hyra", "45 st", "12 34", "1–3", "2026-04-30", "3 463*", " 5 av 7 "]) assert.equal(forSpreadsheet(text), text);
});
test("rows of a page keep their cells", () => {
  assert.equal(allForSpreadsheet("Intäkter\t−43 306\t12 106\nResultat −5 tkr\t0"), "Intäkter\t-43306\t12106\nResultat −5 tkr\t0");
});
