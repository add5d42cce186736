interface NameInSource {
  name: string;
  start: number;
  end: number;
}

/** The parts of an expression that matter to a name: comments, texts, numbers, names, and any other character. */
const token = /(?<space>\s+|\/\/[^\n]*)|(?<skip>[bBrR]?(?:"""(?:\\[\s\S]|[^\\])*?"""|'''(?:\\[\s\S]|[^\\])*?'''|"(?:\\[\s\S]|[^"\\\n\r])*"|'(?:\\[\s\S]|[^'\\\n\r])*')|0[xX][0-9a-fA-F]*[uU]?|\d+(?:\.\d+)?(?:[eE][+-]?\d+)?[uU]?)|(?<name>[A-Za-z_][A-Za-z0-9_]*)|[\s\S]/y;

/** Names that stand for a value: none in texts or comments, none after a dot, none that is called. */
export function namesIn(source: string): NameInSource[] {
  const names: NameInSource[] = [];
  let before = "";
  let afterDot = false;
  let waiting: NameInSource | null = null;
  token.lastIndex = 0;
  for (let match = token.exec(source); match; match = token.exec(source)) {
    const [text] = match;
    if (match.groups?.["space"] !== undefined) continue;
    if (waiting && text !== "(") names.push(waiting);
    waiting = match.groups?.["name"] !== undefined && !afterDot ? { name: text, start: match.index, end: match.index + text.length } : null;
    // `.?` reads a field too; the `?` of a choice stands after a value.
    afterDot = text === "." || (text === "?" && before === ".");
    before = text;
  }
  if (waiting) names.push(waiting);
  return names;
}
