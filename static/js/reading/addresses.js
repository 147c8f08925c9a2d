/* A link at each chapter, table and row to its own address, which it also copies. A table's rows share one, one to the
 * row over time and one to ask there: they stand at the row under the pointer, and by keyboard the arrows move them. */
import { askAt, pointAsk } from "./asking.js";

const said = () => {
  const box = document.createElement("div");
  box.className = "said";
  box.setAttribute("role", "status");
  document.body.append(box);
  return (words) => {
    box.textContent = words;
    setTimeout(() => { box.textContent = ""; }, 2500);
  };
};

const address = (id, words) => {
  const link = document.createElement("a");
  link.className = "address";
  point(link, id, words);
  return link;
};
const point = (link, id, words) => {
  link.href = `#${id}`;
  link.setAttribute("aria-label", `Länk till ${words}`);
};

const label = (row) => row.querySelector("th");
const wordsOf = (row) => {
  const mark = row.querySelector(".row-mark")?.textContent ?? "";
  return `raden ${label(row).textContent.replace(mark, "").trim()}`;
};

const courseOf = (table, row) => {
  const key = table.id.replace("tabell-", "");
  return `over-tid/${encodeURIComponent(key)}/${encodeURIComponent(row.id.replace(`rad-${key}-`, ""))}/`;
};

const giveRows = (table) => {
  const rows = [...table.querySelectorAll("tbody tr[id]")];
  if (!rows.length) return;
  const links = document.createElement("span"), link = address(rows[0].id, ""), course = document.createElement("a");
  links.className = "row-links";
  course.className = "course";
  course.textContent = "Över tid";
  const ask = askAt();
  links.append(link, course, ...ask);
  const move = (row) => {
    if (!row || links.parentNode === label(row)) return;
    const words = wordsOf(row); // before the links are in the label
    point(link, row.id, words);
    course.href = courseOf(table, row);
    course.setAttribute("aria-label", `Över tid: ${words}`);
    pointAsk(ask, row.id, words);
    label(row).append(links);
  };
  move(rows[0]);
  table.addEventListener("pointerover", ({ target }) => { if (!links.contains(document.activeElement)) move(target.closest("tr[id]")); });
  links.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    move(rows[rows.indexOf(links.closest("tr")) + step]);
    event.target.focus();
  });
};

/* Of a picture, and of a card of I korthet, one asks at its table. */
const askAtTables = (report) => {
  const give = (place, id, words) => {
    const ask = askAt();
    pointAsk(ask, id, words);
    place.append(...ask);
  };
  for (const chart of report.querySelectorAll(".chart[data-table]")) {
    const title = chart.querySelector(".chart-title");
    give(title, chart.dataset.table, `bilden ${title.textContent.trim()}`);
  }
  for (const link of report.querySelectorAll(".highlight-link a")) {
    const heading = link.closest(".highlight").querySelector(".highlight-heading");
    give(link.parentNode, decodeURIComponent(link.hash.slice(1)), heading.textContent.trim());
  }
};

export const giveAddresses = (report) => {
  const say = said();
  for (const section of report.querySelectorAll(".section")) {
    const heading = section.firstElementChild;
    heading.append(address(section.id, `avsnittet ${heading.textContent.trim()}`));
  }
  for (const table of report.querySelectorAll("table.data[id]")) {
    const caption = table.querySelector(".caption-text"), words = `tabellen ${caption.textContent.trim()}`, ask = askAt();
    pointAsk(ask, table.id, words);
    caption.append(address(table.id, words), ...ask);
    giveRows(table);
  }
  askAtTables(report);
  report.addEventListener("click", async ({ target }) => {
    const link = target.closest?.(".address");
    if (!link) return;
    try {
      await navigator.clipboard.writeText(link.href);
      say("Länken är kopierad.");
    } catch {
      say("Länken står i adressfältet.");
    }
  });
};
