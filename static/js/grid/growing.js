/* A grid that takes new rows always ends with a blank one, copied from the last row of the page as printed. */
import { FIELDS, idOf } from "./places.js";

export class Growing {
  constructor(page) {
    this.page = page;
    const tables = [...page.form.querySelectorAll("table.grid")].map((table) => [table, [...table.querySelectorAll("tbody tr")].at(-1)]);
    this.blanks = new Map(tables.filter(([, row]) => idOf(row) && !idOf(row).value)
      .map(([table, row]) => [table, { html: row.outerHTML, start: idOf(row).name.replace(/id$/, ""), next: 1 }]));
  }

  grow(table) {
    const blank = this.blanks.get(table), { form } = this.page;
    const prefix = blank?.start.replace(/-\d+-$/, ""), total = blank && form.elements[`${prefix}-TOTAL_FORMS`];
    if (!blank || Number(total.value) >= Number(form.elements[`${prefix}-MAX_NUM_FORMS`].value)) return false;
    const body = document.createElement("tbody"), more = blank.next, name = `${prefix}-${total.value}-`;
    body.innerHTML = blank.html.replaceAll(blank.start, name).replace(/ny rad (\d+)/g, (_, number) => `ny rad ${Number(number) + more}`);
    body.querySelectorAll(".field-error").forEach((note) => note.remove());
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

  isTouched(row) {
    return [...row.querySelectorAll(FIELDS)].some((field) => field.value !== this.page.heldOf(field));
  }
  keepBlankRow(table) {
    if (table && this.blanks.has(table) && this.isTouched([...table.querySelectorAll("tbody tr")].at(-1))) this.grow(table);
  }
}
