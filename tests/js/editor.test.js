import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { Scheduler } from "../../static/js/editor/scheduler.js";
import { leftWords, stateWords, unsaved } from "../../static/js/editor/words.js";
import { stepped } from "../../static/js/grid/proposals.js";
import { choiceOf, meantRows, shaped } from "../../static/js/grid/shape.js";

class Clock {
  constructor() { this.time = 0; this.due = null; this.Date = { now: () => this.time }; }
  setTimeout(act, ms) { this.due = { act, at: this.time + ms }; return 1; }
  clearTimeout() { this.due = null; }
  pass(ms) {
    const end = this.time + ms;
    while (this.due && this.due.at <= end) { const { act, at } = this.due; this.time = at; this.due = null; act(); }
    this.time = end;
  }
}

test("it is sent a while after the last key, and at the latest a while after the first", () => {
  const clock = new Clock(), sent = [];
  const schedule = new Scheduler(() => sent.push(clock.time), { after: 700, atMost: 2000, clock });
  schedule.soon();
  clock.pass(600);
  schedule.soon();
  clock.pass(600);
  assert.deepEqual(sent, []);
  clock.pass(100);
  assert.deepEqual(sent, [1300]);
  for (let key = 0; key < 10; key += 1) { schedule.soon(); clock.pass(500); }
  assert.equal(sent[1] - 1300, 2000);
});
test("stopped, it sends nothing", () => {
  const clock = new Clock(), sent = [];
  const schedule = new Scheduler(() => sent.push(1), { clock });
  schedule.soon();
  schedule.stop();
  clock.pass(20_000);
  assert.deepEqual(sent, []);
});
test("the state says what is open, what is stored, and what waits", () => {
  assert.equal(unsaved(1), "1 värde ej sparat");
  assert.equal(stateWords({ open: 2, savedAt: "14:32" }), "2 värden ej sparade.");
  assert.equal(stateWords({ open: 0, savedAt: "14:32" }), "Sparat 14:32.");
  assert.equal(stateWords({ open: 0 }), "");
  assert.equal(stateWords({ open: 0, savedAt: "14:32", waits: 1, note: "4 fält inklistrade." }),
    "4 fält inklistrade. Sparat 14:32. Ordning och rader som ska bort sparas med knappen Spara.");
  assert.equal(leftWords({ left: 0, savedAt: "14:32" }), "");
  assert.equal(leftWords({ left: 1, savedAt: "14:32", isAsked: false }), "Sparat 14:32, utom: 1 värde ej sparat.");
});
test("proposals are gone through both ways, round and round", () => {
  assert.deepEqual([stepped(undefined, 1, 3), stepped(undefined, -1, 3), stepped(2, 1, 3), stepped(0, -1, 3)], [0, 2, 0, 2]);
});
test("a block is shaped by the fields it meets", () => {
  const lines = [["a", "b"], ["c", "d"]], typed = (field, text) => (field === "d" ? { why: "Nej." } : { text: text.trim() });
  const { changes, lost, refused } = shaped([[" 1", "2", "3"], ["4", "5"]], lines, { row: 0, column: 0 }, typed);
  assert.deepEqual(changes, [["a", "1"], ["b", "2"], ["c", "4"]]);
  assert.deepEqual([lost, refused], [["3"], [["d", "5", "Nej."]]]);
});
const choices = (...texts) => texts.map((text, at) => ({ text, value: at ? `v${at}` : "" }));
test("a choice is found by what identifies it, as in a workbook", () => {
  for (const { labels, texts } of JSON.parse(readFileSync(new URL("../choices.json", import.meta.url)))) for (const [text, label] of Object.entries(texts)) {
    const { text: value, why } = choiceOf(choices(...labels), text);
    if (Array.isArray(label)) assert.equal(why, `Flera val kan menas: ${label.join(", ")}.`);
    else assert.equal(value ?? null, label && choices(...labels).find((option) => option.text === label).value, text);
  }
});
test("what is not a choice says so", () => {
  for (const text of ["Kla", "v1", ""]) assert.equal(choiceOf(choices("Välj", "Klar"), text).why, "Värdet finns inte i listan.");
});
test("a pasted line finds the row of its name", () => {
  const rows = ["hyra", "löner", "resor", "", ""];
  assert.equal(meantRows(["hyra", "löner"], rows, 0), null);
  assert.equal(meantRows(["lokaler", "löner"], rows, 0), null); // a new name for the first row
  assert.deepEqual(meantRows(["löner", "hyra", "ny"], rows, 0), [1, 0, -1]);
  assert.deepEqual(meantRows(["resor"], rows, 3), [2]);
  assert.deepEqual(meantRows(["övrigt", "hyra", "övrigt", "övrigt"], ["hyra", "övrigt", "övrigt"], 0), [1, 0, 2, -1]);
});
