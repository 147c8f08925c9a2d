/* Plain text that was a list or a table where it came from, as Markdown. All else stands as written. Pure. */
import { read } from "../clipboard.js";
import { asTable } from "./markdown.js";

const BULLET = /^[ \t]*(?:[•·▪●○◦‣\uf0b7\uf0a7][ \t]*|[-–—o§][ \t]*\t[ \t]*)(?=\S)/gmu;
const tabs = (line) => line.split("\t").length - 1;

/* Lines beside each other with as many tabs are a table; a tab alone is a space. */
export const markdownOfPlain = (written) => {
  const lines = written.replace(/\r\n?/g, "\n").replace(BULLET, "- ").split("\n"), made = [];
  for (let at = 0; at < lines.length;) {
    let end = at;
    while (end < lines.length && tabs(lines[end]) > 0 && tabs(lines[end]) === tabs(lines[at])) end += 1;
    if (end - at > 1) {
      const rows = read(lines.slice(at, end).join("\n")).map((row) => row.map((cell) => cell.trim().replaceAll("|", "\\|")));
      made.push(...(at && lines[at - 1].trim() ? [""] : []), asTable(rows), ...(lines[end]?.trim() ? [""] : []));
      at = end;
    } else {
      made.push(lines[at].replace(/^[ \t]+(?=\S)/, (space) => (space.includes("\t") ? "" : space)).replaceAll("\t", " "));
      at += 1;
    }
  }
  return made.join("\n");
};
