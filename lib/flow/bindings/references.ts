import type { Binding, ConfigValue, FlowNode, Reference } from "../document.schema.ts";

export interface FoundReference {
  reference: Reference;
  /** Where it stands: a configuration key, with the field's name in a field list (`fields.email`). */
  field: string;
}

function inBinding(binding: Binding): Reference[] {
  switch (binding.kind) {
    case "literal":
      return [];
    case "reference":
      return [binding];
    case "template":
      return binding.parts.filter((part) => typeof part !== "string");
  }
}

function inConfigValue(key: string, value: ConfigValue): FoundReference[] {
  if (value.kind !== "fields") return inBinding(value).map((reference) => ({ reference, field: key }));
  return value.fields.flatMap((entry) =>
    inBinding(entry.value).map((reference) => ({ reference, field: `${key}.${entry.name}` })),
  );
}

/** Every reference a node makes, in its configuration and its settings. */
export function referencesOf(node: FlowNode): FoundReference[] {
  const found = Object.entries(node.config).flatMap(([key, value]) => inConfigValue(key, value));
  const key = node.settings.idempotencyKey;
  if (key) found.push(...inBinding(key).map((reference) => ({ reference, field: "idempotencyKey" })));
  return found;
}
