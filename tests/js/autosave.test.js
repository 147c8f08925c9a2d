import assert from "node:assert/strict";
import { test } from "node:test";

import { Autosave } from "../../static/js/editor/autosave.js";
import { Page } from "../../static/js/editor/page.js";
import { formOf, Portal } from "./form.js";

const ROWS = { "e-0": { id: "7", label: "Hyra", budget: "5", actual: "1" }, "e-9": { id: "", label: "", budget: "", DELETE: "" } };
const OPENED = { "e-0-label": "Hyra", "e-0-budget": "5", "e-0-actual": "1" };

const editor = (t, rows = ROWS, opened = OPENED) => {
  const portal = new Portal();
  const state = { textContent: "", replaceChildren(...parts) { this.textContent = parts.map((part) => part.textContent ?? part).join(""); } };
  const page = new Page(formOf(structuredClone(rows), opened)), autosave = new Autosave(page, state);
  t.after(() => autosave.schedule.stop());
  const type = (name, text) => { page.field(name).value = text; };
  const sent = () => portal.sent.map(({ cells }) => cells.map(({ row, field, was, now }) => [`${row}-${field}`, was, now]));
  return { portal, page, autosave, type, sent, state };
};

test("one is in flight; what is typed meanwhile comes after it, from what was stored", async (t) => {
  const { portal, autosave, type, sent, state } = editor(t);
  type("e-0-budget", "6");
  autosave.send();
  type("e-0-budget", "7");
  autosave.send();
  assert.equal(portal.sent.length, 1);
  await portal.answer();
  assert.equal(state.textContent, "Sparat 14:32, utom: 1 värde ej sparat.");
  autosave.send();
  assert.deepEqual(sent(), [[["e-0-budget", "5", "6"]], [["e-0-budget", "6", "7"]]]);
  await portal.answer();
  assert.equal(state.textContent, "Sparat 14:32.");
});
test("what got no answer is sent again as the same batch, with the token of the cookie", async (t) => {
  const { portal, autosave, type, state } = editor(t);
  type("e-0-budget", "6");
  autosave.send();
  await portal.fall();
  assert.equal(state.textContent, "1 värde ej sparat. Portalen svarar inte, försöker igen …");
  type("e-0-actual", "2");
  autosave.send();
  const [first, again] = portal.sent;
  assert.deepEqual([first.batch, first.cells, again.token], [again.batch, again.cells, "new"]);
});
test("a portal that can't save says why, and is asked again", async (t) => {
  const { portal, autosave, type, state } = editor(t);
  type("e-0-budget", "6");
  autosave.send();
  await portal.answer({ status: 503, message: "Disken är full." });
  assert.equal(state.textContent, "1 värde ej sparat. Disken är full. Det du skrev står kvar här. Försöker igen …");
  autosave.send();
  await portal.answer();
  assert.equal(state.textContent, "Sparat 14:32.");
});
test("left or hidden: what was typed since goes too, once, after the first", async (t) => {
  const { portal, page, autosave, type, sent } = editor(t);
  type("e-0-budget", "6");
  autosave.send();
  type("e-9-label", "Resor");
  page.writtenIn = page.field("e-9-label");
  autosave.leave();
  autosave.leave();
  assert.equal(autosave.holdsBack(), false);
  assert.deepEqual(sent(), [[["e-0-budget", "5", "6"]], [["e-9-label", "", "Resor"]]]);
  assert.equal(portal.sent[1].after, portal.sent[0].batch);
  await portal.answer();
  autosave.send();
  await portal.answer({ rows: { "e-9-id": "12" } });
  assert.deepEqual([page.field("e-9-id").value, page.open().length, portal.sent.length], ["12", 0, 2]);
});
test("a follower that got no answer is repeated as itself", async (t) => {
  const { portal, autosave, type } = editor(t);
  type("e-0-budget", "6");
  autosave.send();
  type("e-9-label", "Resor");
  autosave.leave();
  await portal.fall();
  await portal.answer();
  autosave.send();
  assert.equal(portal.sent[2].batch, portal.sent[1].batch);
});
test("a row that is being made can't be added to: one is asked", (t) => {
  const { portal, autosave, type } = editor(t);
  type("e-9-label", "Resor");
  autosave.send();
  type("e-9-budget", "5");
  autosave.leave();
  assert.deepEqual([portal.sent.length, autosave.holdsBack()], [1, true]);
});
test("nothing is asked when nothing is typed, or all of it is on its way", (t) => {
  const { autosave, type } = editor(t);
  assert.equal(autosave.holdsBack(), false);
  type("e-0-budget", "6");
  assert.equal(autosave.holdsBack(), true);
  autosave.leave();
  assert.equal(autosave.holdsBack(), false);
});
for (const [why, answer, words] of [
  ["logged out", { type: "opaqueredirect", status: 0 }, "Du är utloggad"],
  ["locked", { status: 403 }, "kan inte ändras längre"],
  ["refused", { status: 400 }, "Spara med knappen"],
  ["broken", { status: 502 }, "försöker igen"],
]) {
  test(`${why}: it is said, and one is asked before the page is left`, async (t) => {
    const { portal, autosave, type, state } = editor(t);
    type("e-0-budget", "6");
    autosave.send();
    await portal.answer(answer);
    assert.match(state.textContent, new RegExp(`^1 värde ej sparat\\. .*${words}`));
    autosave.leave();
    assert.equal(autosave.holdsBack(), true);
  });
}
test("of a page printed under another template nothing more is sent, and the offer stands", async (t) => {
  const { portal, autosave, type, state } = editor(t);
  type("e-0-budget", "6");
  autosave.send();
  await portal.answer({ status: 409, message: "Mallen har ändrats." });
  type("e-0-actual", "2");
  autosave.show();
  autosave.leave();
  await autosave.send();
  assert.equal(portal.sent.length, 1);
  assert.equal(state.textContent, "Mallen har ändrats. Läs in sidan på nytt");
});
test("put back as it was, a refused value is looked at once more", async (t) => {
  const { portal, autosave, type } = editor(t);
  type("e-0-budget", "12 34");
  autosave.send();
  await portal.answer({ errors: { "e-0-budget": "inte grupperat" }, values: { "e-0-budget": "5" } });
  type("e-0-budget", "5");
  autosave.send();
  assert.deepEqual([portal.sent[1].batch, portal.sent[1].cells], [null, []]);
  await portal.answer();
  await autosave.send();
  assert.equal(portal.sent.length, 2);
});
test("only as much as a browser sends on is sent on, counted in bytes, together", async (t) => {
  const { portal, autosave, type } = editor(t, { text: { markdown: "" }, ...ROWS }, OPENED);
  type("text-markdown", "å".repeat(20_000));
  autosave.send();
  assert.deepEqual([portal.sent[0].keepalive, autosave.holdsBack()], [true, false]);
  type("text-markdown", "å".repeat(20_001));
  autosave.leave();
  assert.deepEqual([portal.sent[1].keepalive, autosave.holdsBack()], [false, true]);
});
