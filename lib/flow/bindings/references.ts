import { unreachable } from "#lib/assert.ts";
import type { Binding, Condition, ConfigValue, FlowNode, Path } from "../document.schema.ts";
import { readCel } from "./read-cel.ts";

/** A place in a node's configuration that reads another node's output. */
export interface FoundReference {
  node: string;
  path: Path;
  /** Something stands in when nothing is there: a default, `has()`, an operator that asks whether it is empty. */
  guarded: boolean;
  /** Where it stands: a configuration key, with the field's name in a field list (`fields.email`). */
  field: string;
}

function inBinding(binding: Binding, field: string, guarded = false): FoundReference[] {
  switch (binding.kind) {
    case "literal":
      return [];
    case "reference":
      return [{ node: binding.node, path: binding.path, guarded: guarded || binding.default !== undefined, field }];
    case "template":
      return binding.parts.filter((part) => typeof part !== "string").flatMap((part) => inBinding(part, field, guarded));
    case "cel": {
      const read = readCel(binding.source);
      return read.ok ? read.value.references.map(({ node, path, optional }) => ({ node, path, guarded: guarded || optional, field })) : [];
    }
    default:
      return unreachable(binding);
  }
}

function inCondition(condition: Condition, field: string): FoundReference[] {
  return condition.tests.flatMap(({ left, operator, right }) => [
    ...inBinding(left, field, operator === "is_empty" || operator === "is_not_empty"),
    ...(right ? inBinding(right, field) : []),
  ]);
}

function inConfigValue(key: string, value: ConfigValue): FoundReference[] {
  switch (value.kind) {
    case "fields":
      return value.fields.flatMap((entry) => inBinding(entry.value, `${key}.${entry.name}`));
    case "condition":
      return inCondition(value, key);
    case "cases":
      return value.cases.flatMap((entry) => (entry.when.kind === "cel" ? inBinding(entry.when, `${key}.${entry.port}`) : inCondition(entry.when, `${key}.${entry.port}`)));
    default:
      return inBinding(value, key);
  }
}

/** What one value reads. */
export function referencesInBinding(binding: Binding): Omit<FoundReference, "field">[] {
  return inBinding(binding, "").map(({ field: _none, ...found }) => found);
}

/** Every reference a node makes, in its configuration and its settings. */
export function referencesOf(node: FlowNode): FoundReference[] {
  const found = Object.entries(node.config).flatMap(([key, value]) => inConfigValue(key, value));
  const key = node.settings.idempotencyKey;
  return key ? [...found, ...inBinding(key, "idempotencyKey")] : found;
}
