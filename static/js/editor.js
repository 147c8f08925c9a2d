/* The editor of a section. Without scripts it is a plain form. */
import { Autosave } from "./editor/autosave.js";
import { sendWholeForm } from "./editor/button.js";
import { followFocus } from "./editor/comments.js";
import { fetchDetails } from "./editor/details.js";
import { sendWhenLeaving } from "./editor/leaving.js";
import { Page } from "./editor/page.js";
import { renewToken } from "./editor/sending.js";
import { startGrids } from "./grid/grid.js";
import { startTextPaste } from "./text/paste.js";
import { startFigures } from "./live.js";

const form = document.querySelector("form.entry");
if (form) {
  const page = new Page(form), autosave = new Autosave(page);
  form.addEventListener("input", (event) => {
    if (event.isTrusted) autosave.note = "";
    page.writtenIn = event.isTrusted && event.target.name ? event.target : null;
    autosave.show();
    autosave.soon();
  });
  form.addEventListener("change", ({ target }) => { if (target.matches("select, [type=checkbox]")) { autosave.show(); autosave.soon(); } });
  document.addEventListener("grid:pasted", () => { autosave.how = "pasted"; });
  document.addEventListener("htmx:configRequest", ({ detail }) => {
    renewToken(form);
    if (detail.parameters.csrfmiddlewaretoken) detail.parameters.csrfmiddlewaretoken = form.elements.csrfmiddlewaretoken.value;
  });
  startGrids(page, autosave);
  startTextPaste(form);
  sendWhenLeaving(page, autosave);
  sendWholeForm(page, autosave);
  fetchDetails(page, autosave);
  followFocus(form);
  if (page.hasUnheard()) { autosave.show(); autosave.soon(); }
}
startFigures();
