/* Proposals for the focused figure, shown by the buttons. Alt and an arrow step through them. */
export const stepped = (from, step, count) => (((from ?? (step > 0 ? -1 : count)) + step) % count + count) % count;

export const startProposals = (form, say) => {
  const bar = document.getElementById("forslag");
  const listOf = (field) => field.closest?.("td")?.querySelector(".proposals");
  let taken = { field: null, place: -1 };
  const offer = (field) => {
    const list = listOf(field);
    if (!bar) return;
    bar.replaceChildren(...(list ? [...list.children].map((proposal) => proposal.cloneNode(true)) : []));
    if (taken.field === field && bar.children[taken.place]) bar.children[taken.place].classList.add("is-taken");
    bar.hidden = !bar.children.length;
  };
  const take = (field, place) => {
    if (!listOf(field)) return;
    taken = { field, place };
    const proposal = listOf(field).children[place];
    field.value = proposal.dataset.proposal;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    offer(field);
    say(`Förslag: ${proposal.textContent}`);
  };
  form.addEventListener("focusin", ({ target }) => { taken = { field: null, place: -1 }; offer(target); });
  form.addEventListener("editor:answered", () => offer(document.activeElement));
  form.addEventListener("pointerdown", (event) => {
    const proposal = event.target.closest("[data-proposal]");
    if (!proposal) return;
    event.preventDefault(); // the focus stays in the field
    take(document.activeElement, [...proposal.parentNode.children].indexOf(proposal));
  });
  return (event) => {
    const list = listOf(event.target);
    if (!list?.children.length) return;
    event.preventDefault();
    const from = taken.field === event.target ? taken.place : undefined;
    take(event.target, stepped(from, event.key === "ArrowDown" ? 1 : -1, list.children.length));
  };
};
