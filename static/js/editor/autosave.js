/* Saves while one types: texts, rows and new rows. Places and removals wait for the button.
 * "Sparat" is said only when the server has answered that it is stored. */
import { Scheduler } from "./scheduler.js";
import { Sending } from "./sending.js";
import { settle } from "./settle.js";
import { LOCKED, LOGGED_OUT, TRIES_AGAIN, WITH_THE_BUTTON, leftWords, stateWords, unsaved } from "./words.js";

const AGAIN = 3000; // ms, after no answer

export class Autosave {
  constructor(page) {
    this.page = page;
    this.sending = new Sending(page);
    this.schedule = new Scheduler(() => this.send());
    this.state = document.getElementById("sparlage");
    this.how = "typed";
    this.savedAt = "";
    this.note = ""; // what an act of many fields did: it stands until one types again
    this.isSilent = false; // whether the portal did not answer the last time
    this.lacks = {}; // what the new rows of the last saving waited for, by the fields' names
    this.refused = new Set(); // fields whose values are not saved as they stand
    this.isStopped = false; // the page was printed under another template
    this.isLeaving = false;
    this.flight = null;
  }

  show(text = "") {
    const open = this.page.open();
    const waiting = [...new Set(open.map((field) => (this.page.isNew(field) && this.lacks[field.name]) || "").filter(Boolean))];
    const isNaming = open.some((field) => this.page.isBeingNamed(field));
    const waits = this.page.forTheButton().length;
    this.state.textContent = stateWords({ note: this.note, text, open: open.length, savedAt: this.savedAt, isNaming, waiting, waits });
  }
  say(why) { this.show(`${unsaved(this.page.open().length)}. ${why}`); }

  soon() { this.schedule.soon(); }
  atOnce() { this.schedule.in(0); }
  send() {
    this.flight ??= this.attempt().finally(() => { this.flight = null; });
    return this.flight;
  }

  async attempt() {
    if (this.isLeaving || this.isStopped) return;
    if (!this.sending.unanswered) {
      const patch = this.sending.make({ how: this.how });
      if (!patch) { this.show(); return; }
      this.sending.begin(patch);
      this.how = "typed";
    }
    try {
      await this.answered(await this.sending.post(this.sending.unanswered.body));
    } catch (error) {
      if (!(error instanceof TypeError || error instanceof SyntaxError || error.name === "AbortError")) throw error;
      this.tryAgain(); // no answer, or half of one
    }
  }

  tryAgain() {
    this.isSilent = true;
    this.say(TRIES_AGAIN);
    this.schedule.in(AGAIN);
  }

  async answered(response) {
    if (response.type === "opaqueredirect") { // to the log-in page
      this.say(LOGGED_OUT);
      this.schedule.in(AGAIN);
    } else if (response.status === 409) {
      await this.stop(response);
    } else if (response.status === 403 || response.status === 404) {
      this.sending.end();
      this.say(LOCKED);
    } else if (response.status >= 400 && response.status < 500) { // the same again would get the same answer
      this.sending.end();
      this.say(WITH_THE_BUTTON);
    } else if (response.ok) {
      this.settle(await response.json());
    } else {
      this.tryAgain();
    }
  }

  settle(answer) {
    this.isSilent = false;
    const { texts, batch } = this.sending.unanswered;
    this.sending.end();
    this.sending.shown = answer.shown;
    settle(this.page, answer, texts);
    this.lacks = answer.waiting;
    this.refused = new Set([...Object.keys(answer.errors), ...Object.keys(answer.conflicts), ...Object.keys(answer.waiting)]);
    const isStored = (name) => !answer.errors[name] && !this.lacks[name];
    if (batch && answer.saved && [...texts.keys()].some(isStored)) this.savedAt = answer.at;
    this.show(leftWords({ left: this.page.open().length, savedAt: this.savedAt, isAsked: Object.keys(answer.conflicts).length > 0 }));
    const isNewer = (field) => !texts.has(field.name) || texts.get(field.name) !== this.page.cell(field).now;
    if (this.page.open().some((field) => !this.page.isBeingNamed(field) && isNewer(field))) this.soon();
  }

  /* The page was printed under another version of the template: nothing more of it is read. */
  async stop(response) {
    this.isStopped = true;
    this.sending.end();
    const { message } = await response.json();
    this.state.textContent = `${message} `;
    const again = Object.assign(document.createElement("a"), { className: "button", href: location.pathname, textContent: "Läs in sidan på nytt" });
    again.addEventListener("click", () => { this.isLeaving = true; });
    this.state.append(again);
  }

  /* Whether something typed can't be sent when the page is left, so that one is asked first. */
  holdsBack() {
    const page = this.page, before = this.sending.unanswered;
    if (page.forTheButton().length || this.isStopped || this.isSilent || !navigator.onLine) return true;
    return page.open().some((field) => this.refused.has(field.name) || (before && page.isNew(field) && page.inFlight.get(field.name) !== page.cell(field).now));
  }
}
