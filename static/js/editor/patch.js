/* The cells that are sent. A cell here is {name, row, id, was, now, isNew, isBeingNamed, waits}. Pure. */
import { fieldOf, rowOf } from "./names.js";

export const sent = ({ name, id, was, now }) => ({ row: rowOf(name), id, field: fieldOf(name), was, now });
const isFilled = ({ now }) => now !== "" && now !== "False";

/* `all`: every field that is typed in; `isDirty`: whether one differs from what is stored. Of a new row all that is
 * filled in goes together. What waits for the button, and a row that is being named, only count in the sums. */
export const patchOf = (all, isDirty, { isLeaving = false } = {}) => {
  const dirty = new Set(all.filter(isDirty));
  const begun = new Set([...dirty].filter(({ isNew, waits }) => isNew && !waits).map(({ name }) => rowOf(name)));
  const goes = (cell) => dirty.has(cell) || (cell.isNew && !cell.waits && begun.has(rowOf(cell.name)) && isFilled(cell));
  const only = (cell) => cell.waits || (cell.isBeingNamed && !isLeaving);
  const going = all.filter(goes);
  return { cells: going.filter((cell) => !only(cell)).map(sent), typed: going.filter(only).map(sent) };
};
