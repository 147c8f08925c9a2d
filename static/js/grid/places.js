/* The position of a field in its grid: rows of fields, as shown. */
import { NEW_ROW, rowOf } from "../editor/names.js";

export const FIELDS = "input:not([type=hidden]):not([type=checkbox]), select, textarea";

export const rows = (table) => [...table.tBodies].flatMap((body) => [...body.rows])
  .map((row) => [...row.cells].filter((cell) => !cell.querySelector("details"))
    .map((cell) => cell.querySelector(FIELDS)).filter(Boolean))
  .filter((row) => row.length);

export const place = (field) => {
  const table = field.closest?.("table.grid");
  if (!table) return null;
  const lines = rows(table);
  const row = lines.findIndex((line) => line.includes(field));
  return row < 0 ? null : { lines, row, column: lines[row].indexOf(field) };
};

export const go = (field) => {
  if (!field) return false;
  field.focus();
  if (field.select) field.select();
  return true;
};
export const idOf = (row) => row?.querySelector("input[type=hidden][name$='-id']");
export const shown = (field) => (field.tagName === "SELECT" ? field.options[field.selectedIndex].text : field.value);
export const isName = (field) => field.name.endsWith("-label");
const nameOf = (field) => field.getAttribute("aria-label") || field.labels[0]?.textContent || field.name;
/* What a field is called when `changes` are made: a new row by the name it then has. */
export const named = (field, changes) => {
  const row = rowOf(field.name), name = changes.find(([other]) => other.name === `${row}-label`)?.[1];
  return name ? nameOf(field).replace(NEW_ROW, () => ` ${name}`) : nameOf(field);
};
