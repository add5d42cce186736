import { unreachable } from "#lib/assert.ts";
import { anyType, type DataType } from "#lib/flow/data-types/data-type.ts";
import { typeAt } from "#lib/flow/data-types/type-at.ts";
import { unionOf } from "#lib/flow/data-types/union-of.ts";
import type { CelTypeProblem } from "./cel-type-problem.ts";
import type { CelTree } from "./cel-tree.ts";
import { chainOf } from "./collect-references.ts";
import { celFunction, givesOptional, parameterAt, parameters } from "./functions.ts";
import { kindsOf, wordsOf } from "./kinds-of.ts";
import { limitType } from "./limit-type.ts";
import { operatorType } from "./operator-type.ts";
import { timeType } from "./time-type.ts";

export interface Known {
  typeOfNode: (id: string) => DataType;
  variables: ReadonlyMap<number, Inferred>;
  report: (problem: CelTypeProblem) => void;
}

/** `optional`: a value that may be missing, as `.?` gives, of that type. */
interface Inferred {
  type: DataType;
  optional: boolean;
}

const boolean: DataType = { kind: "boolean" };

function plain(type: DataType): Inferred {
  return { type, optional: false };
}

function listOf(items: readonly DataType[]): DataType {
  const of = unionOf(items);
  return limitType({ kind: "list", of }, [of]);
}

/** The type of a value that is used as it is: an optional one must say first what stands in for it. */
function valueType(tree: CelTree, known: Known): DataType {
  const { type, optional } = inferType(tree, known);
  if (optional) known.report({ message: "A value read with .? may be missing. Write .orValue(…) after it." });
  return optional ? anyType : type;
}

function expectKind(type: DataType, kind: "boolean" | "number" | "text", where: string, known: Known): void {
  const kinds = kindsOf(type);
  if (kinds !== null && !kinds.has(kind)) known.report({ message: `${where} needs ${kind === "boolean" ? "yes or no" : kind === "number" ? "a number" : "text"}, not ${wordsOf(type)}.` });
}

function inferAccess(tree: CelTree & { kind: "field" | "item" }, known: Known, lenient: boolean): Inferred {
  const of = tree.of.kind === "field" || tree.of.kind === "item" ? inferAccess(tree.of, known, lenient) : inferType(tree.of, known);
  const optional = of.optional || tree.optional;
  const at = tree.kind === "item" ? valueType(tree.at, known) : null;
  if (of.type.kind === "any") return { type: anyType, optional };
  if (tree.kind === "item" && !(tree.at.kind === "literal" && typeof tree.at.value === "number")) return { type: inferComputed(of.type, at ?? anyType, known), optional };
  const key = tree.kind === "field" ? tree.name : tree.at.kind === "literal" ? Number(tree.at.value) : 0;
  const found = typeAt(of.type, [key]);
  if (found.found) return { type: found.type, optional };
  if (!lenient && !optional) {
    const { base, path } = chainOf(tree);
    const message = describeMissing(of.type, key);
    known.report(base.kind === "output" ? { message, node: base.node, path } : { message });
  }
  return { type: anyType, optional };
}

function describeMissing(type: DataType, key: string | number): string {
  if (type.kind === "list") return `“${key}” is read from a list. Take an item first, as in list[0], or walk it with list.map(item, …).`;
  if (type.kind !== "object") return `“${key}” is read from ${wordsOf(type)}, which has no fields.`;
  const names = Object.keys(type.fields).slice(0, 5);
  return `There is no “${key}” here.${names.length > 0 ? ` There is ${names.join(", ")}${Object.keys(type.fields).length > names.length ? " and more" : ""}.` : ""}`;
}

function inferComputed(type: DataType, at: DataType, known: Known): DataType {
  if (type.kind === "list") {
    expectKind(at, "number", "The place in a list", known);
    return type.of;
  }
  if (type.kind === "object") {
    expectKind(at, "text", "The name of a field", known);
    return type.open ? anyType : unionOf(Object.values(type.fields).map((field) => field.type));
  }
  return anyType;
}

/** What a loop's variable is: an item of a list, or a key of an object. */
function itemType(tree: CelTree, known: Known): DataType {
  const type = valueType(tree, known);
  const kinds = kindsOf(type);
  if (kinds !== null && !kinds.has("list") && !kinds.has("object")) known.report({ message: `Only a list or an object can be walked, not ${wordsOf(type)}.` });
  const parts = (type.kind === "union" ? type.of : [type]).flatMap((part): DataType[] => (part.kind === "list" ? [part.of] : part.kind === "object" ? [{ kind: "string" }] : []));
  return unionOf(parts);
}

