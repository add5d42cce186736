import { CelError } from "../cel-error.ts";
import type { Implementation } from "./implementation.ts";
import { type CelValue, kindOf, kindWords } from "./cel-value.ts";
import { charge, type Frame, limitItems } from "./frame.ts";

function numbersOf(frame: Frame, name: string, values: readonly CelValue[]): number[] {
  limitItems(frame, values.length);
  charge(frame, values.length);
  return values.map((value) => {
    if (typeof value === "number") return value;
    throw new CelError("invalid", `“${name}” takes numbers, not ${kindWords[kindOf(value)]}.`);
  });
}

/** `min(1, 2)` and `min([1, 2])` alike; an empty list has neither a smallest nor a largest. */
function pick(frame: Frame, name: "min" | "max", values: readonly (number | readonly CelValue[])[]): number {
  const [first] = values;
  const numbers = numbersOf(frame, name, values.length === 1 && typeof first === "object" ? first : values);
  if (numbers.length === 0) throw new CelError("invalid", `“${name}” of an empty list is nothing. Ask first whether the list is empty.`);
  return numbers.reduce((one, other) => (name === "min" ? Math.min(one, other) : Math.max(one, other)));
}

/** Halves go away from zero, decimal digits as they are written: `round(1.005, 2)` is 1.01. */
function round(value: number, digits: number): number {
  if (!Number.isInteger(digits) || Math.abs(digits) > 20) throw new CelError("invalid", "“round” takes 0 to 20 digits.");
  const [mantissa = "0", exponent = "0"] = String(Math.abs(value)).split("e");
  const whole = Math.round(Number(`${mantissa}e${Number(exponent) + digits}`));
  const [wholeMantissa = "0", wholeExponent = "0"] = String(whole).split("e");
  return Math.sign(value) * Number(`${wholeMantissa}e${Number(wholeExponent) - digits}`) || 0;
}

function finite(value: number): number {
  if (Number.isFinite(value)) return value;
  throw new CelError("invalid", "The result is too large for a number.");
}

export const numberFunctions: { [Name in "abs" | "ceil" | "floor" | "round" | "min" | "max" | "sum"]: Implementation<Name> } = {
  abs: (_frame, value) => Math.abs(value),
  ceil: (_frame, value) => Math.ceil(value) || 0,
  floor: (_frame, value) => Math.floor(value),
  round: (frame, value, digits = 0) => (charge(frame, 50), finite(round(value, digits))),
  min: (frame, ...values) => pick(frame, "min", values),
  max: (frame, ...values) => pick(frame, "max", values),
  sum: (frame, list) => finite(numbersOf(frame, "sum", list).reduce((sum, value) => sum + value, 0)),
};
