import { canonicalJson, type Json } from "#lib/json.ts";
import type { Condition, TestOperator } from "../document.schema.ts";

/** Two values that have no order, such as text and a number: the step fails and says so, rather than guess. */
export class NotComparable extends Error {
  constructor(left: Json, right: Json, operator: TestOperator) {
    super(`${inWords(left)} and ${inWords(right)} cannot be compared with “${operator.replaceAll("_", " ")}”. Convert one of them first.`);
    this.name = "NotComparable";
  }
}

function inWords(value: Json): string {
  if (value === null) return "Nothing";
  if (Array.isArray(value)) return "A list";
  return { string: "Text", number: "A number", boolean: "Yes or no", object: "An object" }[typeof value as "string" | "number" | "boolean" | "object"];
}

export function takesOneSide(operator: TestOperator): boolean {
  return operator === "is_empty" || operator === "is_not_empty" || operator === "is_true" || operator === "is_false";
}

/** Missing, null, an empty text, list or object. */
export function isEmptyValue(value: Json | undefined): boolean {
  if (value === undefined || value === null || value === "") return true;
  return typeof value === "object" && (Array.isArray(value) ? value.length === 0 : Object.keys(value).length === 0);
}

function equals(left: Json, right: Json): boolean {
  if (left === right) return true;
  return typeof left === "object" && typeof right === "object" && left !== null && right !== null && canonicalJson(left) === canonicalJson(right);
}

function compare(left: Json, right: Json, operator: TestOperator): number {
  if (typeof left === "number" && typeof right === "number") return left - right;
  if (typeof left === "string" && typeof right === "string") return left < right ? -1 : left > right ? 1 : 0;
  throw new NotComparable(left, right, operator);
}

function contains(left: Json, right: Json, operator: TestOperator): boolean {
  if (Array.isArray(left)) return left.some((item) => equals(item, right));
  if (typeof left === "string" && typeof right === "string") return left.includes(right);
  throw new NotComparable(left, right, operator);
}

function text(left: Json, right: Json, operator: TestOperator): [string, string] {
  if (typeof left === "string" && typeof right === "string") return [left, right];
  throw new NotComparable(left, right, operator);
}

/**
 * One test. Nothing is converted: `"1"` is not `1`, and text is ordered by its code units, so ISO dates are in order.
 * @throws NotComparable when the operator has no meaning for the two.
 */
export function evaluateTest(left: Json | undefined, operator: TestOperator, right: Json): boolean {
  if (operator === "is_empty") return isEmptyValue(left);
  if (operator === "is_not_empty") return !isEmptyValue(left);
  const value = left ?? null;
  switch (operator) {
    case "equals":
      return equals(value, right);
    case "not_equals":
      return !equals(value, right);
    case "greater":
      return compare(value, right, operator) > 0;
    case "at_least":
      return compare(value, right, operator) >= 0;
    case "less":
      return compare(value, right, operator) < 0;
    case "at_most":
      return compare(value, right, operator) <= 0;
    case "contains":
      return contains(value, right, operator);
    case "starts_with": {
      const [whole, start] = text(value, right, operator);
      return whole.startsWith(start);
    }
    case "ends_with": {
      const [whole, end] = text(value, right, operator);
      return whole.endsWith(end);
    }
    case "one_of":
      return contains(right, value, operator);
    case "is_true":
      return value === true;
    case "is_false":
      return value === false;
  }
}

/** Every test, or any of them; what stands later is not looked at once the answer is known. */
export function evaluateCondition(condition: Condition, read: (test: Condition["tests"][number]) => { left: Json | undefined; right: Json }): boolean {
  const holds = (test: Condition["tests"][number]): boolean => {
    const { left, right } = read(test);
    return evaluateTest(left, test.operator, right);
  };
  return condition.match === "all" ? condition.tests.every(holds) : condition.tests.some(holds);
}
