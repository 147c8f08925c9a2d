/* A figure as a spreadsheet reads it: "−43 306" is "-43306". Any other text stands. Pure. */
const FIGURE = /^([-\u2212\u2010-\u2013]?)\s?(\d{1,3}(?:\s\d{3})+|\d+)(,\d+)?(?:\s?(%))?$/u;

export const forSpreadsheet = (text) => {
  const [, minus, whole, decimals = "", percent = ""] = FIGURE.exec(text.trim()) || [];
  return whole === undefined ? text : `${minus && "-"}${whole.replace(/\s/gu, "")}${decimals}${percent}`;
};
/* What was selected on a page: cells between tabs and line ends. */
export const allForSpreadsheet = (text) => text.replace(/[^\t\r\n]+/gu, forSpreadsheet);
