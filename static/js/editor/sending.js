/* Sends patches, one at a time. What is unanswered is sent again, and is saved once. */
import { patchOf } from "./patch.js";

const LARGEST_KEPT_ALIVE = 60_000; // characters: what a browser sends on when the page is left

export const renewToken = (form) => { // logging in gives a new one, and may have been done in another tab
  const found = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/);
  if (found) form.elements.csrfmiddlewaretoken.value = found[1];
};
const uuid = () => { // crypto.randomUUID is for https alone
  if (crypto.randomUUID) return crypto.randomUUID();
  const hex = [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, "$1-$2-$3-$4-$5");
};

export class Sending {
  constructor(page) {
    this.page = page;
    this.unanswered = null; // {body, batch, texts}
    this.shown = JSON.parse(page.form.dataset.shown || "[]");
    this.lastLookedAt = "[]"; // what was only looked at the last time
  }

  /* What is to be sent now; null when nothing is. */
  make({ how = "typed", isLeaving = false } = {}) {
    const { page } = this;
    const isUnsent = (cell) => page.isDirty(cell) && !(isLeaving && page.inFlight.get(cell.name) === cell.now);
    const { cells, typed } = patchOf(page.cells(), isUnsent, { isLeaving });
    const looksAt = JSON.stringify(typed);
    if (!cells.length && (isLeaving || looksAt === this.lastLookedAt)) return null;
    this.lastLookedAt = looksAt;
    const batch = cells.length ? uuid() : null;
    const texts = new Map(cells.map((cell) => [`${cell.row}-${cell.field}`, cell.now]));
    const body = { batch, how, template: page.form.elements.template.value, cells, typed, shown: this.shown };
    return { body, batch, texts };
  }

  post(body, more = {}) {
    renewToken(this.page.form);
    const text = JSON.stringify(body);
    return fetch(this.page.form.dataset.cells, {
      method: "POST", body: text, redirect: "manual", keepalive: text.length < LARGEST_KEPT_ALIVE,
      headers: { "Content-Type": "application/json", "X-CSRFToken": this.page.form.elements.csrfmiddlewaretoken.value }, ...more,
    });
  }

  begin(patch) { this.unanswered = patch; this.page.inFlight = patch.texts; }
  end() { this.unanswered = null; this.page.inFlight = new Map(); }

  /* When the page is left: what has been typed since the patch that is on its way, which it says it comes after. Rows
   * that it makes can't be added to: their cells wait, and one is asked. */
  leave() {
    const before = this.unanswered;
    const patch = this.make({ isLeaving: true });
    if (!patch) return;
    if (before) patch.body.after = before.batch;
    else this.begin(patch);
    this.post(patch.body).catch(() => {});
  }
}
