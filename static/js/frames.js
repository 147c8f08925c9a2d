/* A frame whose table is wider than itself is a place to stop at by keyboard, and says at which edge there is more;
 * one whose table fits is neither. */
const SELECTOR = ".table-scroll";
const name = (frame) => frame.querySelector("caption")?.id ?? "";

const measure = (frame) => {
  const over = frame.scrollWidth - frame.clientWidth;
  const scrolls = over > 1;
  frame.toggleAttribute("data-fits", !scrolls);
  if (!scrolls) {
    for (const attribute of ["tabindex", "role", "aria-labelledby", "data-scrolls"]) frame.removeAttribute(attribute);
    return;
  }
  frame.tabIndex = 0;
  frame.setAttribute("role", "region");
  frame.setAttribute("aria-labelledby", name(frame));
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
