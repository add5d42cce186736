import type { LoopMacro } from "./cel-tree.ts";
import { celFunction, type CelFunctionName, celFunctions, type Parameter } from "./functions.ts";

/** What somebody who writes an expression is told of a function. */
export interface FunctionWords {
  name: string;
  /** `replace(text, text, text)`. */
  signature: string;
  /** One sentence. */
  does: string;
  /** Written after a value and a dot only: `list.map(item, …)`. */
  isMacro: boolean;
}

const does: Record<CelFunctionName, string> = {
  size: "How long a text is, or how many items or fields there are.",
  string: "The value as text.", int: "The value as a whole number; what is behind the point is cut off.", double: "The value as a number.",
  bool: "Yes or no from text such as true.", type: "What the value is, as a word.", dyn: "The value, whatever it is.",
  lower: "In small letters.", lowerAscii: "In small letters, A to Z only.", upper: "In capital letters.", upperAscii: "In capital letters, A to Z only.",
  trim: "Without the spaces at both ends.", contains: "Whether the second is in the first.", startsWith: "Whether a text begins with another.", endsWith: "Whether a text ends with another.",
  indexOf: "Where a text first stands in another, from 0; -1 when it does not.", lastIndexOf: "Where a text last stands in another; -1 when it does not.",
  charAt: "The character at a place, from 0.", substring: "A part of a text, from a place, up to another.", replace: "Every occurrence of a text replaced by another.",
  split: "A text cut into a list at each separator.", join: "The texts of a list as one, with a separator between them.", re2Matches: "Whether a text fits a pattern (RE2).",
  abs: "Without its sign.", ceil: "The next whole number above.", floor: "The next whole number below.", round: "Rounded, to so many digits.",
  min: "The least of numbers.", max: "The greatest of numbers.", sum: "All numbers of a list together.",
  distinct: "A list without repeats.", first: "The first item; it may be missing.", flatten: "Lists in a list as one list.", keys: "The names of an object's fields.",
  last: "The last item; it may be missing.", reverse: "A list the other way round.", slice: "A part of a list, from a place, up to another.", sort: "A list in order.",
  timestamp: "A time from text such as 2026-05-31T12:00:00Z.", duration: "A length of time from text such as 90m.",
  getFullYear: "The year, in a time zone.", getMonth: "The month, from 0.", getDate: "The day of the month, from 1.", getDayOfMonth: "The day of the month, from 0.",
  getDayOfWeek: "The day of the week, Sunday is 0.", getDayOfYear: "The day of the year, from 0.", getHours: "Hours of a time or a duration.", getMinutes: "Minutes of a time or a duration.",
  getSeconds: "Seconds of a time or a duration.", getMilliseconds: "Milliseconds of a time or a duration.",
  hasValue: "Whether a value that may be missing is there.", value: "A value that may be missing; it fails when it is.", "optional.of": "A value as one that may be missing.", "optional.none": "A value that is missing.",
};

const macros: Record<LoopMacro | "orValue" | "has", Omit<FunctionWords, "name">> = {
  map: { signature: "list.map(item, expression)", does: "A list of what the expression makes of each item.", isMacro: true },
  filter: { signature: "list.filter(item, condition)", does: "The items for which the condition holds.", isMacro: true },
  all: { signature: "list.all(item, condition)", does: "Whether the condition holds for every item.", isMacro: true },
  exists: { signature: "list.exists(item, condition)", does: "Whether the condition holds for some item.", isMacro: true },
  exists_one: { signature: "list.exists_one(item, condition)", does: "Whether the condition holds for exactly one item.", isMacro: true },
  orValue: { signature: "step.?field.orValue(otherwise)", does: "The value, or the other one when it is missing.", isMacro: true },
  has: { signature: "has(step.field)", does: "Whether a field is there.", isMacro: false },
};

const short: Record<Parameter, string> = {
  any: "any", text: "text", number: "number", list: "list", object: "object", time: "time", clock: "time", optional: "optional",
  sized: "text or list", searched: "text or list", summed: "numbers", scalar: "value", instant: "text", span: "text",
};

function signatureOf(name: CelFunctionName): string {
  const { takes, may = [], repeats } = celFunction(name);
  const parts = [...takes.map((parameter) => short[parameter]), ...may.map((parameter) => `${short[parameter]}?`)];
  return `${name}(${parts.join(", ")}${repeats ? ", …" : ""})`;
}

/** Every function and macro, in words. */
export const functionWords: readonly FunctionWords[] = [
  ...Object.entries(macros).map(([name, words]) => ({ name, ...words })),
  ...(Object.keys(celFunctions) as CelFunctionName[]).map((name) => ({ name, signature: signatureOf(name), does: does[name], isMacro: false })),
].toSorted((one, other) => one.name.localeCompare(other.name));
