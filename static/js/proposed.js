/* The proposed rapportmall follows the chosen kind of report, unless another is chosen by hand. */
export const followKind = (kind, template) => {
  if (!kind?.dataset.templates || !template) return;
  const proposed = JSON.parse(kind.dataset.templates);
  let before = kind.value;
  kind.addEventListener("change", () => {
    if (template.value === String(proposed[before])) template.value = String(proposed[kind.value]);
    before = kind.value;
  });
};
