/* A link at each chapter, table and row to its own address, which it also copies. A table's rows share one link: it stands
 * at the row under the pointer, and by keyboard the arrows move it. */
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
const wordsOf = (row) => `raden ${label(row).textContent.trim()}`;

const giveRows = (table) => {
  const rows = [...table.querySelectorAll("tbody tr[id]")];
  if (!rows.length) return;
  const link = address(rows[0].id, wordsOf(rows[0]));
  const move = (row) => {
    if (!row || link.parentNode === label(row)) return;
    point(link, row.id, wordsOf(row));
    label(row).append(link);
  };
  label(rows[0]).append(link);
  table.addEventListener("pointerover", ({ target }) => { if (link !== document.activeElement) move(target.closest("tr[id]")); });
  link.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    move(rows[rows.indexOf(link.closest("tr")) + step]);
    link.focus();
  });
};

export const giveAddresses = (report) => {
  const say = said();
  for (const section of report.querySelectorAll(".section")) {
    const heading = section.firstElementChild;
    heading.append(address(section.id, `avsnittet ${heading.textContent.trim()}`));
  }
  for (const table of report.querySelectorAll("table.data[id]")) {
    const caption = table.querySelector(".caption-text");
    caption.append(address(table.id, `tabellen ${caption.textContent.trim()}`));
    giveRows(table);
  }
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
