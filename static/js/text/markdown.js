/* What Word, a spreadsheet or a page puts on the clipboard as HTML, as Markdown. Pure, given nodes. */
import { escapedStart, inline, SKIPPED, styleOf, tagOf, trimmed } from "./inline.js";

const BLOCKS = new Set(["p", "div", "section", "article", "main", "ul", "ol", "li", "table", "blockquote", "pre", "hr", "h1", "h2", "h3", "h4", "h5", "h6", "header", "footer", "dl", "dt", "dd", "figure", "body", "center"]);
const holdsBlocks = (node) => [...node.childNodes].some((child) => BLOCKS.has(tagOf(child)) || (tagOf(child) && holdsBlocks(child)));
const HEADING = /mso-style-name:\s*"?(?:heading|rubrik) ([1-6])|MsoHeading([1-6])/i;

const lines = (text) => trimmed(text).split("\n").map(escapedStart).join("\n");
const listed = (mark, text) => `${mark}${text.replaceAll("\n", `\n${" ".repeat(mark.length)}`)}`;
const item = (depth, mark, text) => ({ isItem: true, depth, text: listed(mark, text) });

/* Word writes a list as paragraphs: the mark in a part of its own, the level in the style. */
const wordItem = (node, lost) => {
  const level = /mso-list:[^;]*level(\d)/i.exec(styleOf(node));
  if (!level) return null;
  const mark = [...node.getElementsByTagName("span")].find((part) => /mso-list:\s*Ignore/i.test(styleOf(part)));
  const number = /^\s*(\d+)[.)]/.exec(mark?.textContent || "");
  return item(Number(level[1]) - 1, number ? `${number[1]}. ` : "- ", lines(inline(node, lost)));
};

const cellText = (cell, lost) => {
  if (cell.getAttribute("colspan") > 1 || cell.getAttribute("rowspan") > 1) lost.add("sammanslagna celler");
  if (cell.getElementsByTagName("table").length) lost.add("tabeller i tabeller");
  return blocks(cell, lost).map(({ text }) => text).join(" ").replace(/\s*\n\s*/g, " ").replaceAll("|", "\\|");
};
export const asTable = (rows) => {
  const width = Math.max(...rows.map((row) => row.length));
  const line = (row) => `| ${Array.from({ length: width }, (_, at) => row[at] || "").join(" | ")} |`;
  return [line(rows[0]), `|${"---|".repeat(width)}`, ...rows.slice(1).map(line)].join("\n");
};
const table = (node, lost) => {
  const rows = [...node.rows].map((row) => [...row.cells].map((cell) => cellText(cell, lost))).filter((row) => row.length);
  return rows.length ? [{ text: asTable(rows) }] : [];
};

const list = (node, lost, depth) => {
  let number = Number(node.getAttribute("start") || 1);
  return [...node.childNodes].flatMap((child) => {
    if (["ul", "ol"].includes(tagOf(child))) return list(child, lost, depth + 1);
    if (tagOf(child) !== "li") return [];
    const parts = blocks(child, lost, depth + 1), own = parts.filter((part) => !part.isItem).map(({ text }) => text).join("\n");
    const mark = tagOf(node) === "ol" ? `${number}. ` : "- ";
    number += 1;
    return [item(depth, mark, own), ...parts.filter((part) => part.isItem)];
  });
};

const block = (node, lost, depth) => {
  const tag = tagOf(node), level = /^h([1-6])$/.exec(tag)?.[1] || HEADING.exec(`${node.getAttribute("class")} ${styleOf(node)}`)?.slice(1).find(Boolean);
  if (SKIPPED.has(tag)) return [];
  if (level) { const words = trimmed(inline(node, lost, { bold: true })).replaceAll("\n", " "); return words ? [{ text: `${"#".repeat(Math.min(6, Number(level) + 1))} ${words}` }] : []; }
  if (tag === "table") return table(node, lost);
  if (["ul", "ol"].includes(tag)) return list(node, lost, depth);
  if (tag === "hr") return [];
  if (tag === "blockquote") return blocks(node, lost).map((part) => ({ text: part.text.replace(/^/gm, "> ") }));
  return [wordItem(node, lost)].filter(Boolean).concat(/mso-list:[^;]*level/i.test(styleOf(node)) ? [] : blocks(node, lost, depth));
};

/* Paragraphs, headings, items and tables in order. Words beside blocks are paragraphs too. */
export const blocks = (node, lost, depth = 0) => {
  const made = [];
  let words = [];
  const end = () => {
    const text = lines(inline({ childNodes: words }, lost));
    if (text) made.push({ text });
    words = [];
  };
  [...node.childNodes].forEach((child) => {
    if (!BLOCKS.has(tagOf(child)) && !(tagOf(child) && holdsBlocks(child))) { words.push(child); return; }
    end();
    made.push(...block(child, lost, depth));
  });
  end();
  return made;
};

/* The Markdown, and what could not be converted, in Swedish. */
export const markdownOf = (body) => {
  const lost = new Set(), made = blocks(body, lost);
  let text = "", deepest = -1; // an item lies at most one level below the one before it
  made.forEach((part, at) => {
    const depth = part.isItem ? Math.min(part.depth, deepest + 1) : 0;
    const isNext = part.isItem && deepest >= 0;
    deepest = part.isItem ? depth : -1;
    text += `${at ? (isNext ? "\n" : "\n\n") : ""}${part.text.replace(/^(?=.)/gm, "    ".repeat(depth))}`;
  });
  return { text, lost: [...lost] };
};
