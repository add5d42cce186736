import { AppError } from "#lib/errors.ts";
import { isJsonObject, type Json } from "#lib/json.ts";

export type Trigger = {
  /** An event name, or `prefix/*`. */
  event: string;
  /** Only the failures of this function: what `onFailure` registers. */
  failureOf?: string;
};

export type RegisteredFunction = { id: string; maxAttempts: number; triggers: Trigger[] };

const defaultRetries = 4;
const carried = new Set(["id", "name", "triggers", "steps"]);
const failureExpression = /^event\.data\.function_id == '([^']+)'$/;

function refuse(functionId: string, what: string): never {
  throw new AppError("invalid", `Function ${functionId} uses ${what}, which the embedded executor does not run. Remove it, or run against an Inngest server.`);
}

function parseTrigger(functionId: string, trigger: Json): Trigger {
  if (!isJsonObject(trigger) || typeof trigger["event"] !== "string") return refuse(functionId, "a cron trigger");
  const expression = trigger["expression"];
  if (expression === undefined) return { event: trigger["event"] };
  const failureOf = typeof expression === "string" ? failureExpression.exec(expression)?.[1] : undefined;
  return failureOf === undefined ? refuse(functionId, "a trigger with an expression") : { event: trigger["event"], failureOf };
}

function parseRetries(steps: Json | undefined): number {
  const step = isJsonObject(steps) ? steps["step"] : undefined;
  const retries = isJsonObject(step) ? step["retries"] : undefined;
  const attempts = isJsonObject(retries) ? retries["attempts"] : undefined;
  return typeof attempts === "number" ? attempts : defaultRetries;
}

/**
 * The functions of a registration body as the SDK sends it.
 * Throws AppError `invalid`, naming function and feature, when one asks for something that is not implemented.
 */
export function parseRegistration(functions: Json | undefined): RegisteredFunction[] {
  if (!Array.isArray(functions)) throw new AppError("invalid", "The registration holds no list of functions.");
  return functions.map((entry) => {
    if (!isJsonObject(entry) || typeof entry["id"] !== "string") throw new AppError("invalid", "A registered function has no id.");
    const id = entry["id"];
    const feature = Object.keys(entry).find((key) => !carried.has(key));
    if (feature !== undefined) refuse(id, `"${feature}"`);
    const triggers = Array.isArray(entry["triggers"]) ? entry["triggers"] : [];
    return { id, maxAttempts: parseRetries(entry["steps"]) + 1, triggers: triggers.map((trigger) => parseTrigger(id, trigger)) };
  });
}

/** Whether an event starts the function (Inngest's rule: exact name, or a prefix before a final `*`). */
export function isStartedBy(registered: RegisteredFunction, event: { name: string; data: Json }): boolean {
  return registered.triggers.some((trigger) => {
    const named = trigger.event.endsWith("*") ? event.name.startsWith(trigger.event.slice(0, -1)) : event.name === trigger.event;
    if (!named || trigger.failureOf === undefined) return named;
    return isJsonObject(event.data) && event.data["function_id"] === trigger.failureOf;
  });
}
