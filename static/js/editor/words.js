/* The words of the save status. */
export const unsaved = (count) => (count === 1 ? "1 värde ej sparat" : `${count} värden ej sparade`);
export const NOT_ANSWERING = "Portalen svarar inte.";
export const saveAgain = (why) => `${why} Det du skrev står kvar här. Spara igen om en stund.`;
export const NO_ANSWER = saveAgain(NOT_ANSWERING);
export const LOCKED = "Rapporten kan inte ändras längre, eller så är du utloggad. Kopiera det du skrev och ladda om sidan.";
export const LOGGED_OUT = "Du är utloggad. Logga in i en annan flik, så sparas det du skrev här.";
export const LOGGED_OUT_AT_THE_BUTTON = "Du är utloggad. Logga in i en annan flik och spara sedan igen här.";
export const TRIES_AGAIN = "Portalen svarar inte, försöker igen …";
export const triesAgain = (why) => `${why} Det du skrev står kvar här. Försöker igen …`;
export const WITH_THE_BUTTON = "Portalen kunde inte ta emot det medan du skriver. Spara med knappen.";

export const stateWords = ({ note = "", text = "", open, savedAt = "", isNaming = false, waiting = [], waits = 0 }) => [
  note,
  text || (open ? `${unsaved(open)}.` : savedAt && `Sparat ${savedAt}.`),
  isNaming ? "En ny rad sparas när du går vidare från dess namn." : "",
  ...waiting,
  waits ? "Ordning och rader som ska bort sparas med knappen Spara." : "",
].filter(Boolean).join(" ");

export const leftWords = ({ left, savedAt, isAsked }) => (left
  ? `${savedAt ? `Sparat ${savedAt}, utom: ` : ""}${unsaved(left)}.${isAsked ? " Något annat hann sparas: välj vid fältet vad som ska gälla." : ""}`
  : "");
