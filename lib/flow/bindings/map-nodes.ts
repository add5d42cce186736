import { unreachable } from "#lib/assert.ts";
import type { Binding, Cel, Condition, ConfigValue, Reference } from "../document.schema.ts";
import { namesIn } from "./cel/names-in.ts";

type Rename = (node: string) => string;

function inReference(reference: Reference, rename: Rename): Reference {
  return { ...reference, node: rename(reference.node) };
}

function inCel(cel: Cel, rename: Rename): Cel {
  let source = "";
  let at = 0;
  for (const { name, start, end } of namesIn(cel.source)) {
    source += cel.source.slice(at, start) + rename(name);
    at = end;
  }
  return { ...cel, source: source + cel.source.slice(at) };
}

function inCondition(condition: Condition, rename: Rename): Condition {
  return { ...condition, tests: condition.tests.map(({ left, right, ...test }) => ({ ...test, left: mapNodesInBinding(left, rename), ...(right ? { right: mapNodesInBinding(right, rename) } : {}) })) };
}

/** The binding with other nodes in place of those it reads. */
export function mapNodesInBinding(binding: Binding, rename: Rename): Binding {
  switch (binding.kind) {
    case "literal":
      return binding;
    case "reference":
      return inReference(binding, rename);
    case "template":
      return { ...binding, parts: binding.parts.map((part) => (typeof part === "string" ? part : inReference(part, rename))) };
    case "cel":
      return inCel(binding, rename);
    default:
      return unreachable(binding);
  }
}

/** The same for any setting; ports of cases stay as they are. */
export function mapNodes(value: ConfigValue, rename: Rename): ConfigValue {
  switch (value.kind) {
    case "fields":
      return { ...value, fields: value.fields.map((field) => ({ ...field, value: mapNodesInBinding(field.value, rename) })) };
    case "condition":
      return inCondition(value, rename);
    case "cases":
      return { ...value, cases: value.cases.map((entry) => ({ ...entry, when: entry.when.kind === "cel" ? inCel(entry.when, rename) : inCondition(entry.when, rename) })) };
    default:
      return mapNodesInBinding(value, rename);
  }
}
