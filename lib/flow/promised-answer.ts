import { isJsonObject, type JsonObject } from "#lib/json.ts";
import type { ConfigValue } from "./document.schema.ts";

interface Configured {
  config: { [key: string]: ConfigValue };
}

function literalOf({ config }: Configured, key: string): unknown {
  const value = config[key];
  return value?.kind === "literal" ? value.value : undefined;
}

/** The JSON Schema that a trigger says its answers have; null when it says nothing, or nobody waits. */
export function promisedAnswer(trigger: Configured): JsonObject | null {
  const schema = literalOf(trigger, "gives");
  return literalOf(trigger, "answer") === "respond" && isJsonObject(schema) ? schema : null;
}

/** Whether an answer with this status is what was promised: one that says no, or has no body, is another thing. */
export function keepsPromise(status: number): boolean {
  return status >= 200 && status < 300 && status !== 204 && status !== 205;
}
