/* A grid that takes new rows always ends with a blank one, copied from the last row of the page as printed. */
import { FIELDS, idOf } from "./places.js";

/* The last row of fields, with the lines of the table that belong to it: its details come after it. */
const lastRow = (table) => {
  const lines = [...table.querySelectorAll("tbody tr")];
  return lines.slice(Math.max(0, lines.findLastIndex(idOf)));
};

export class Growing {
  constructor(page) {
    this.page = page;
    const tables = [...page.form.querySelectorAll("table.grid")].map((table) => [table, lastRow(table)]);
    this.blanks = new Map(tables.filter(([, [row]]) => idOf(row) && !idOf(row).value)
      .map(([table, lines]) => [table, { html: lines.map((line) => line.outerHTML).join(""), start: idOf(lines[0]).name.replace(/id$/, ""), next: 1 }]));
  }

  grow(table) {
    const blank = this.blanks.get(table), { form } = this.page;
    const prefix = blank?.start.replace(/-\d+-$/, ""), total = blank && form.elements[`${prefix}-TOTAL_FORMS`];
    if (!blank || Number(total.value) >= Number(form.elements[`${prefix}-MAX_NUM_FORMS`].value)) return false;
    const body = document.createElement("tbody"), more = blank.next, name = `${prefix}-${total.value}-`;
    body.innerHTML = blank.html.replaceAll(blank.start, name).replace(/ny rad (\d+)/g, (_, number) => `ny rad ${Number(number) + more}`)
      .replace(/\bdata-row="[^"]*"/g, `data-row="${name.slice(0, -1)}"`);
    body.querySelectorAll(".field-error").forEach((note) => note.remove());
    this.page.renewChoices(body);
    body.querySelectorAll(FIELDS).forEach((field) => {
      const held = this.page.held.of(field.name.replace(name, blank.start));
      field.removeAttribute("aria-invalid");
      field.value = held;
      if (held) this.page.held.set(field.name, held);
    });
    blank.next += 1;
    total.value = Number(total.value) + 1;
    table.tBodies[table.tBodies.length - 1].append(...body.rows);
    return true;
  }

  isTouched(lines) {
    return lines.some((line) => [...line.querySelectorAll(FIELDS)].some((field) => field.value !== this.page.heldOf(field)));
  }
  keepBlankRow(table) {
    if (table && this.blanks.has(table) && this.isTouched(lastRow(table))) this.grow(table);
  }
}
