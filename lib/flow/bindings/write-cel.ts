import { isTakenByVariable } from "./cel/names.ts";
import type { Binding, Cel, Condition, Reference } from "../document.schema.ts";
import type { Json } from "#lib/json.ts";

/** JSON is written in CEL as it is. */
function literalText(value: Json): string {
  return JSON.stringify(value);
}

function keyText(key: string | number, asked: boolean): string {
  const mark = asked ? "?" : "";
  if (typeof key === "number") return `[${mark}${key}]`;
  return /^[A-Za-z_]\w*$/.test(key) && !isTakenByVariable(key) ? `.${mark}${key}` : `[${mark}${JSON.stringify(key)}]`;
}

/** `n_order.body.total`, and with a default `n_order.?body.total.orValue(0)`. */
export function pathText(root: string, path: Reference["path"], otherwise?: Json): string {
  const asked = otherwise !== undefined && path.length > 0;
  const way = path.map((key, index) => keyText(key, asked && index === 0)).join("");
  return `${root}${way}${asked ? `.orValue(${literalText(otherwise)})` : ""}`;
}

/** What a value is as an expression, nodes named by id; empty for nothing. */
export function celOf(binding: Binding | undefined): string {
  switch (binding?.kind) {
    case undefined:
      return "";
    case "literal":
      return binding.value === "" ? "" : literalText(binding.value);
    case "reference":
      return pathText(binding.node, binding.path, binding.default);
    case "template":
      return binding.parts.map((part) => (typeof part === "string" ? literalText(part) : `string(${celOf(part)})`)).join(" + ");
    case "cel":
      return binding.source;
  }
}

function testText({ left, operator, right }: Condition["tests"][number]): string {
  const one = celOf(left) || '""';
  const other = celOf(right) || '""';
  switch (operator) {
    case "equals":
      return `${one} == ${other}`;
    case "not_equals":
      return `${one} != ${other}`;
    case "greater":
      return `${one} > ${other}`;
    case "at_least":
      return `${one} >= ${other}`;
    case "less":
      return `${one} < ${other}`;
    case "at_most":
      return `${one} <= ${other}`;
    case "contains":
      return `${one}.contains(${other})`;
    case "starts_with":
      return `${one}.startsWith(${other})`;
    case "ends_with":
      return `${one}.endsWith(${other})`;
    case "one_of":
      return `${one} in ${other}`;
    case "is_empty":
      return `size(${one}) == 0`;
    case "is_not_empty":
      return `size(${one}) > 0`;
    case "is_true":
      return `${one} == true`;
    case "is_false":
      return `${one} == false`;
  }
}

/** Where an expression begins that takes the place of tests in rows; it is edited from there. */
export function celOfCondition(condition: Condition): Cel {
  return { kind: "cel", source: condition.tests.map(testText).join(condition.match === "all" ? " && " : " || ") };
}
