import assert from "node:assert/strict";
import { test } from "node:test";

import { read, write } from "../../static/js/clipboard.js";

test("cells, rows and quoted cells are read", () => {
  assert.deepEqual(read("a\tb\r\nc\td\r\n"), [["a", "b"], ["c", "d"]]);
  assert.deepEqual(read('"två\nrader"\t"ett ""citat"""\n'), [["två\nrader", 'ett "citat"']]);
  assert.deepEqual(read("a\t\n\tb"), [["a", ""], ["", "b"]]);
});
test("what is written is read as it was", () => {
  const rows = [["1 166", "−24 199"], ['"', "två\nrader"], ["", "a\tb"]];
  assert.deepEqual(read(write(rows)), rows);
});
