import { isJsonObject, type Json, type JsonObject } from "#lib/json.ts";
import type { Binding, ConfigValue, Path, Reference } from "../document.schema.ts";

/** The outputs that exist when a node runs, by node id. */
export type Scope = ReadonlyMap<string, Json>;

/** A reference found nothing and has no default (SEMANTICS graph-2): the step fails with `reference_missing`. */
export class ReferenceMissing extends Error {
  readonly reference: Reference;

  constructor(reference: Reference, where: string) {
    super(`${where} is not there. Give the reference a default, or check the step it points at.`);
    this.name = "ReferenceMissing";
    this.reference = reference;
  }
}

/** Walks own properties only: nothing inherited can be reached, whatever the path says. */
export function readPath(value: Json, path: Path): Json | undefined {
  let at: Json | undefined = value;
  for (const key of path) {
    if (Array.isArray(at)) at = typeof key === "number" || /^\d+$/.test(key) ? at[Number(key)] : undefined;
    else if (isJsonObject(at) && Object.hasOwn(at, key)) at = at[key];
    else return undefined;
    if (at === undefined) return undefined;
  }
  return at;
}

function readReference(reference: Reference, scope: Scope): Json {
  const output = scope.get(reference.node);
  const found = output === undefined ? undefined : readPath(output, reference.path);
  if (found !== undefined) return found;
  if (reference.default !== undefined) return reference.default;
  throw new ReferenceMissing(reference, reference.path.length > 0 ? `The value ${reference.path.join(".")}` : "The output");
}

function asText(value: Json): string {
  if (typeof value === "string") return value;
  return value === null ? "" : JSON.stringify(value);
}

export function resolveBinding(binding: Binding, scope: Scope): Json {
  switch (binding.kind) {
    case "literal":
      return binding.value;
    case "reference":
      return readReference(binding, scope);
    case "template":
      return binding.parts.map((part) => (typeof part === "string" ? part : asText(readReference(part, scope)))).join("");
  }
}

/** Sets an own property whatever its name, `__proto__` included. */
export function setOwn(target: JsonObject, key: string, value: Json): void {
  Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
}

/**
 * A node's settings as plain values.
 * @throws ReferenceMissing when a reference without default finds nothing.
 */
export function resolveConfig(config: { [key: string]: ConfigValue }, scope: Scope): JsonObject {
  const resolved: JsonObject = {};
  for (const [key, value] of Object.entries(config)) {
    if (value.kind !== "fields") {
      setOwn(resolved, key, resolveBinding(value, scope));
      continue;
    }
    const fields: JsonObject = {};
    for (const field of value.fields) setOwn(fields, field.name, resolveBinding(field.value, scope));
    setOwn(resolved, key, fields);
  }
  return resolved;
}
