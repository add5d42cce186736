import { CelError } from "../cel-error.ts";
import type { BinaryOperator } from "./cel-tree.ts";
import { CelDuration, CelOptional, type CelObject, type CelValue, isCelObject, kindOf, kindWords } from "./cel-value.ts";
import { charge, type Frame, keysOf, limitChars, limitItems } from "./frame.ts";
import { timeOf } from "./times.ts";

/** What comparing or copying texts costs: 256 characters a step. */
function chargeText(frame: Frame, chars: number): void {
  if (chars > 64) charge(frame, chars / 256);
}

/** Equality over JSON: by value, deep, never an error; values of two kinds are not equal. */
export function isEqual(one: CelValue, other: CelValue, frame: Frame): boolean {
  if (typeof one === "string") {
    if (typeof other !== "string" || one.length !== other.length) return false;
    chargeText(frame, one.length);
    return one === other;
  }
  if (typeof one !== "object" || one === null || typeof other !== "object" || other === null) return one === other;
  charge(frame, 1);
  if (one === other) return true;
  if (Array.isArray(one)) {
    if (!Array.isArray(other) || one.length !== other.length) return false;
    return one.every((item, index) => (charge(frame, 1), isEqual(item, other[index] ?? null, frame)));
  }
  if (one instanceof Date || one instanceof CelDuration) return kindOf(one) === kindOf(other) && one.valueOf() === other.valueOf();
  if (one instanceof CelOptional) return other instanceof CelOptional && isEqual(one.get() ?? null, other.get() ?? null, frame) && (one.get() === undefined) === (other.get() === undefined);
  if (!isCelObject(one) || !isCelObject(other)) return false;
  const keys = keysOf(frame, one);
  if (keys.length !== keysOf(frame, other).length) return false;
  return keys.every((key) => Object.hasOwn(other, key) && isEqual((one as CelObject)[key] ?? null, (other as CelObject)[key] ?? null, frame));
}

function mismatch(operator: BinaryOperator, left: CelValue, right: CelValue): CelError {
  const kinds = [kindOf(left), kindOf(right)];
  const words = `${operator} does not go with ${kindWords[kindOf(left)]} and ${kindWords[kindOf(right)]}.`;
  if (kinds.includes("optional")) return new CelError("invalid", `${words} Write .orValue(…) after the value that may be missing.`);
  if (kinds.includes("text") && kinds.includes("number")) return new CelError("invalid", `${words} Turn one into the other with string(…) or double(…).`);
  if (kinds.includes("text") && kinds.includes("time")) return new CelError("invalid", `${words} Turn the text into a time with timestamp(…).`);
  return new CelError("invalid", words);
}

function compare(operator: BinaryOperator, left: CelValue, right: CelValue, frame: Frame): number {
  if (typeof left === "number" && typeof right === "number") return left - right;
  if (typeof left === "string" && typeof right === "string") {
    chargeText(frame, Math.min(left.length, right.length));
    return left < right ? -1 : left === right ? 0 : 1;
  }
  if (typeof left === "boolean" && typeof right === "boolean") return Number(left) - Number(right);
  if ((left instanceof Date && right instanceof Date) || (left instanceof CelDuration && right instanceof CelDuration)) return left.valueOf() - right.valueOf();
  throw mismatch(operator, left, right);
}

/** JSON knows no infinity: what would be one is an error. */
function finite(value: number): number {
  if (Number.isFinite(value)) return value;
  throw new CelError("invalid", "The result is too large for a number.");
}

function add(left: CelValue, right: CelValue, frame: Frame): CelValue {
  if (typeof left === "number" && typeof right === "number") return finite(left + right);
  if (typeof left === "string" && typeof right === "string") {
    const chars = left.length + right.length;
    limitChars(frame, chars);
    chargeText(frame, chars);
    return left + right;
  }
  if (Array.isArray(left) && Array.isArray(right)) {
    const items = left.length + right.length;
    limitItems(frame, items);
    charge(frame, items / 4);
    return [...(left as readonly CelValue[]), ...(right as readonly CelValue[])];
  }
  if (left instanceof Date && right instanceof CelDuration) return timeOf(left.getTime() + right.valueOf());
  if (left instanceof CelDuration && right instanceof Date) return timeOf(left.valueOf() + right.getTime());
  if (left instanceof CelDuration && right instanceof CelDuration) return new CelDuration(left.valueOf() + right.valueOf());
  throw mismatch("+", left, right);
}

function subtract(left: CelValue, right: CelValue): CelValue {
  if (typeof left === "number" && typeof right === "number") return finite(left - right);
  if (left instanceof Date && right instanceof Date) return new CelDuration(left.getTime() - right.getTime());
  if (left instanceof Date && right instanceof CelDuration) return timeOf(left.getTime() - right.valueOf());
  if (left instanceof CelDuration && right instanceof CelDuration) return new CelDuration(left.valueOf() - right.valueOf());
  throw mismatch("-", left, right);
}

function divide(operator: "/" | "%", left: CelValue, right: CelValue): number {
  if (typeof left !== "number" || typeof right !== "number") throw mismatch(operator, left, right);
  if (right === 0) throw new CelError("invalid", "A number was divided by 0. Ask first whether it is 0.");
  return finite(operator === "/" ? left / right : left % right);
}

function isIn(value: CelValue, list: CelValue, frame: Frame): boolean {
  if (Array.isArray(list)) {
    limitItems(frame, list.length);
    for (const item of list as readonly CelValue[]) {
      charge(frame, 2);
      if (isEqual(item, value, frame)) return true;
    }
    return false;
  }
  if (isCelObject(list)) return typeof value === "string" && Object.hasOwn(list, value);
  throw mismatch("in", value, list);
}

type Operate = (left: CelValue, right: CelValue, frame: Frame) => CelValue;

/** Numbers are of one kind: `7 / 2` is 3.5. */
export const operators: { readonly [Operator in BinaryOperator]: Operate } = {
  "==": isEqual,
  "!=": (left, right, frame) => !isEqual(left, right, frame),
  "<": (left, right, frame) => compare("<", left, right, frame) < 0,
  "<=": (left, right, frame) => compare("<=", left, right, frame) <= 0,
  ">": (left, right, frame) => compare(">", left, right, frame) > 0,
  ">=": (left, right, frame) => compare(">=", left, right, frame) >= 0,
  "+": add,
  "-": subtract,
  "*": (left, right) => {
    if (typeof left === "number" && typeof right === "number") return finite(left * right);
    throw mismatch("*", left, right);
  },
  "/": (left, right) => divide("/", left, right),
  "%": (left, right) => divide("%", left, right),
  in: isIn,
};
