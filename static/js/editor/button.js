/* The button sends the whole form, after patches in flight: else their changes would look like someone else's. The
 * portal is asked first whether it can save, or new rows would be lost on an error page. */
import { reasonOf, renewToken } from "./sending.js";
import { LOCKED, LOGGED_OUT_AT_THE_BUTTON, NO_ANSWER, NOT_ANSWERING, saveAgain } from "./words.js";

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
      if (response.status === 503) return saveAgain(await reasonOf(response, NOT_ANSWERING));
      // A patch in flight may have created rows, which the button would create again.
      if (![502, 504].includes(response.status)) return unanswered ? NO_ANSWER : "";
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
