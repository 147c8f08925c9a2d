/* Sends patches one at a time. An unanswered one is sent again; the server saves it once. */
import { rowOf } from "./names.js";
import { patchOf, sent } from "./patch.js";

const MOST_KEPT_ALIVE = 60_000; // bytes: the browsers' limit on all keepalive requests together

export const renewToken = (form) => { // logging in, perhaps in another tab, renews it
  const found = document.cookie.match(/(?:^|; )(?:__Host-)?csrftoken=([^;]+)/);
  if (found) form.elements.csrfmiddlewaretoken.value = found[1];
};
const uuid = () => { // crypto.randomUUID needs https
  if (crypto.randomUUID) return crypto.randomUUID();
  const hex = [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, "$1-$2-$3-$4-$5");
};

/* Why the portal can't save just now; a proxy before it says nothing. */
export const reasonOf = async (response, otherwise) => {
  try { return (await response.json()).message || otherwise; } catch { return otherwise; }
};

export class Sending {
  constructor(page) {
    this.page = page;
    this.unanswered = null; // {text, batch, texts, answer, isKept}
    this.follower = null; // the patch after it, sent when the page was left or hidden
    this.shown = JSON.parse(page.form.dataset.shown || "[]");
    this.lastLookedAt = "[]"; // the cells last sent only to be counted
    this.keptAlive = 0; // bytes
  }

  /* The next patch; null if there is nothing to send. */
  make({ how = "typed", isLeaving = false, isHidden = false, after } = {}) {
    const { page } = this;
    const isUnsent = (cell) => page.isDirty(cell) && !(isLeaving && this.isOnItsWay(cell));
    const { cells, typed } = patchOf(page.cells(), isUnsent, { withNames: isLeaving && !isHidden });
    cells.push(...page.companions(cells).map(sent));
    const looksAt = JSON.stringify(typed), isSeen = looksAt === this.lastLookedAt && !page.refused.isAny;
    if (!cells.length && (isLeaving || isSeen)) return null;
    this.lastLookedAt = looksAt;
    const batch = cells.length ? uuid() : null;
    const texts = new Map(cells.map((cell) => [`${cell.row}-${cell.field}`, cell.now]));
    const text = JSON.stringify({ batch, after, how, template: page.form.elements.template.value, cells, typed, shown: this.shown });
    return { text, batch, texts, answer: null, isKept: false };
  }
  // A row being created can't be added to until it has an id.
  isOnItsWay(cell) {
    const { inFlight } = this.page;
    return inFlight.get(cell.name) === cell.now || (cell.isNew && [...inFlight.keys()].some((name) => rowOf(name) === rowOf(cell.name)));
  }

  begin(patch) { this.unanswered = patch; this.look(); }
  /* The patch is answered: its follower is next. */
  end() { this.unanswered = this.follower; this.follower = null; this.look(); }
  drop() { this.unanswered = null; this.follower = null; this.look(); }
  look() { this.page.inFlight = new Map([this.unanswered, this.follower].flatMap((patch) => (patch ? [...patch.texts] : []))); }

  /* The answer to a patch; if it is already sent, of that request. */
  ask(patch) {
    const answer = patch.answer ?? this.post(patch.text, {}, patch);
    patch.answer = null;
    return answer;
  }
  /* Send what was typed since the patch in flight, naming that as the one before. */
  follow({ isHidden = false } = {}) {
    const patch = this.follower ?? this.make({ isLeaving: true, isHidden, after: this.unanswered.batch });
    if (!patch || patch.answer) return;
    this.follower = patch;
    this.look();
    patch.answer = this.post(patch.text, {}, patch);
    patch.answer.catch(() => { patch.answer = null; });
  }

  async post(text, more = {}, patch = {}) {
    const token = this.token();
    const response = await this.postOnce(text, more, patch, token);
    const isRenewed = response.status === 403 && this.token() !== token; // between the token's reading and the cookie's
    return isRenewed ? this.postOnce(text, more, patch, this.token()) : response;
  }
  token() {
    const { form } = this.page;
    renewToken(form);
    return form.elements.csrfmiddlewaretoken.value;
  }
  postOnce(text, more, patch, token) {
    const size = new TextEncoder().encode(text).length, keepalive = size + this.keptAlive < MOST_KEPT_ALIVE;
    const kept = keepalive ? size : 0;
    patch.isKept = keepalive;
    this.keptAlive += kept;
    return fetch(this.page.form.dataset.cells, {
      method: "POST", body: text, redirect: "manual", keepalive,
      headers: { "Content-Type": "application/json", "X-CSRFToken": token }, ...more,
    }).finally(() => { this.keptAlive -= kept; });
  }
  /* Ask what would be refused of cells; nothing is saved. */
  judge(cells, more) {
    return this.post(JSON.stringify({ batch: null, template: this.page.form.elements.template.value, cells, typed: [], shown: [] }), more);
  }

  /* Whether everything in flight arrives even if the page is closed. */
  get isKept() { return [this.unanswered, this.follower].every((patch) => !patch || patch.isKept); }
}
