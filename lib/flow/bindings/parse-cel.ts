import { fail, ok, type Result } from "#lib/result.ts";
import type { CelAliases } from "./aliases.ts";
import { isNodeName, removedPrefix } from "./cel/names.ts";
import { namesIn } from "./cel/names-in.ts";
import type { CelProblem } from "./cel/parse-words.ts";
import { readCel } from "./read-cel.ts";

/** More than an expression that may be stored has when it is shown. */
const maxLength = 100_000;
/** As many as a document takes. */
const storedLength = 4_000;

function stored(name: string, { aliasOf, nodeOf }: CelAliases): string {
  const node = nodeOf(name);
  if (node !== undefined) return node;
  if (name.startsWith(removedPrefix)) {
    const id = `n_${name.slice(removedPrefix.length)}`;
    return isNodeName(id) && aliasOf(id) === undefined ? id : name;
  }
  return name.endsWith("_") && nodeOf(name.replace(/_+$/, "")) !== undefined ? name.slice(0, -1) : name;
}

/**
 * Reads an expression as it is shown and gives it as it is stored: each alias replaced by the node's id, all else as it
 * is. The problem's offsets are those of the text that was given.
 */
export function parseCel(text: string, aliases: CelAliases): Result<string, CelProblem> {
  if (text.length > maxLength) return fail({ message: "The expression is too long. Split it over two fields." });
  let source = "";
  let at = 0;
  /** How far what follows a replaced name has moved, by where the name ends in the source. */
  const moves: { from: number; to: number; end: number; shift: number }[] = [];
  for (const { name, start, end } of namesIn(text)) {
    if (isNodeName(name)) return fail({ message: `There is nothing called “${name}” here. Use the name of a step before this one.`, start, end });
    source += text.slice(at, start);
    const from = source.length;
    source += stored(name, aliases);
    moves.push({ from, to: start, end: source.length, shift: end - source.length });
    at = end;
  }
  source += text.slice(at);

  const reading = readCel(source);
  if (reading.ok) return ok(source);
  const { message, start, end } = reading.problem;
  function back(offset: number): number {
    const move = moves.findLast(({ from }) => from <= offset);
    if (!move) return offset;
    return offset === move.from ? move.to : Math.max(offset, move.end) + move.shift;
  }
  return fail({ message, ...(start === undefined ? {} : { start: back(start) }), ...(end === undefined ? {} : { end: back(end) }) });
}

/**
 * What is kept of a text that does not read: names replaced as far as they are known, so that it is shown again as it
 * was written. Null when it cannot be kept, because it would mean something else.
 */
export function keepCel(text: string, aliases: CelAliases): string | null {
  let source = "";
  let at = 0;
  for (const { name, start, end } of namesIn(text)) {
    if (isNodeName(name)) return null;
    source += text.slice(at, start) + stored(name, aliases);
    at = end;
  }
  source += text.slice(at);
  return source.trim() === "" || source.length > storedLength ? null : source;
}
