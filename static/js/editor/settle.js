/* Apply an answer to the page: stored values, errors, questions, and all that follows. */
import { ask, describe, drop, tell } from "./notes.js";
import { NEW_ROW, rowOf, waitsForTheButton } from "./names.js";
import { value } from "./page.js";

export const settle = (page, answer, texts) => {
  page.form.querySelectorAll(".autosave-error").forEach(drop);
  texts.forEach((text, name) => {
    const field = page.field(name), stored = answer.values[name];
    if (!field) return;
    if (answer.conflicts[name]) ask(page, field, answer.conflicts[name]);
    else if (answer.errors[name]) tell(field, answer.errors[name]);
    else if (answer.saved && stored !== undefined) {
      page.store(name, text, stored);
      if (field !== document.activeElement) page.tidy(field);
    }
  });
  Object.entries(answer.rows).forEach(([name, pk]) => becomeSaved(page, page.field(name), pk, answer.values, texts));
  Object.entries(answer.followed).forEach(([name, text]) => { if (!texts.has(name)) page.follow(name, text); });
  answer.places.forEach(([grid, pk, place]) => {
    const row = rowNamed(page, grid, pk);
    if (row) page.follow(`${row}-position`, place);
  });
  answer.choices.forEach(([grid, name, options]) => page.offer(grid, name, options));
  Object.keys(answer.errors).filter((name) => name.endsWith("-id")).forEach((name) => tellOfRow(page, name, answer.errors[name]));
  showWhatFollows(page, answer);
};

const tellOfRow = (page, name, text) => {
  const id = page.field(name), row = id?.closest("tr, fieldset");
  if (id) tell((row?.querySelector("input:not([type=hidden]), textarea")) || id, text);
};

const rowNamed = (page, grid, pk) => {
  const id = [...page.form.elements].find((field) => field.type === "hidden" && field.value === pk
    && field.name.endsWith("-id") && field.name.startsWith(`${grid}-`) && /^\d+$/.test(rowOf(field.name).slice(grid.length + 1)));
  return id && rowOf(id.name);
};

// A new row is created: from now on it is like any other.
const becomeSaved = (page, id, pk, values, texts) => {
  if (!id) return;
  id.value = pk;
  const inRow = page.fields().filter((field) => rowOf(field.name) === rowOf(id.name));
  inRow.forEach((field) => { if (!texts.has(field.name) && field.name in values) page.follow(field.name, values[field.name]); });
  const name = values[`${rowOf(id.name)}-label`];
  inRow.forEach((field) => {
    const said = field.getAttribute("aria-label");
    if (said && name) field.setAttribute("aria-label", said.replace(NEW_ROW, () => ` ${name}`));
  });
  // Pasted and undone meanwhile: remove it again.
  const isEmpty = (field) => waitsForTheButton(field.name) || field.tagName === "SELECT" || ["", "False"].includes(value(field));
  if (inRow.every(isEmpty)) page.sibling(id, "DELETE").checked = true;
};

const showWhatFollows = (page, answer) => {
  answer.marks.forEach(([grid, pk, name, html]) => {
    const row = rowNamed(page, grid, pk), field = row && page.field(`${row}-${name}`);
    if (field) mark(field, html);
  });
  Object.entries(answer.pieces).forEach(([id, html]) => {
    const element = document.getElementById(id);
    if (element) element.innerHTML = html;
  });
  htmx.swap(document.getElementById("summor") || document.createElement("div"), answer.html, { swapStyle: "innerHTML" });
  page.form.dispatchEvent(new CustomEvent("editor:answered"));
};

const mark = (field, html) => {
  const id = `id_${field.name}_granskning`;
  let place = document.getElementById(id);
  if (!place) {
    place = Object.assign(document.createElement("span"), { className: "cell-findings", id });
    field.after(place);
  }
  place.innerHTML = html;
  describe(field, id, Boolean(html));
};
