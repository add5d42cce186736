import type { ParseError } from "@marcbachmann/cel-js";
import { isNodeName } from "./names.ts";

export interface CelProblem {
  /** Words for people. */
  message: string;
  /** Offsets in the text that was given, the end excluded. */
  start?: number;
  end?: number;
}

function unexpected(source: string, start: number, end: number): string {
  const found = source.slice(start, end).trim();
  if (isNodeName(found)) return "A step is not expected here. Something is missing before it.";
  return found === "" || start >= source.length ? "The expression ends too early. Something is missing at its end." : `“${found}” is not expected here.`;
}

/** What the parser said, in words for people. */
export function problemOf(error: ParseError, source: string): CelProblem {
  const { start = 0, end = source.length } = error.range ?? {};
  const message = ((): string => {
    switch (error.code) {
      case "unexpected_token":
      case "expected_token":
        return unexpected(source, start, end);
      case "unexpected_character":
        return source[start] === "=" ? "One = means nothing here. Compare with ==." : unexpected(source, start, end);
      case "unterminated_string":
      case "unterminated_triple_quoted_string":
        return "A text is not closed. Put a quote at its end.";
      case "newline_in_string":
        return "A text must end on its line. Write \\n for a new line.";
      case "invalid_macro_argument":
        return "The name of a variable belongs here, as in list.map(item, item.name).";
      case "reserved_identifier":
        return `“${source.slice(start, end)}” has a meaning of its own. Use another name.`;
      case "limit_exceeded":
        return "The expression is too large or nested too deeply. Split it over two fields.";
      default:
        return error.summary.endsWith(".") ? error.summary : `${error.summary}.`;
    }
  })();
  return { message, start, end };
}
