/* Text with lists, tables and headings pasted into a text of Markdown. One Ctrl+Z takes it back. */
import { describe } from "../editor/notes.js";
import { markdownOf } from "./markdown.js";
import { markdownOfPlain } from "./plain.js";

const isRich = (body) => Boolean(body.querySelector("p, ul, ol, table, h1, h2, h3, h4, h5, h6, b, strong, i, em, a, br, img, [data-style*=bold], [data-style*=italic]"));
/* Styles are set aside, to be read and never applied: the page's security policy would complain of each. */
const parsed = (html) => {
  const unstyled = html.replace(/<style[\s\S]*?<\/style>/gi, "").replace(/<[^>]*>/g, (tag) => tag.replace(/\sstyle(?=\s*=)/gi, " data-style"));
  return new DOMParser().parseFromString(unstyled, "text/html").body;
};
const converted = (clipboard) => {
  const html = clipboard.getData("text/html"), plain = clipboard.getData("text/plain");
  const body = html && parsed(html);
  if (!body || !isRich(body)) return { text: markdownOfPlain(plain), lost: [], plain };
  return { ...markdownOf(body), plain };
};
const said = ({ lost }) => [
  "Det inklistrade är omgjort till portalens sätt att skriva listor, tabeller och rubriker. Ctrl+Z tar bort det.",
  lost.length ? `Det här följde inte med: ${lost.join(", ")}.` : "",
].filter(Boolean).join(" ");

const tell = (field, words) => {
  const id = `id_${field.name}_inklistrat`;
  const note = document.getElementById(id) || Object.assign(document.createElement("p"), { id, className: "hint" });
  note.setAttribute("role", "status");
  field.after(note);
  note.textContent = words;
  describe(field, id, Boolean(words));
};

/* In one step of the browser's undo: a moved caret ends the step of what was typed just before. */
const insert = (field, text) => {
  const { selectionStart: start, selectionEnd: end } = field;
  field.setSelectionRange(0, 0);
  field.setSelectionRange(start, end);
  if (document.execCommand("insertText", false, text)) return;
  field.setRangeText(text, start, end, "end");
  field.dispatchEvent(new Event("input", { bubbles: true }));
};

export const startTextPaste = (form) => {
  form.addEventListener("paste", (event) => {
    const field = event.target;
    if (!field.matches("textarea.prose-input")) return;
    const made = converted(event.clipboardData);
    tell(field, "");
    if (!made.text || (made.text === made.plain.replace(/\r\n?/g, "\n") && !made.lost.length)) return;
    event.preventDefault();
    insert(field, made.text);
    tell(field, said(made));
  });
};
