/* The words of a paragraph as Markdown: emphasis, links, line breaks. Pure, given nodes. */
const BOLD = /font-weight:\s*(?:bold|[6-9]00)/i, NOT_BOLD = /font-weight:\s*(?:normal|[1-5]00)/i, ITALIC = /font-style:\s*italic/i;
const LOST = { img: "bilder", svg: "bilder", object: "bilder", video: "bilder", input: "formulärfält" };
export const SKIPPED = new Set(["style", "script", "head", "title", "meta", "link", "template", "o:p"]);

export const tagOf = (node) => (node.nodeType === 1 ? node.tagName.toLowerCase() : "");
export const styleOf = (node) => node.getAttribute?.("data-style") || ""; // set aside by parsed()
const isText = (node) => node.nodeType === 3;

/* Signs that Markdown would read as something else. */
export const escaped = (text) => text.replace(/[\\`*]/g, "\\$&").replace(/(?<![\p{L}\d])_|_(?![\p{L}\d])/gu, "\\_")
  .replace(/\[(?=[^\]]*\]\()/g, "\\[").replace(/<(?=\w+:|[^\s<>]+@)/g, "\\<");
/* And at the beginning of a line: "# 3 av 5", "- 5", "1. ", "> ". */
export const escapedStart = (line) => line.replace(/^\s*(?:(?=#{1,6}(?:\s|$)|[-+](?:\s|$)|>|~~~|=+\s*$|-{2,}\s*$)|(\d{1,9})(?=[.)](?:\s|$)))/, (_, number = "") => `${number}\\`);

const marked = (text, mark) => {
  const [, before, words, after] = /^(\s*)([\s\S]*?)(\s*)$/.exec(text);
  return words && mark ? `${before}${mark}${words}${mark}${after}` : text;
};
const isSafe = (address) => /^(?:https:\/\/[^\s\\()<>]+|mailto:[^\s\\()<>]+)$/.test(address);

const linked = (node, words, lost) => {
  const address = node.getAttribute("href") || "";
  if (/footnote|_ftn|_edn/i.test(`${styleOf(node)}${address}`)) { lost.add("fotnoter"); return ""; }
  if (!address || address.startsWith("#") || !words.trim()) return words;
  if (!isSafe(address)) { lost.add("länkar som inte börjar med https://"); return words; }
  return `[${words.trim()}](${address})`;
};

export const inline = (node, lost, held = {}) => [...node.childNodes].map((child) => {
  if (isText(child)) return escaped(child.textContent.replace(/[\s\u00a0]+/g, (space) => (space.includes("\u00a0") && space.length === 1 ? space : " ")));
  const tag = tagOf(child), style = styleOf(child);
  if (!tag || SKIPPED.has(tag) || /mso-list:\s*Ignore/i.test(style)) return "";
  if (tag === "br") return "\n";
  if (LOST[tag]) { lost.add(LOST[tag]); return ""; }
  const isBold = !held.bold && (BOLD.test(style) || (["b", "strong"].includes(tag) && !NOT_BOLD.test(style)));
  const isItalic = !held.italic && (ITALIC.test(style) || ["i", "em"].includes(tag));
  if (["u", "s", "del", "strike"].includes(tag) || /text-decoration[^;]*(?:underline|line-through)/i.test(style)) if (tag !== "a") lost.add("under- och överstrykningar");
  const words = inline(child, lost, { bold: held.bold || isBold, italic: held.italic || isItalic });
  const said = tag === "a" ? linked(child, words, lost) : words;
  return marked(said, `${isBold ? "**" : ""}${isItalic ? "*" : ""}`);
}).join("");
/* Without spaces at the ends of its lines. */
export const trimmed = (text) => text.replace(/[ \t]*\n[ \t]*/g, "\n").replace(/ {2,}/g, " ").trim();
