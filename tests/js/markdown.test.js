import assert from "node:assert/strict";
import { test } from "node:test";

import { markdownOf } from "../../static/js/text/markdown.js";
import { markdownOfPlain } from "../../static/js/text/plain.js";
import { node } from "./nodes.js";

const markdown = (...made) => markdownOf(node(["body", ...made]));
const text = (...made) => markdown(...made).text;

test("paragraphs, headings and emphasis", () => {
  assert.equal(text(["h1", "Driften"], ["p", "En ", ["b", "fet "], "och ", ["i", "kursiv"], " text."], ["p", "Rad ett", ["br"], "rad två"]),
    "## Driften\n\nEn **fet** och *kursiv* text.\n\nRad ett\nrad två");
});
test("lists of a page, one in another", () => {
  assert.equal(text(["p", "Detta:"], ["ul", ["li", "ett"], ["li", "två", ["ol", ["li", "a"], ["li", "b"]]]]), "Detta:\n\n- ett\n- två\n    1. a\n    2. b");
});
test("lists of Word are paragraphs with a mark and a level", () => {
  const item = (level, mark, words) => ["p", { class: "MsoListParagraph", "data-style": `mso-list:l0 level${level} lfo1` },
    ["span", { "data-style": "mso-list:Ignore" }, mark, ["span", "\u00a0\u00a0 "]], words];
  assert.equal(text(item(1, "·", "ett"), item(2, "o", "under"), item(1, "2.", "två")), "- ett\n    - under\n2. två");
});
test("a list that begins inside another is a list", () => {
  const item = (level) => ["p", { "data-style": `mso-list:l0 level${level} lfo1` }, `nivå ${level}`];
  assert.equal(text(item(2), item(3), item(2)), "- nivå 2\n    - nivå 3\n    - nivå 2");
});
test("a table has its first row as headings", () => {
  const row = (...cells) => ["tr", ...cells.map((cell) => ["td", ["p", cell]])];
  assert.equal(text(["table", ["tbody", row("År", "Antal"), row("2023", "4|5")]]), "| År | Antal |\n|---|---|\n| 2023 | 4\\|5 |");
});
test("signs of Markdown stay the signs they were", () => {
  assert.equal(text(["p", "# 3 av 5"], ["p", "- 5 tkr"], ["p", "1. januari"], ["p", "2*3 och a_b, _c"]), "\\# 3 av 5\n\n\\- 5 tkr\n\n1\\. januari\n\n2\\*3 och a_b, \\_c");
});
test("links that are safe are kept", () => {
  assert.equal(text(["p", ["a", { href: "https://a.se/b" }, "så"]]), "[så](https://a.se/b)");
});
test("what can't be converted is told", () => {
  const made = markdown(["p", "Bild ", ["img"], ["u", "här"], ["a", { href: "http://a.se" }, "länk"], ["a", { href: "#_ftn1" }, "[1]"]], ["table", ["tr", ["td", { colspan: "2" }, "a"]]]);
  assert.deepEqual(made.lost, ["bilder", "under- och överstrykningar", "länkar som inte börjar med https://", "fotnoter", "sammanslagna celler"]);
});
test("plain text with bullets and tabs becomes a list and a table", () => {
  assert.equal(markdownOfPlain("•\tett\r\n•\ttvå\r\n"), "- ett\n- två\n");
  assert.equal(markdownOfPlain("Så här:\nÅr\tAntal\n2023\t4\nSlut"), "Så här:\n\n| År | Antal |\n|---|---|\n| 2023 | 4 |\n\nSlut");
});
test("other plain text stands", () => {
  for (const written of ["Ett stycke.\nEn rad till.\n\n- lista\n    - under\n\n| a |\n|---|", "## Rubrik", "# 3 av 5 mål"]) assert.equal(markdownOfPlain(written), written);
});
