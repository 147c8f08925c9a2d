/* Fetch the fields behind a row when it is opened. Without scripts a link leads to them. */
import { gridOf } from "./names.js";

const SAVED = /^[a-z]+-\d+$/; // model and pk; a row that was blank when the page was drawn is named by its fields

/* `row`: what its fields are called in this page, "mal-indikator-3"; `link`: the way without scripts. */
const addressOf = (row, link) => {
  const rad = new URLSearchParams(link.search).get("rad"), grid = gridOf(`${row}-id`);
  const sought = { rad: SAVED.test(rad) ? rad : "", grid, nummer: row.slice(grid.length + 1) };
  return `rad/?${new URLSearchParams(sought)}`;
};

export const fetchDetails = (page, autosave) => {
  page.form.addEventListener("toggle", async ({ target }) => {
    const row = target.dataset?.row;
    if (!target.open || !row) return;
    delete target.dataset.row;
    try {
      const link = target.querySelector('a[href^="?rad="]');
      const response = await fetch(addressOf(row, link), { headers: { "HX-Request": "true" }, redirect: "manual" });
      if (!response.ok) throw new Error(response.status);
      const holder = document.createElement("div");
      holder.innerHTML = await response.text();
      const opened = holder.querySelector("template.opened");
      page.held.add(JSON.parse(opened.dataset.opened));
      opened.remove();
      link.replaceWith(holder);
      page.holdNewSelects(holder);
      page.renewChoices(holder);
    } catch {
      target.dataset.row = row;
      target.open = false;
      autosave.say("Fälten gick inte att hämta. Försök igen.");
    }
  }, { capture: true });
};
