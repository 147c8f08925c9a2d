/* Tab-separated text of Excel and LibreOffice, with quoted cells, to rows and back. Pure. */
export const read = (text) => {
  const lines = [[]];
  let at = 0;
  while (at < text.length) {
    let cell = "";
    if (text[at] === '"') {
      const whole = /"((?:[^"]|"")*)"(?=[\t\r\n]|$)/y;
      whole.lastIndex = at;
      const found = whole.exec(text);
      if (found) { cell = found[1].replaceAll('""', '"'); at = whole.lastIndex; }
    }
    while (at < text.length && !/[\t\r\n]/.test(text[at])) { cell += text[at]; at += 1; }
    lines.at(-1).push(cell);
    if (at >= text.length) break;
    if (text[at] === "\t") { at += 1; if (at === text.length) lines.at(-1).push(""); continue; }
    at += text.startsWith("\r\n", at) ? 2 : 1;
    if (at < text.length) lines.push([]);
  }
  return lines;
};
const quoted = (text) => (/[\t\r\n"]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
export const write = (rows) => rows.map((row) => row.map(quoted).join("\t")).join("\r\n");
