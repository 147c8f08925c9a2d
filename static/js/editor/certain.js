/* Whether the portal surely takes a text as it stands. It alone reads figures: here doubt costs a question when the
 * page is left before the portal has answered, and nothing else. Pure. */
const NUMBER = "[-\u2212\u2013]?(\\d+|\\d{1,3}([ \u00a0\u202f]\\d{3})+)(,\\d+)?";
const AMOUNT = new RegExp(`^${NUMBER}([ \u00a0]?(kr|tkr|mnkr))?$`);
const QUANTITY = new RegExp(`^(ja|nej|-|${NUMBER}([ \u00a0]?(%|[a-zåäö.]{1,12}))?)$`, "i");
const MARKUP = /\]\(|\{\{|https?:|^ *[#|>]|[<*_]{2}/m; // what can be wrong in a text

/* `kind`: amount, quantity, number, name, text or choice. */
export const isCertain = (kind, text) => {
  const typed = text.trim();
  if (kind === "amount") return !typed || AMOUNT.test(typed);
  if (kind === "quantity") return !typed || QUANTITY.test(typed);
  if (kind === "number") return /^\d{0,4}$/.test(typed);
  if (kind === "name") return Boolean(typed);
  return kind !== "text" || !MARKUP.test(typed);
};
export const kindOf = (field) => {
  if (field.matches("select, [type=checkbox]")) return "choice";
  if (field.matches(".amount, .quantity")) return field.matches(".amount") ? "amount" : "quantity";
  if (field.type === "number") return "number";
  return field.name.endsWith("-label") ? "name" : "text";
};
