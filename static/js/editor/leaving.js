/* Send what is typed when a row is left, a link followed, or the page left or hidden. */
import { rowOf } from "./names.js";

const LONGEST = 5000; // ms

export const sendWhenLeaving = (page, autosave) => {
  const { form } = page;

  form.addEventListener("focusout", ({ target, relatedTarget: to }) => {
    page.writtenIn = null;
    if (!target.name || target.type === "hidden") return;
    page.tidy(target);
    const open = page.open().filter((field) => !page.isStuck(field));
    if (!open.length) return;
    if (to?.name && rowOf(to.name) === rowOf(target.name)) autosave.soon(); else autosave.atOnce();
  });
  document.addEventListener("click", ({ target }) => { if (target.closest("a[href]")) autosave.atOnce(); }, { capture: true });
  addEventListener("pagehide", () => autosave.leave());
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") autosave.leave({ isHidden: true }); });
  addEventListener("online", () => autosave.atOnce());
  addEventListener("beforeunload", (event) => {
    if (autosave.isLeaving) return;
    autosave.leave();
    if (autosave.holdsBack()) event.preventDefault();
  });

  // Another form of the page, such as log out, waits until what is typed is saved.
  const waited = new WeakSet();
  document.addEventListener("submit", (event) => {
    const other = event.target;
    if (other === form || other.method !== "post" || waited.has(other) || autosave.isStopped || !page.open().length) return;
    event.preventDefault();
    waited.add(other);
    autosave.leave();
    autosave.settled(LONGEST).then(() => other.requestSubmit(event.submitter)).finally(() => waited.delete(other));
  });

  // Back may show the page from before the last save, with rows moved or removed since. Reload it, unless it holds
  // unsent typing.
  addEventListener("pageshow", (event) => {
    const wasSent = autosave.isLeaving;
    const isBack = event.persisted || performance.getEntriesByType("navigation").some(({ type }) => type === "back_forward");
    autosave.isLeaving = isBack && (wasSent || !page.open().length);
    if (autosave.isLeaving) location.reload();
    else if (isBack) autosave.atOnce();
  });
};
