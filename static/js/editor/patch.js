/* The cells of a patch. A cell here is {name, id, was, now, isNew, isBeingNamed, waits}. Pure. */
import { fieldOf, rowOf } from "./names.js";

export const sent = ({ name, id, was, now }) => ({ row: rowOf(name), id, field: fieldOf(name), was, now });
const isFilled = ({ now }) => now !== "" && now !== "False";

/* `all`: every field's cell; `isDirty`: whether a cell differs from what is stored. All filled cells of a new row go
 * together. Cells that wait for the button, or whose row is being named, are not saved but count in sums (`typed`). */
export const patchOf = (all, isDirty, { withNames = false } = {}) => {
  const dirty = new Set(all.filter(isDirty));
  const begun = new Set([...dirty].filter(({ isNew, waits }) => isNew && !waits).map(({ name }) => rowOf(name)));
  const goes = (cell) => dirty.has(cell) || (cell.isNew && !cell.waits && begun.has(rowOf(cell.name)) && isFilled(cell));
  const only = (cell) => cell.waits || (cell.isBeingNamed && !withNames);
  const going = all.filter(goes);
  return { cells: going.filter((cell) => !only(cell)).map(sent), typed: going.filter(only).map(sent) };
};
