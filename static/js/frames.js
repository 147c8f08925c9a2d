/* A frame whose table is wider than itself is a place to stop at by keyboard, and says at which edge there is more;
 * one whose table fits is neither. */
const SELECTOR = ".table-scroll";
const NAMING = ["tabindex", "role", "aria-label", "aria-labelledby", "data-scrolls"];

const measure = (frame) => {
  const over = frame.scrollWidth - frame.clientWidth;
  const scrolls = over > 1;
  frame.toggleAttribute("data-fits", !scrolls);
  if (!scrolls) {
    for (const attribute of NAMING) frame.removeAttribute(attribute);
    return;
  }
  frame.tabIndex = 0;
  frame.setAttribute("role", "region");
  const caption = frame.querySelector("caption[id]");
  if (caption) frame.setAttribute("aria-labelledby", caption.id);
  else frame.setAttribute("aria-label", frame.dataset.name ?? "Tabell");
  const sides = [frame.scrollLeft > 1 && "left", frame.scrollLeft < over - 1 && "right"];
  frame.dataset.scrolls = sides.filter(Boolean).join(" ");
};

const resized = new ResizeObserver((entries) => {
  for (const { target } of entries) measure(target.matches(SELECTOR) ? target : target.closest(SELECTOR));
});

const watch = (root) => {
  for (const frame of root.querySelectorAll(SELECTOR)) {
    resized.observe(frame);
    resized.observe(frame.firstElementChild);
    frame.addEventListener("scroll", () => measure(frame), { passive: true });
  }
};

watch(document);
document.addEventListener("htmx:afterSettle", ({ target }) => watch(target));
