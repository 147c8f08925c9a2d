/* Autosave of texts, rows and new rows. Order and removals wait for the button.
 * "Sparat" is shown only when the server has answered that it is stored. */
import { isCertain, kindOf } from "./certain.js";
import { Scheduler } from "./scheduler.js";
import { reasonOf, Sending } from "./sending.js";
import { settle } from "./settle.js";
import { LOCKED, LOGGED_OUT, NOT_ANSWERING, TRIES_AGAIN, WITH_THE_BUTTON, leftWords, stateWords, triesAgain, unsaved } from "./words.js";

const AGAIN = 3000; // ms until a retry
const atMost = (ms) => new Promise((done) => { setTimeout(done, ms); });

export class Autosave {
  constructor(page, state = document.getElementById("sparlage")) {
    Object.assign(this, { page, state });
    this.sending = new Sending(page);
    this.schedule = new Scheduler(() => this.send());
    this.how = "typed";
    this.savedAt = "";
    this.note = ""; // the result of an act on many fields, shown until the next key
    this.isCutOff = false; // the last attempt failed
    this.lacks = {}; // what new rows lack to be saved, by field name
    this.isStopped = false; // printed under another template
    this.isLeaving = false;
    this.flight = null;
  }

  show(text = "") {
    if (this.isStopped) return; // the offer to reload stays
    const open = this.page.open();
    const waiting = [...new Set(open.map((field) => (this.page.isNew(field) && this.lacks[field.name]) || "").filter(Boolean))];
    const isNaming = open.some((field) => this.page.isBeingNamed(field));
    const waits = this.page.forTheButton().length;
    this.state.textContent = stateWords({ note: this.note, text, open: open.length, savedAt: this.savedAt, isNaming, waiting, waits });
  }
  say(why) { this.show(`${unsaved(this.page.open().length)}. ${why}`); }

  soon() { this.schedule.soon(); }
  atOnce() { this.schedule.in(0); }
  send(how = {}) {
    this.flight ??= this.attempt(how).finally(() => { this.flight = null; });
    return this.flight;
  }
  /* Resolves when everything is answered, or after `longest` ms. */
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

  async attempt({ isLeaving = false, isHidden = false }) {
    if (this.isLeaving || this.isStopped) return;
    if (!this.sending.unanswered) {
      const patch = this.sending.make({ how: this.how, isLeaving, isHidden });
      if (!patch) { this.show(); return; }
      this.sending.begin(patch);
      this.how = "typed";
    }
    try {
      await this.answered(await this.sending.ask(this.sending.unanswered));
    } catch (error) {
      if (!(error instanceof TypeError || error instanceof SyntaxError || error.name === "AbortError")) throw error;
      this.tryAgain(TRIES_AGAIN); // no answer, or a cut one
    }
  }

  tryAgain(why) {
    this.isCutOff = true;
    this.say(why);
    this.schedule.in(AGAIN);
  }
  giveUp(why) { // a retry would get the same answer
    this.isCutOff = true;
    this.sending.drop();
    this.say(why);
  }

  async answered(response) {
    if (response.type === "opaqueredirect") this.tryAgain(LOGGED_OUT); // redirected to log in
    else if (response.status === 409) await this.stop(response);
    else if (response.status === 403 || response.status === 404) this.giveUp(LOCKED);
    else if (response.status >= 400 && response.status < 500) this.giveUp(WITH_THE_BUTTON);
    else if (response.ok) this.settle(await response.json());
    else if (response.status === 503) this.tryAgain(triesAgain(await reasonOf(response, NOT_ANSWERING)));
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

  /* The page was printed under another version of the template: the server refuses it. */
  async stop(response) {
    this.sending.drop();
    const { message } = await response.json();
    this.isStopped = true;
    const again = Object.assign(document.createElement("a"), { className: "button", href: location.pathname, textContent: "Läs in sidan på nytt" });
    again.addEventListener("click", () => { this.isLeaving = true; });
    this.state.replaceChildren(`${message} `, again);
  }

  /* The page is left or hidden: send all that can be sent, also what was typed since the last patch. A page that is only
   * hidden comes back, so that a row being named waits. */
  leave({ isHidden = false } = {}) {
    if (this.isLeaving || this.isStopped) return;
    this.send({ isLeaving: true, isHidden });
    if (this.sending.unanswered) this.sending.follow({ isHidden });
  }
  /* Whether leaving would lose something typed: the browser then asks first. */
  holdsBack() {
    const { page } = this, open = page.open();
    if (page.forTheButton().length) return true;
    if (!open.length) return false;
    if (this.isStopped || this.isCutOff || !navigator.onLine || !this.sending.isKept) return true;
    return open.some((field) => page.inFlight.get(field.name) !== page.cell(field).now || page.isStuck(field)
      || !isCertain(kindOf(field), page.cell(field).now));
  }
}
