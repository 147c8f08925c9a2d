/* Saves while one types: texts, rows and new rows. Places and removals wait for the button.
 * "Sparat" is said only when the server has answered that it is stored. */
"use strict";
(() => {
  const form = document.querySelector("form.entry");
  if (!form) return;
  const AFTER = 1500, AGAIN = 3000, AT_MOST = 10000, LONGEST = 5000; // ms; AT_MOST: who never pauses is saved too
  const state = document.getElementById("sparlage");
  let timer = null, dueBy = null, sending = null, flight = null, how = "typed", isLeaving = false, savedAt = "";
  const TOKEN = "csrfmiddlewaretoken";
  const NO_ANSWER = "Portalen svarar inte. Det du skrev står kvar här. Spara igen om en stund.";
  const LOCKED = "Rapporten kan inte ändras längre, eller så är du utloggad. Kopiera det du skrev och ladda om sidan.";
  const waits = /-(DELETE|position|id)$/;

  // What stood in a field when its value was stored, where that is written another way: "1234" for "1 234". The
  // field one is in keeps it until one leaves: rewritten under the caret, the next key would land wrong.
  const accepted = new Map();

  const held = (field) => form.elements[`initial-${field.name}`];
  const value = (field) => (field.type === "checkbox" ? (field.checked ? "True" : "False") : field.value);
  const same = (a, b) => a === b || a.replaceAll("\r\n", "\n").trim() === b.replaceAll("\r\n", "\n").trim();
  const sibling = (field, name) => form.elements[field.name.replace(/-[^-]+$/, `-${name}`)];
  const isNew = (field) => { const id = sibling(field, "id"); return Boolean(id) && id.value === ""; };
  const isToGo = (field) => { const box = sibling(field, "DELETE"); return Boolean(box) && box.checked; };
  // A new row gets its key of its name, so it isn't saved while the name is being written.
  let writtenIn = null;
  const isBeingNamed = (field) => Boolean(writtenIn) && isNew(field) && sibling(writtenIn, "id") === sibling(field, "id")
    && writtenIn.matches("textarea, input[type=text]:not(.amount)");
  // What is on its way is not what is stored, not even where one has put back what stood there before.
  const onItsWay = (field) => Boolean(sending) && sending.texts.has(field.name);
  const differs = (field) => !same(value(field), held(field).value) && accepted.get(field.name) !== value(field);
  const changed = () => [...form.elements].filter((field) => field.name && field.type !== "hidden" && held(field)
    && !waits.test(field.name) && (onItsWay(field) || (differs(field) && !isToGo(field))));
  const dirty = () => changed().filter((field) => !isBeingNamed(field));
  const forTheButton = () => [...form.querySelectorAll("[name$='-DELETE'], [name$='-position']:not([type=hidden])")].filter((field) => (
    held(field) ? differs(field) : field.checked !== field.defaultChecked));
  const unsaved = (count) => (count === 1 ? "1 värde ej sparat" : `${count} värden ej sparade`);

  let lacks = {}; // what the new rows of the last saving waited for, by the fields' names
  const show = (text = "") => {
    const open = changed();
    const waitingFor = new Set(open.map((field) => (isNew(field) && lacks[field.name]) || "").filter(Boolean));
    const parts = [text || (open.length ? `${unsaved(open.length)}.` : savedAt && `Sparat ${savedAt}.`),
      open.some(isBeingNamed) ? "En ny rad sparas när du går vidare från dess namn." : "", ...waitingFor,
      forTheButton().length ? "Ordning och rader som ska bort sparas med knappen Spara." : ""];
    state.textContent = parts.filter(Boolean).join(" ");
  };
  const later = (ms) => { clearTimeout(timer); timer = setTimeout(send, ms); };
  const soon = () => {
    dueBy = dueBy || Date.now() + AT_MOST;
    later(Math.max(0, Math.min(AFTER, dueBy - Date.now())));
  };

  const send = () => { flight = flight || attempt().finally(() => { flight = null; }); };
  const attempt = async () => {
    if (isLeaving) return;
    dueBy = null;
    if (!sending) {
      if (!dirty().length) { show(); return; }
      const body = new FormData(form);
      changed().filter(isBeingNamed).forEach((field) => body.set(field.name, held(field).value));
      body.set("batch", crypto.randomUUID ? crypto.randomUUID() : uuid());
      body.set("how", how);
      sending = { body, texts: new Map(dirty().map((field) => [field.name, value(field)])) };
      how = "typed";
    }
    try {
      renewToken();
      sending.body.set(TOKEN, form.elements[TOKEN].value);
      const response = await fetch(form.dataset.cells, { method: "POST", body: sending.body, redirect: "manual" });
      if (response.type === "opaqueredirect") { // to the log-in page
        show(`${unsaved(changed().length)}. Du är utloggad. Logga in i en annan flik, så sparas det du skrev här.`);
        later(AGAIN);
        return;
      }
      if (response.status === 403 || response.status === 404) {
        sending = null;
        show(`${unsaved(changed().length)}. ${LOCKED}`);
        return;
      }
      if (response.status >= 400 && response.status < 500) { // the same again would get the same answer
        sending = null;
        show(`${unsaved(changed().length)}. Portalen kunde inte ta emot det medan du skriver. Spara med knappen.`);
        return;
      }
      if (!response.ok) throw new Error(response.status);
      const { texts } = sending;
      sending = null;
      settle(await response.json(), texts);
    } catch {
      show(`${unsaved(changed().length)}. Portalen svarar inte, försöker igen …`);
      later(AGAIN);
    }
  };
  const renewToken = () => { // logging in gives a new one, and may have been done in another tab
    const found = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/);
    if (found) form.elements[TOKEN].value = found[1];
  };
  const uuid = () => { // crypto.randomUUID is for https alone
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    return hex.replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, "$1-$2-$3-$4-$5");
  };

  const settle = (answer, texts) => {
    const isOvertaken = [...texts].some(([name, text]) => value(form.elements[name]) !== text);
    form.querySelectorAll(".autosave-error").forEach((note) => drop(note));
    texts.forEach((text, name) => {
      const field = form.elements[name], stored = answer.values[name];
      if (answer.conflicts[name]) conflict(field, answer.conflicts[name]);
      else if (answer.errors[name]) tell(field, answer.errors[name]);
      else if (answer.saved && stored !== undefined) {
        held(field).value = stored;
        accepted.set(name, text);
        if (field !== document.activeElement) tidy(field);
      }
    });
    lacks = answer.waiting;
    Object.entries(answer.rows).forEach(([name, id]) => becomeSaved(form.elements[name], id, answer.values, texts));
    Object.entries(answer.followed).forEach(([name, text]) => { if (!texts.has(name)) follow(form.elements[name], text); });
    Object.keys(answer.errors).filter((name) => name.endsWith("-id")).forEach((name) => {
      const row = form.elements[name].closest("tr, fieldset");
      tell((row && row.querySelector("input:not([type=hidden]), textarea")) || form.elements[name], answer.errors[name]);
    });
    if (answer.saved && [...texts.keys()].some((name) => !answer.errors[name] && !lacks[name])) savedAt = answer.at;
    const left = changed().length, isAsked = Object.keys(answer.conflicts).length; // where the fields are may be out of sight
    show(left ? `${savedAt ? `Sparat ${savedAt}, utom: ` : ""}${unsaved(left)}.${isAsked ? " Något annat hann sparas: välj vid fältet vad som ska gälla." : ""}` : "");
    if (dirty().some((field) => !texts.has(field.name) || texts.get(field.name) !== value(field))) later(AFTER);
    if (isOvertaken) form.dispatchEvent(new CustomEvent("autosave:overtaken")); // a preview made meanwhile may be wrong
  };
  // A new row that the portal has made is from now on as any other, at its place on the page.
  const becomeSaved = (id, pk, values, texts) => {
    id.value = pk;
    const inRow = [...form.elements].filter((field) => field.name && held(field) && sibling(field, "id") === id);
    inRow.forEach((field) => { if (!texts.has(field.name) && field.name in values) follow(field, values[field.name]); });
    const named = sibling(id, "label"), name = named && values[named.name];
    inRow.forEach((field) => {
      const said = field.getAttribute("aria-label");
      if (said && name) field.setAttribute("aria-label", said.replace(/[^,]*, ny rad \d+$/, ` ${name}`));
    });
    // What was pasted and taken back meanwhile is to go again.
    if (inRow.every((field) => waits.test(field.name) || field.type === "hidden" || field.tagName === "SELECT" || value(field) in { "": 1, False: 1 })) {
      sibling(id, "DELETE").checked = true;
    }
  };
  const tidy = (field) => {
    const isOnlySpace = same(value(field), held(field).value); // at the end of a text, where a figure is to stand
    if (field.type !== "checkbox" && accepted.get(field.name) === value(field) && !isOnlySpace) field.value = held(field).value;
  };
  // What the saving changed beside what was typed: places, how a target is read. What one has touched since stands.
  const follow = (field, text) => {
    if (!field || !held(field)) return;
    const isTouched = differs(field) || field === document.activeElement;
    held(field).value = text;
    if (isTouched) return;
    if (field.type === "checkbox") field.checked = text === "True"; else field.value = text;
  };
  const tell = (field, text) => {
    const note = document.createElement("p");
    note.className = "field-error autosave-error";
    note.id = `${field.id}_autosave`;
    note.textContent = text;
    field.setAttribute("aria-invalid", "true");
    field.setAttribute("aria-describedby", `${note.id} ${field.getAttribute("aria-describedby") || ""}`.trim());
    (field.closest("td, .field") || field.parentNode).append(note);
    return note;
  };
  const drop = (note) => {
    const field = document.getElementById(note.id.replace(/_autosave$/, ""));
    field.removeAttribute("aria-invalid");
    const rest = (field.getAttribute("aria-describedby") || "").replace(note.id, "").trim();
    if (rest) field.setAttribute("aria-describedby", rest); else field.removeAttribute("aria-describedby");
    note.remove();
  };
  const conflict = (field, { theirs, said }) => {
    const note = tell(field, said);
    const button = (text, act) => {
      const made = note.appendChild(document.createElement("button"));
      Object.assign(made, { type: "button", className: "button", textContent: text });
      made.addEventListener("click", () => { accepted.delete(field.name); held(field).value = theirs; drop(note); field.focus(); act(); field.dispatchEvent(new Event("input", { bubbles: true })); });
    };
    button("Behåll mitt", () => {});
    button("Ta det andra", () => {
      if (field.select) field.select(); // so that the browser's own undo brings back what was typed
      if (!field.select || !theirs || !document.execCommand("insertText", false, theirs)) field.value = theirs;
    });
  };

  form.addEventListener("input", (event) => { writtenIn = event.isTrusted && event.target.name ? event.target : null; show(); soon(); });
  form.addEventListener("focusout", ({ target }) => {
    writtenIn = null;
    if (!target.name || !held(target)) return;
    tidy(target);
    if (isNew(target) && differs(target)) soon();
  });
  document.addEventListener("grid:pasted", () => { how = "pasted"; });
  // The button: what is on its way is waited for, or the form would meet its own saving as someone else's. And the
  // portal is asked whether it can be saved to, or new rows would be lost on the page that is led to instead.
  let isAsking = false;
  const atMost = (ms) => new Promise((done) => { setTimeout(done, ms); });
  const settled = async () => {
    const until = Date.now() + LONGEST;
    while (sending && Date.now() < until) { send(); await flight; if (sending) await atMost(500); }
  };
  const hindrance = async () => {
    const unanswered = sending;
    try {
      renewToken();
      const response = await fetch(form.dataset.cells, { method: "POST", body: new FormData(form), redirect: "manual", signal: AbortSignal.timeout(2 * LONGEST) });
      if (response.type === "opaqueredirect") return "Du är utloggad. Logga in i en annan flik och spara sedan igen här.";
      if (response.status === 403 || response.status === 404) return LOCKED;
      // What is still on its way may have made rows, which the button would make again.
      if (![502, 503, 504].includes(response.status)) return unanswered ? NO_ANSWER : "";
    } catch { /* no answer */ }
    return NO_ANSWER;
  };
  form.addEventListener("submit", (event) => {
    if (isLeaving) { renewToken(); return; }
    event.preventDefault();
    if (isAsking) return;
    isAsking = true;
    clearTimeout(timer);
    Promise.race([settled(), atMost(LONGEST)]).then(hindrance).then((why) => {
      isAsking = false;
      if (why) { show(`Inget är sparat med knappen. ${why}`); later(AGAIN); return; }
      isLeaving = true;
      form.requestSubmit(event.submitter);
    });
  });
  document.addEventListener("htmx:configRequest", ({ detail }) => {
    renewToken();
    if (detail.parameters[TOKEN]) detail.parameters[TOKEN] = form.elements[TOKEN].value;
  });
  addEventListener("online", () => later(0));
  addEventListener("beforeunload", (event) => { if (!isLeaving && (changed().length || forTheButton().length)) event.preventDefault(); });
  // Back may show the page as it was before the last saving, with rows that have moved or gone since. It is asked for
  // anew, unless it still holds what was typed and never sent.
  addEventListener("pageshow", (event) => {
    const wasSent = isLeaving;
    const isBack = event.persisted || performance.getEntriesByType("navigation").some(({ type }) => type === "back_forward");
    isLeaving = isBack && (wasSent || !changed().length);
    if (isLeaving) location.reload();
  });
})();
