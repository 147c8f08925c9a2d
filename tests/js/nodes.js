/* As much of parsed HTML as the conversion to Markdown asks of it: ["p", { style }, "text", ["b", "fet"]]. */
export const node = (made) => {
  if (typeof made === "string") return { nodeType: 3, textContent: made, childNodes: [] };
  const [tag, ...rest] = made, hasAttributes = rest[0] && typeof rest[0] === "object" && !Array.isArray(rest[0]);
  const attributes = hasAttributes ? rest[0] : {}, childNodes = rest.slice(hasAttributes ? 1 : 0).map(node);
  const all = (name) => childNodes.flatMap((child) => (child.nodeType === 1 ? [...(child.tagName === name.toUpperCase() ? [child] : []), ...child.getElementsByTagName(name)] : []));
  return {
    nodeType: 1, tagName: tag.toUpperCase(), childNodes, getAttribute: (name) => attributes[name] ?? null, getElementsByTagName: all,
    get textContent() { return childNodes.map((child) => child.textContent).join(""); },
    get rows() { return all("tr"); }, get cells() { return [...childNodes].filter((child) => ["TD", "TH"].includes(child.tagName)); },
  };
};
