/* Field names: `ekonomi-4-actual` is the field `actual` of row `ekonomi-4` of grid `ekonomi`. */
export const rowOf = (name) => name.slice(0, name.lastIndexOf("-"));
export const fieldOf = (name) => name.slice(name.lastIndexOf("-") + 1);
export const gridOf = (name) => rowOf(name).replace(/-\d+$/, "");
export const waitsForTheButton = (name) => /-(DELETE|position)$/.test(name); // order and removal
export const same = (a, b) => a === b || a.replaceAll("\r\n", "\n").trim() === b.replaceAll("\r\n", "\n").trim();
export const NEW_ROW = /[^,]*, ny rad \d+$/; // what a row without a name is called
