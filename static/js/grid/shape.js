/* Which cell of a pasted block goes to which field. Pure: `typed(field, text)` is the value a field takes, or null. */
export const choiceOf = (options, text) => {
  const wanted = text.trim().toLowerCase();
  const option = options.find(({ text: shown, value }) => shown.toLowerCase() === wanted || value === wanted);
  return option ? option.value : null;
};
export const shaped = (block, lines, at, typed) => {
  const changes = [], lost = [], refused = [];
  block.forEach((line, down) => line.forEach((cell, right) => {
    const field = (lines[at.row + down] || [])[at.column + right];
    if (!field) { lost.push(cell); return; }
    const text = typed(field, cell);
    if (text === null) refused.push([field, cell, "Värdet finns inte i listan."]); else changes.push([field, text]);
  }));
  return { changes, lost, refused };
};
