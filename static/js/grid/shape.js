/* Which cell of a pasted block goes to which field. Pure: `typed(field, text)` is {text} that the field takes, or {why}. */
export const folded = (text) => text.replace(/\s+/g, " ").trim().toLowerCase();
// "4. Sannolik" is also Sannolik, "Nämndmål: Nöjda" also Nöjda.
const bare = (text) => folded(text).replace(/^\d+\. /, "").replace(/^[^:]{1,40}: /, "");
const numberOf = (text) => /^(\d+)\. /.exec(folded(text))?.[1];
const begins = (text, with_) => text.startsWith(`${with_} `);

/* A choice by its name, its number, its name without number or kind, or the first words of that: the first of these
 * that anything answers to, where one alone does. Not by its value, which no one sees. */
export const choiceOf = (options, text) => {
  const wanted = folded(text), plain = bare(text), real = options.filter(({ value }) => value);
  const ways = [
    () => options.filter(({ text: shown }) => folded(shown) === wanted),
    () => real.filter(({ text: shown }) => numberOf(shown) && numberOf(shown) === wanted.replace(/\.$/, "")),
    () => real.filter(({ text: shown }) => bare(shown) === wanted),
    () => real.filter(({ text: shown }) => !/^\d+\. /.test(wanted) && bare(shown) === plain),
    () => (wanted.length > 2 ? real.filter(({ text: shown }) => begins(bare(shown), wanted)) : []),
  ];
  for (const way of ways) {
    const found = way();
    if (found.length === 1) return { text: found[0].value };
    if (found.length) return { why: `Flera val kan menas: ${found.map(({ text: shown }) => shown).join(", ")}.` };
  }
  return { why: "Värdet finns inte i listan." };
};
/* Which row each pasted line means, where names are pasted and some are those of other rows than the lines would meet:
 * its number, or -1 for a name that no row has. Null where every line meets its own name, or renames. A name that several
 * rows have is met in their order. */
export const meantRows = (names, rows, start) => {
  const left = new Map();
  rows.forEach((name, row) => { if (name) left.set(name, [...(left.get(name) || []), row]); });
  const isAnothers = names.some((name, down) => left.has(name) && rows[start + down] !== name);
  return isAnothers ? names.map((name) => left.get(name)?.shift() ?? -1) : null;
};
/* `rowOf(down)`: the row that a line of the block goes to. */
export const shaped = (block, lines, at, typed, rowOf = (down) => at.row + down) => {
  const changes = [], lost = [], refused = [];
  block.forEach((line, down) => line.forEach((cell, right) => {
    const field = (lines[rowOf(down)] || [])[at.column + right];
    if (!field) { if (cell.trim()) lost.push(cell); return; }
    const { text, why } = typed(field, cell);
    if (why) refused.push([field, cell, why]); else changes.push([field, text]);
  }));
  return { changes, lost, refused };
};
