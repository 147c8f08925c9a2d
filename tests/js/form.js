/* A form with fields, as much of one as the scripts ask of it, without a browser. */
const input = (name, value, more) => ({
  name, value, type: "text", tagName: "INPUT", checked: false, defaultChecked: false, isAmount: false,
  getAttribute: () => null,
  matches(selector) {
    if (selector === "input, select, textarea") return true;
    return this.tagName === "TEXTAREA" || (this.type === "text" && !this.isAmount); // a field for a name
  },
  ...more,
});

/* `rows`: {"e-0": {id: "7", label: "Hyra", budget: "5"}}; what a field is called says what it is. */
export const formOf = (rows, opened = {}) => {
  const kinds = { id: { type: "hidden" }, DELETE: { type: "checkbox" }, budget: { isAmount: true }, actual: { isAmount: true }, markdown: { tagName: "TEXTAREA" } };
  const fields = Object.entries(rows).flatMap(([row, cells]) => Object.entries(cells)
    .map(([field, value]) => input(`${row}-${field}`, value, kinds[field])));
  const more = { opened: JSON.stringify(opened), template: "t1", csrfmiddlewaretoken: "old" };
  const elements = [...fields, ...Object.entries(more).map(([name, value]) => input(name, value, { type: "hidden" }))];
  elements.forEach((field) => { elements[field.name] = field; });
  return { elements, dataset: { cells: "/celler/", shown: "[]" }, querySelectorAll: () => [], dispatchEvent: () => {} };
};

/* A portal that answers when it is told to; what it was sent. */
export class Portal {
  constructor() {
    this.sent = [];
    this.waiting = [];
    globalThis.fetch = (_, asked) => {
      const sent = { ...JSON.parse(asked.body), keepalive: asked.keepalive, token: asked.headers["X-CSRFToken"] };
      this.sent.push(sent);
      return new Promise((answer, fail) => { this.waiting.push({ sent, answer, fail }); });
    };
    globalThis.document = { cookie: "a=1; csrftoken=new", activeElement: null, getElementById: () => null, createElement: (name) => ({ name, addEventListener() {} }) };
    Object.defineProperty(globalThis, "navigator", { value: { onLine: true }, configurable: true });
    globalThis.htmx = { swap: () => {} };
    globalThis.CustomEvent ??= Event;
    globalThis.location = { pathname: "/arbeta/" };
  }
  /* Answers the oldest of what is unanswered. What was sent is stored as it was typed, if nothing else is said. */
  async answer({ status = 200, type = "basic", ...more } = {}) {
    const { sent: { cells, batch }, answer } = this.waiting.shift();
    const values = batch ? Object.fromEntries(cells.map(({ row, field, now }) => [`${row}-${field}`, now])) : {};
    const body = { saved: true, at: "14:32", errors: {}, waiting: {}, conflicts: {}, rows: {}, values, followed: {}, places: [], choices: [], marks: [], pieces: {}, shown: [], html: "", ...more };
    answer({ status, type, ok: status === 200 && type === "basic", json: async () => body });
    await new Promise((done) => { setTimeout(done); });
  }
  /* The newest gets no answer. */
  async fall() {
    this.waiting.pop().fail(new TypeError("Failed to fetch"));
    await new Promise((done) => { setTimeout(done); });
  }
}
