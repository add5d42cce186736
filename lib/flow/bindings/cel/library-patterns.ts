import type { RE2JS } from "re2js";
import type { Implementation } from "./implementation.ts";
import { charge, type Frame } from "./frame.ts";
import { compilePattern } from "./patterns.ts";

/** Whether a pattern is found anywhere in a text; at worst each character is tried against each part of it. */
export function findPattern(frame: Frame, pattern: RE2JS, text: string): boolean {
  charge(frame, 20 + (text.length * pattern.programSize()) / 1.5);
  return pattern.matcher(text).find();
}

export const patternFunctions: { re2Matches: Implementation<"re2Matches"> } = {
  // A pattern that is not written out is read anew each time.
  re2Matches: (frame, text, pattern) => {
    charge(frame, 500 + pattern.length * 1_000);
    return findPattern(frame, compilePattern(pattern), text);
  },
};
