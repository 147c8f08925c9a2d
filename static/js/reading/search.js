/* Search within the report. Figures are found however their spaces are typed, words without regard to case. */
const SPACES = /[\s\u00a0\u202f]+/g;
const UNSEEN = /[\u00ad\u200b\u2060]/g;
export const plain = (text) => text.replace(UNSEEN, "").replace(SPACES, " ").replace(/[\u2010-\u2015\u2212]/g, "-").toLowerCase();

/* Places of the words in the plain text of several strings: [string, start, end] of the first letter and the last. */
export const matches = (strings, words) => {
  const letters = [];
  strings.forEach((string, index) => {
    [...string].reduce((at, letter) => {
      const shown = plain(letter);
      if (shown && !(shown === " " && letters.at(-1)?.shown === " ")) letters.push({ shown, index, at, end: at + letter.length });
      return at + letter.length;
    }, 0);
  });
  const text = letters.map(({ shown }) => shown[0]).join(""), wanted = plain(words).trim(), found = [];
  if (!wanted) return found;
  for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + wanted.length)) {
    found.push({ from: letters[at], to: letters[at + wanted.length - 1] });
  }
  return found;
};

const BLOCKS = "p, li, h2, h3, h4, h5, h6, th, td, caption, dt, dd, blockquote";
const ranges = (report, words) =>
  [...report.querySelectorAll(BLOCKS)].filter((block) => !block.querySelector(BLOCKS) && block.checkVisibility()).flatMap((block) => {
    const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT), nodes = [];
    while (walker.nextNode()) if (!walker.currentNode.parentElement.closest(".row-links")) nodes.push(walker.currentNode);
    return matches(nodes.map(({ data }) => data), words).map(({ from, to }) => {
      const range = document.createRange();
      range.setStart(nodes[from.index], from.at);
      range.setEnd(nodes[to.index], to.end);
      return range;
    });
  });

const FORM = `<form class="report-search" role="search"><label for="sok-ord">Sök i rapporten</label>
<input type="search" id="sok-ord" autocomplete="off" translate="no"><button>Nästa</button><output for="sok-ord"></output></form>`;

export const offerSearch = (report, place) => {
  if (!globalThis.Highlight) return; // the browser's own search remains
  place.innerHTML = FORM;
  const form = place.firstElementChild, input = form.querySelector("input"), said = form.querySelector("output");
  let found = [], at = -1;

  const show = () => {
    CSS.highlights.set("found", new Highlight(...found));
    CSS.highlights.set("found-now", new Highlight(...(found[at] ? [found[at]] : [])));
    if (!input.value.trim()) said.value = "";
    else if (!found.length) said.value = "Inga träffar.";
    else said.value = at < 0 ? `${found.length} ${found.length === 1 ? "träff" : "träffar"}.` : `${at + 1} av ${found.length}`;
  };
  const search = () => {
    found = ranges(report, input.value);
    at = -1;
    show();
  };
  const go = (step) => {
    if (!found.length) return;
    at = at < 0 && step < 0 ? found.length - 1 : (at + step + found.length) % found.length;
    found[at].startContainer.parentElement.scrollIntoView({ block: "center", inline: "center" });
    show();
  };

  input.addEventListener("input", search);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    go(1);
  });
  input.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !event.shiftKey) return;
    event.preventDefault();
    go(-1);
  });
};
