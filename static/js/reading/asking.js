/* A link to ask at a table or row, for those who may. Without scripts one asks under the section, and chooses it there. */
const asking = document.getElementById("fraga");

export const askAt = () => {
  if (!asking) return [];
  const link = document.createElement("a");
  link.className = "ask-here";
  return [link];
};
export const pointAsk = ([link], id, words) => {
  if (!link) return;
  link.href = `${asking.dataset.ask}?plats=${encodeURIComponent(id)}`;
  link.setAttribute("aria-label", `Fråga om ${words}`);
};
