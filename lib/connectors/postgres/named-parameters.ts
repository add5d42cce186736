import { StepError } from "../step-error.ts";

export interface BoundText {
  /** With $1, $2 and so on. */
  text: string;
  /** Of $1, $2 and so on. */
  names: readonly string[];
}

/** Everything in which a colon is no parameter: texts, names, comments, dollar quotes, casts. */
const skipped = [
  /[eE]'(?:[^'\\]|\\[\s\S]|'')*'?/y,
  /'(?:[^']|'')*'?/y,
  /"(?:[^"]|"")*"?/y,
  /--[^\n]*/y,
  /::/y,
];
const word = /[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*/y;
const dollarQuote = /\$(?:[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)?\$/y;
const parameter = /:([A-Za-z_]\w*)/y;
const position = /\$\d+/y;

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

/** Comments of this kind nest in PostgreSQL. */
function endOfComment(text: string, from: number): number {
  let depth = 0;
  for (const mark of text.slice(from).matchAll(/\/\*|\*\//g)) {
    depth += mark[0] === "/*" ? 1 : -1;
    if (depth === 0) return from + mark.index + 2;
  }
  return text.length;
}

/** Where the piece at `at` ends that holds no parameter; `at` when there is none. */
function endOfPiece(text: string, at: number): number {
  for (const pattern of skipped) {
    const found = matchAt(pattern, text, at);
    if (found) return at + found[0].length;
  }
  if (text.startsWith("/*", at)) return endOfComment(text, at);
  const name = matchAt(word, text, at);
  if (name) return at + name[0].length;
  const quote = matchAt(dollarQuote, text, at)?.[0];
  if (quote === undefined) return at;
  const end = text.indexOf(quote, at + quote.length);
  return end === -1 ? text.length : end + quote.length;
}

/**
 * Turns `:name` into `$1`, the same name into the same number.
 * @throws StepError for `$1` in the text: it would take another name's value.
 */
export function bindNames(sql: string): BoundText {
  const names: string[] = [];
  const pieces: string[] = [];
  let at = 0;
  while (at < sql.length) {
    const end = endOfPiece(sql, at);
    if (end > at) {
      pieces.push(sql.slice(at, end));
      at = end;
      continue;
    }
    const found = matchAt(parameter, sql, at);
    if (found) {
      const name = found[1] ?? "";
      if (!names.includes(name)) names.push(name);
      pieces.push(`$${names.indexOf(name) + 1}`);
      at += found[0].length;
      continue;
    }
    if (matchAt(position, sql, at)) throw new StepError("validation", "numbered_parameter", "Values are bound by name. Write :name instead of $1, and give the name its value.");
    pieces.push(sql[at] ?? "");
    at += 1;
  }
  return { text: pieces.join(""), names };
}
