import { anyType, type DataType } from "#lib/flow/data-types/data-type.ts";
import { unionOf } from "#lib/flow/data-types/union-of.ts";
import type { BinaryOperator } from "./cel-tree.ts";
import { type CelKind, kindWords } from "./cel-value.ts";
import { kindsOf, wordsOf } from "./kinds-of.ts";
import { durationType, timeType } from "./time-type.ts";

const boolean: DataType = { kind: "boolean" };
const ordered: readonly CelKind[] = ["number", "text", "boolean", "time", "duration"];

/** The kind that an operator gives for two kinds; null when it does not go with them. */
function kindFrom(operator: BinaryOperator, left: CelKind, right: CelKind): CelKind | null {
  switch (operator) {
    case "==":
    case "!=":
      return left === right || left === "null" || right === "null" ? "boolean" : null;
    case "<":
    case "<=":
    case ">":
    case ">=":
      return left === right && ordered.includes(left) ? "boolean" : null;
    case "in":
      return right === "list" || (right === "object" && left === "text") ? "boolean" : null;
    case "+":
      if (left === right) return ["number", "text", "list", "duration"].includes(left) ? left : null;
      return (left === "time" && right === "duration") || (left === "duration" && right === "time") ? "time" : null;
    case "-":
      if (left === right) return left === "number" || left === "duration" ? left : left === "time" ? "duration" : null;
      return left === "time" && right === "duration" ? "time" : null;
    default:
      return left === "number" && right === "number" ? "number" : null;
  }
}

function isInteger(type: DataType): boolean {
  return type.kind === "number" && type.integer === true;
}

function typeFor(kind: CelKind, operator: BinaryOperator, left: DataType, right: DataType): DataType {
  switch (kind) {
    case "boolean":
      return boolean;
    case "number":
      return operator !== "/" && isInteger(left) && isInteger(right) ? { kind: "number", integer: true } : { kind: "number" };
    case "text":
      return { kind: "string" };
    case "time":
      return timeType;
    case "duration":
      return durationType;
    default:
      return left.kind === "list" && right.kind === "list" ? { kind: "list", of: unionOf([left.of, right.of]) } : { kind: "list", of: anyType };
  }
}

function hint(operator: BinaryOperator, left: ReadonlySet<CelKind>, right: ReadonlySet<CelKind>): string {
  const both = new Set([...left, ...right]);
  const never = operator === "==" || operator === "!=" ? " They are never equal." : "";
  if (both.has("text") && both.has("time")) return `${never} Turn the text into a time with timestamp(…).`;
  if (both.has("text") && both.has("number")) return `${never} Turn one into the other with string(…) or double(…).`;
  return never;
}

const decidesByItself: ReadonlySet<BinaryOperator> = new Set(["==", "!=", "<", "<=", ">", ">=", "in"]);

/** What an operator gives for two types, and what is wrong when it goes with none of their values. */
export function operatorType(operator: BinaryOperator, left: DataType, right: DataType): { type: DataType; problem: string | null } {
  const [leftKinds, rightKinds] = [kindsOf(left), kindsOf(right)];
  const fallback = decidesByItself.has(operator) ? boolean : anyType;
  if (leftKinds === null || rightKinds === null) {
    const known = leftKinds ?? rightKinds;
    const kinds = Object.keys(kindWords) as CelKind[];
    const possible = known === null || [...known].some((kind) => kinds.some((other) => kindFrom(operator, leftKinds ? kind : other, leftKinds ? other : kind) !== null));
    const numeric = operator === "*" || operator === "/" || operator === "%";
    return { type: numeric ? { kind: "number" } : fallback, problem: possible ? null : `${operator} does not go with ${wordsOf(leftKinds ? left : right)}.` };
  }
  const results = new Set([...leftKinds].flatMap((one) => [...rightKinds].map((other) => kindFrom(operator, one, other)).filter((kind) => kind !== null)));
  if (results.size > 0) return { type: unionOf([...results].map((kind) => typeFor(kind, operator, left, right))), problem: null };
  return { type: fallback, problem: `${operator} does not go with ${wordsOf(left)} and ${wordsOf(right)}.${hint(operator, leftKinds, rightKinds)}` };
}
