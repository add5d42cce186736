import { RE2JS } from "re2js";
import { CelError } from "../cel-error.ts";

const maxLength = 500;

/**
 * Reads a pattern in the syntax of RE2, whose time grows with the text and never faster.
 * @throws CelError for one that cannot be read.
 */
export function compilePattern(pattern: string): RE2JS {
  if (pattern.length > maxLength) throw new CelError("invalid", `A pattern has at most ${maxLength} characters.`);
  try {
    return RE2JS.compile(pattern);
  } catch (error) {
    const reason = error instanceof Error ? error.message.replace(/^error parsing regexp: /, "") : "";
    throw new CelError("invalid", `The pattern cannot be read: ${reason}. Patterns are those of RE2, without look-around and back-references.`);
  }
}
