import { CelError } from "../cel-error.ts";
import type { Implementation } from "./implementation.ts";
import { CelDuration, CelOptional, celNone, kindOf, kindWords } from "./cel-value.ts";
import { charge, type Frame, keysOf, limitChars, limitItems } from "./frame.ts";
import { isEqual } from "./operators.ts";
import { durationText } from "./times.ts";

/** A pass through a text. */
function chargePass(frame: Frame, chars: number): void {
  charge(frame, 1 + chars / 16);
}

/** A search takes a few nanoseconds a character; for a long text that is sought, at worst their product. */
function chargeSearch(frame: Frame, text: string, sought: string): void {
  charge(frame, 1 + text.length * (0.35 + sought.length / 250));
}

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}

function wholeNumber(value: number, what: string): number {
  if (Number.isSafeInteger(value)) return value;
  throw new CelError("invalid", `${what} needs a whole number, not ${value}.`);
}

function textOf(value: string | number | boolean | Date | CelDuration): string {
  if (value instanceof Date) return value.toISOString();
  return value instanceof CelDuration ? durationText(value) : String(value);
}

function numberOf(value: string | number | boolean | Date | CelDuration): number {
  if (value instanceof CelDuration) return value.valueOf() / 1_000;
  if (typeof value === "object") return Math.floor(value.getTime() / 1_000);
  if (typeof value !== "string") return Number(value);
  const text = value.length > 400 ? "" : value.trim();
  if (/^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(text) && Number.isFinite(Number(text))) return Number(text);
  throw new CelError("invalid", `“${value.slice(0, 40)}” is no number.`);
}

function replaceAll(frame: Frame, text: string, from: string, to: string): string {
  if (from === "") throw new CelError("invalid", "“replace” needs a text to look for, not an empty one.");
  chargeSearch(frame, text, from);
  let found = 0;
  for (let at = text.indexOf(from); at >= 0; at = text.indexOf(from, at + from.length)) {
    charge(frame, 4);
    found += 1;
  }
  const chars = text.length + found * (to.length - from.length);
  limitChars(frame, chars);
  chargePass(frame, chars);
  return text.split(from).join(to);
}

export const textFunctions: { [Name in "size" | "string" | "int" | "double" | "bool" | "type" | "dyn" | "lower" | "lowerAscii" | "upper" | "upperAscii" | "trim" | "contains" | "startsWith" | "endsWith" | "indexOf" | "lastIndexOf" | "charAt" | "substring" | "replace" | "split" | "join" | "hasValue" | "value" | "optional.of" | "optional.none"]: Implementation<Name> } = {
  size: (frame, value) => (typeof value === "string" || isList(value) ? value.length : keysOf(frame, value).length),
  string: (frame, value) => {
    if (typeof value !== "string") charge(frame, 40);
    return textOf(value);
  },
  int: (frame, value) => {
    charge(frame, 10);
    const whole = Math.trunc(numberOf(value));
    if (Number.isSafeInteger(whole)) return whole;
    throw new CelError("invalid", "This number is too large to be a whole one.");
  },
  double: (_frame, value) => numberOf(value),
  bool: (_frame, value) => {
    if (typeof value === "boolean") return value;
    const word = typeof value === "string" ? value.slice(0, 10).toLowerCase() : String(value);
    if (["true", "t", "1"].includes(word)) return true;
    if (["false", "f", "0"].includes(word)) return false;
    throw new CelError("invalid", `“${textOf(value).slice(0, 40)}” is neither true nor false.`);
  },
  type: (_frame, value) => kindOf(value),
  dyn: (_frame, value) => value,

  lower: (frame, text) => (chargePass(frame, text.length), text.toLowerCase()),
  lowerAscii: (frame, text) => (chargePass(frame, text.length), text.toLowerCase()),
  upper: (frame, text) => (chargePass(frame, text.length), text.toUpperCase()),
  upperAscii: (frame, text) => (chargePass(frame, text.length), text.toUpperCase()),
  trim: (frame, text) => (chargePass(frame, text.length), text.trim()),
  contains: (frame, value, sought) => {
    if (typeof value === "string") {
      if (typeof sought !== "string") throw new CelError("invalid", `“contains” looks for text within text, not for ${kindWords[kindOf(sought)]}.`);
      chargeSearch(frame, value, sought);
      return value.includes(sought);
    }
    limitItems(frame, value.length);
    return value.some((item) => (charge(frame, 2), isEqual(item, sought, frame)));
  },
  startsWith: (frame, text, start) => (chargePass(frame, start.length), text.startsWith(start)),
  endsWith: (frame, text, end) => (chargePass(frame, end.length), text.endsWith(end)),
  indexOf: (frame, text, sought, from = 0) => (chargeSearch(frame, text, sought), text.indexOf(sought, wholeNumber(from, "“indexOf”"))),
  lastIndexOf: (frame, text, sought) => (charge(frame, 1 + text.length * (0.35 + sought.length / 10)), text.lastIndexOf(sought)),
  charAt: (_frame, text, at) => text.charAt(wholeNumber(at, "“charAt”")),
  substring: (frame, text, start, end) => {
    charge(frame, 2);
    const from = Math.max(0, wholeNumber(start, "“substring”"));
    return text.slice(from, end === undefined ? undefined : Math.max(from, wholeNumber(end, "“substring”")));
  },
  replace: replaceAll,
  split: (frame, text, separator) => {
    chargeSearch(frame, text, separator);
    const parts = text.split(separator, frame.limits.items + 1);
    limitItems(frame, parts.length);
    charge(frame, parts.length * 2);
    return parts;
  },
  join: (frame, list, separator = "") => {
    limitItems(frame, list.length);
    charge(frame, list.length * 20);
    const texts = list.map((item) => {
      if (typeof item === "string" || typeof item === "number" || typeof item === "boolean" || item instanceof Date || item instanceof CelDuration) return textOf(item);
      throw new CelError("invalid", `“join” puts texts together, not ${kindWords[kindOf(item)]}.`);
    });
    const chars = texts.reduce((sum, text) => sum + text.length, separator.length * Math.max(0, texts.length - 1));
    limitChars(frame, chars);
    chargePass(frame, chars);
    return texts.join(separator);
  },

  hasValue: (_frame, optional) => optional.get() !== undefined,
  value: (_frame, optional) => {
    const value = optional.get();
    if (value === undefined) throw new CelError("missing", "The value is not there. Write .orValue(…) instead of .value().");
    return value;
  },
  "optional.of": (_frame, value) => new CelOptional(value),
  "optional.none": () => celNone,
};