function inferLoop(tree: CelTree & { kind: "loop" }, known: Known): DataType {
  const item = itemType(tree.over, known);
  const inner = { ...known, variables: new Map([...known.variables, [tree.slot, plain(item)]]) };
  if (tree.keep) expectKind(valueType(tree.keep, inner), "boolean", "The test of “map”", known);
  const body = valueType(tree.body, inner);
  if (tree.macro === "map") return listOf([body]);
  expectKind(body, "boolean", `“${tree.macro}”`, known);
  return tree.macro === "filter" ? listOf([item]) : boolean;
}

function inferCall(tree: CelTree & { kind: "call" }, known: Known): Inferred {
  const types = tree.args.map((arg, index) => {
    const parameter = parameterAt(tree.name, index) ?? "any";
    if (parameter === "optional" || parameter === "any") return inferType(arg, known).type;
    const type = valueType(arg, known);
    const wanted: readonly string[] | null = parameters[parameter].kinds;
    const kinds = kindsOf(type);
    if (wanted !== null && kinds !== null && !wanted.some((kind) => kinds.has(kind as never))) {
      known.report({ message: `“${tree.name}” needs ${parameters[parameter].words}, not ${wordsOf(type)}.` });
    }
    return type;
  });
  return { type: celFunction(tree.name).gives(types), optional: givesOptional.has(tree.name) };
}

/** What a tree gives. Reports on the way what cannot go well. */
export function inferType(tree: CelTree, known: Known): Inferred {
  switch (tree.kind) {
    case "literal":
      return plain(tree.value === null ? { kind: "null" } : typeof tree.value === "number" ? (Number.isInteger(tree.value) ? { kind: "number", integer: true } : { kind: "number" }) : { kind: typeof tree.value as "string" | "boolean" });
    case "output":
      return plain(known.typeOfNode(tree.node));
    case "now":
      return plain(timeType);
    case "variable":
      return known.variables.get(tree.slot) ?? plain(anyType);
    case "field":
    case "item":
      return inferAccess(tree, known, false);
    case "has":
      if (tree.target.kind === "field" || tree.target.kind === "item") inferAccess(tree.target, known, true);
      return plain(boolean);
    case "list":
      return plain(listOf(tree.items.map((item) => inferType(item, known).type)));
    case "object":
      return plain(inferObject(tree, known));
    case "not":
      expectKind(valueType(tree.of, known), "boolean", "!", known);
      return plain(boolean);
    case "negate":
      expectKind(valueType(tree.of, known), "number", "-", known);
      return plain({ kind: "number" });
    case "and":
    case "or":
      for (const side of [tree.left, tree.right]) expectKind(valueType(side, known), "boolean", tree.kind === "and" ? "&&" : "||", known);
      return plain(boolean);
    case "binary": {
      const { type, problem } = operatorType(tree.operator, valueType(tree.left, known), valueType(tree.right, known));
      if (problem !== null) known.report({ message: problem });
      return plain(type);
    }
    case "choose": {
      expectKind(valueType(tree.condition, known), "boolean", "The part before ?", known);
      const [yes, no] = [inferType(tree.yes, known), inferType(tree.no, known)];
      return { type: unionOf([yes.type, no.type]), optional: yes.optional || no.optional };
    }
    case "call":
      return inferCall(tree, known);
    case "fallback": {
      const [of, otherwise] = [inferType(tree.of, known), inferType(tree.otherwise, known)];
      if (!of.optional && kindsOf(of.type) !== null) known.report({ message: `“${tree.staysOptional ? "or" : "orValue"}” stands after a value that may be missing. Write .?name instead of .name before it.` });
      return { type: unionOf([of.type, otherwise.type]), optional: tree.staysOptional };
    }
    case "loop":
      return plain(inferLoop(tree, known));
    case "bind":
      return inferType(tree.body, { ...known, variables: new Map([...known.variables, [tree.slot, inferType(tree.value, known)]]) });
    default:
      return unreachable(tree);
  }
}

function inferObject(tree: CelTree & { kind: "object" }, known: Known): DataType {
  const fields: Extract<DataType, { kind: "object" }>["fields"] = {};
  let open = false;
  for (const { key, value } of tree.entries) {
    const { type } = inferType(value, known);
    if (key.kind === "literal" && typeof key.value === "string") Object.defineProperty(fields, key.value, { value: { type }, enumerable: true, configurable: true, writable: true });
    else {
      expectKind(valueType(key, known), "text", "The name of a field", known);
      open = true;
    }
  }
  return limitType({ kind: "object", fields, open }, Object.values(fields).map((field) => field.type));
}
