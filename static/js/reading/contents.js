/* The contents mark the chapter that is read, and are open where they stand beside the text. */
const WIDE = matchMedia("(min-width: 64rem)");

export const followContents = (report, contents) => {
  const links = new Map([...contents.querySelectorAll("a")].map((link) => [link.hash.slice(1), link]));
  const places = [...report.querySelectorAll("[id]")].filter((place) => links.has(place.id));
  const details = contents.querySelector("details");

  const mark = () => {
    const read = places.findLast((place) => place.getBoundingClientRect().top < innerHeight / 3) ?? places[0];
    for (const [id, link] of links) {
      if (id !== read?.id) link.removeAttribute("aria-current");
      else if (!link.hasAttribute("aria-current")) {
        link.setAttribute("aria-current", "location");
        if (WIDE.matches) link.scrollIntoView({ block: "nearest", behavior: "instant" });
      }
    }
  };
  const open = () => { details.open = WIDE.matches; };

  open();
  mark();
  WIDE.addEventListener("change", open);
  new IntersectionObserver(mark, { rootMargin: "-33% 0px -66% 0px" }).observe(report);
  addEventListener("scroll", mark, { passive: true });
  details.addEventListener("click", ({ target }) => { if (target.closest("ol a") && !WIDE.matches) details.open = false; });
};
