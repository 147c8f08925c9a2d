/* What is typed is sent when a field is left, when a link is followed and when the page is left or hidden. */
export const sendWhenLeaving = (page, autosave) => {
  const { form } = page;
  const leave = () => { if (!autosave.isLeaving && !autosave.isStopped) autosave.sending.leave(); };

  form.addEventListener("focusout", ({ target }) => {
    page.writtenIn = null;
    if (!target.name || target.type === "hidden") return;
    page.tidy(target);
    if (page.isOpen(target)) autosave.atOnce();
  });
  document.addEventListener("click", ({ target }) => { if (target.closest("a[href]")) autosave.atOnce(); }, { capture: true });
  addEventListener("pagehide", leave);
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") leave(); });
  addEventListener("online", () => autosave.atOnce());
  addEventListener("beforeunload", (event) => {
    if (autosave.isLeaving || !(page.open().length || page.forTheButton().length)) return;
    leave();
    if (autosave.holdsBack()) event.preventDefault();
  });
  // Back may show the page as it was before the last saving, with rows that have moved or gone since. It is asked for
  // anew, unless it still holds what was typed and never sent.
  addEventListener("pageshow", (event) => {
    const wasSent = autosave.isLeaving;
    const isBack = event.persisted || performance.getEntriesByType("navigation").some(({ type }) => type === "back_forward");
    autosave.isLeaving = isBack && (wasSent || !page.open().length);
    if (autosave.isLeaving) location.reload();
  });
};
