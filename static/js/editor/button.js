/* The button sends the whole form: what is on its way is waited for, or the form would meet its own saving as someone
 * else's. And the portal is asked whether it can be saved to, or new rows would be lost on the page that is led to. */
import { renewToken } from "./sending.js";
import { LOCKED, LOGGED_OUT_AT_THE_BUTTON, NO_ANSWER } from "./words.js";

const LONGEST = 5000; // ms

export const sendWholeForm = (page, autosave) => {
  const { form } = page;
  let isAsking = false;

  const hindrance = async () => {
    const { unanswered } = autosave.sending;
    try {
      const response = await autosave.sending.judge([], { keepalive: false, signal: AbortSignal.timeout(2 * LONGEST) });
      if (response.type === "opaqueredirect") return LOGGED_OUT_AT_THE_BUTTON;
      if (response.status === 403 || response.status === 404) return LOCKED;
      // What is still on its way may have made rows, which the button would make again.
      if (![502, 503, 504].includes(response.status)) return unanswered ? NO_ANSWER : "";
    } catch { /* no answer */ }
    return NO_ANSWER;
  };
  form.addEventListener("submit", (event) => {
    if (autosave.isLeaving) { renewToken(form); page.writeBack(); return; }
    event.preventDefault();
    if (isAsking) return;
    isAsking = true;
    autosave.schedule.stop();
    autosave.settled(LONGEST).then(hindrance).then((why) => {
      isAsking = false;
      if (why) { autosave.show(`Inget är sparat med knappen. ${why}`); autosave.schedule.in(3000); return; }
      autosave.isLeaving = true;
      form.requestSubmit(event.submitter);
    });
  });
};
