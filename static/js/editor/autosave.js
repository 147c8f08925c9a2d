/* Saves while one types: texts, rows and new rows. Places and removals wait for the button.
 * "Sparat" is said only when the server has answered that it is stored. */
import { Scheduler } from "./scheduler.js";
import { Sending } from "./sending.js";
import { settle } from "./settle.js";
import { LOCKED, LOGGED_OUT, TRIES_AGAIN, WITH_THE_BUTTON, leftWords, stateWords, unsaved } from "./words.js";

const AGAIN = 3000; // ms, after no answer
const atMost = (ms) => new Promise((done) => { setTimeout(done, ms); });

export class Autosave {
  constructor(page, state = document.getElementById("sparlage")) {
    Object.assign(this, { page, state });
    this.sending = new Sending(page);
    this.schedule = new Scheduler(() => this.send());
    this.how = "typed";
    this.savedAt = "";
    this.note = ""; // what an act of many fields did: it stands until one types again
    this.isCutOff = false; // whether nothing could be saved the last time
    this.lacks = {}; // what the new rows of the last saving waited for, by the fields' names
    this.isStopped = false; // the page was printed under another template
    this.isLeaving = false;
    this.flight = null;
  }

  show(text = "") {
    if (this.isStopped) return; // what is said and offered then stands
    const open = this.page.open();
    const waiting = [...new Set(open.map((field) => (this.page.isNew(field) && this.lacks[field.name]) || "").filter(Boolean))];
    const isNaming = open.some((field) => this.page.isBeingNamed(field));
    const waits = this.page.forTheButton().length;
    this.state.textContent = stateWords({ note: this.note, text, open: open.length, savedAt: this.savedAt, isNaming, waiting, waits });
  }
  say(why) { this.show(`${unsaved(this.page.open().length)}. ${why}`); }

  soon() { this.schedule.soon(); }
  atOnce() { this.schedule.in(0); }
  send({ isLeaving = false } = {}) {
    this.flight ??= this.attempt(isLeaving).finally(() => { this.flight = null; });
    return this.flight;
  }
  /* When nothing is on its way any more, or the portal has been silent for so long. */
  settled(longest) {
    const until = Date.now() + longest;
    const all = async () => {
      while (this.sending.unanswered && Date.now() < until) {
        await this.send();
        if (this.sending.unanswered) await atMost(500);
      }
    };
    return Promise.race([all(), atMost(longest)]);
  }

  async attempt(isLeaving) {
    if (this.isLeaving || this.isStopped) return;
    if (!this.sending.unanswered) {
      const patch = this.sending.make({ how: this.how, isLeaving });
      if (!patch) { this.show(); return; }
      this.sending.begin(patch);
      this.how = "typed";
    }
    try {
      await this.answered(await this.sending.ask(this.sending.unanswered));
    } catch (error) {
      if (!(error instanceof TypeError || error instanceof SyntaxError || error.name === "AbortError")) throw error;
      this.tryAgain(TRIES_AGAIN); // no answer, or half of one
    }
  }

  tryAgain(why) {
    this.isCutOff = true;
    this.say(why);
    this.schedule.in(AGAIN);
  }
  giveUp(why) { // the same again would get the same answer
    this.isCutOff = true;
    this.sending.drop();
    this.say(why);
  }

  async answered(response) {
    if (response.type === "opaqueredirect") this.tryAgain(LOGGED_OUT); // to the log-in page
    else if (response.status === 409) await this.stop(response);
    else if (response.status === 403 || response.status === 404) this.giveUp(LOCKED);
    else if (response.status >= 400 && response.status < 500) this.giveUp(WITH_THE_BUTTON);
    else if (response.ok) this.settle(await response.json());
    else this.tryAgain(TRIES_AGAIN);
  }

  settle(answer) {
    this.isCutOff = false;
    const { texts, batch } = this.sending.unanswered;
    this.sending.end();
    this.sending.shown = answer.shown;
    this.page.refused.take(answer, texts);
    settle(this.page, answer, texts);
    this.lacks = answer.waiting;
    const isStored = (name) => !answer.errors[name] && !this.lacks[name];
    if (batch && answer.saved && [...texts.keys()].some(isStored)) this.savedAt = answer.at;
    this.show(leftWords({ left: this.page.open().length, savedAt: this.savedAt, isAsked: Object.keys(answer.conflicts).length > 0 }));
    const isNewer = (field) => !texts.has(field.name) || texts.get(field.name) !== this.page.cell(field).now;
    if (this.sending.unanswered) this.atOnce();
    else if (this.page.open().some((field) => !this.page.isBeingNamed(field) && isNewer(field))) this.soon();
  }

  /* The page was printed under another version of the template: nothing more of it is read. */
  async stop(response) {
    this.sending.drop();
    const { message } = await response.json();
    this.isStopped = true;
    const again = Object.assign(document.createElement("a"), { className: "button", href: location.pathname, textContent: "Läs in sidan på nytt" });
    again.addEventListener("click", () => { this.isLeaving = true; });
    this.state.replaceChildren(`${message} `, again);
  }

  /* The page is left or hidden: all that can be sent goes at once, also what has been typed since the last patch. */
  leave() {
    if (this.isLeaving || this.isStopped) return;
    this.send({ isLeaving: true });
    if (this.sending.unanswered) this.sending.follow();
  }
  /* Whether something typed is not on its way to be saved, so that one is asked before the page is left. */
  holdsBack() {
    const { page } = this, open = page.open();
    if (page.forTheButton().length) return true;
    if (!open.length) return false;
    if (this.isStopped || this.isCutOff || !navigator.onLine || !this.sending.isKept) return true;
    return open.some((field) => page.inFlight.get(field.name) !== page.cell(field).now || page.isStuck(field));
  }
}
