import type { Json } from "#lib/json.ts";
import { fail, ok, type Result } from "#lib/result.ts";
import type { ConfigValue } from "../document.schema.ts";
import { readSchedule } from "./read-schedule.ts";
import { type FiringRule, missedPolicies } from "./schedule.ts";

export type FiringField = "schedule" | "missed" | "catchUpHours";
const fields: readonly FiringField[] = ["schedule", "missed", "catchUpHours"];

/** At most a year: what is older is nobody's wish any more. */
const longestCatchUp = 8_760;
const defaults: Pick<FiringRule, "missed" | "catchUpHours"> = { missed: "latest", catchUpHours: 24 };

/** A schedule's settings as plain values, as a subscription keeps them. */
export function readFiringRule(settings: { readonly [field: string]: unknown }): Result<FiringRule, { field: FiringField; message: string }> {
  const schedule = readSchedule(settings["schedule"] as Json | undefined);
  if (!schedule.ok) return fail({ field: "schedule", message: schedule.problem });
  const { missed = defaults.missed, catchUpHours = defaults.catchUpHours } = settings;
  const policy = missedPolicies.find((known) => known === missed);
  if (!policy) return fail({ field: "missed", message: `Choose what becomes of missed occurrences: ${missedPolicies.join(", ")}.` });
  if (typeof catchUpHours !== "number" || !Number.isInteger(catchUpHours) || catchUpHours < 1 || catchUpHours > longestCatchUp) {
    return fail({ field: "catchUpHours", message: `Say how many hours to catch up: a whole number from 1 to ${longestCatchUp.toLocaleString("en-GB")}.` });
  }
  return ok({ schedule: schedule.value, missed: policy, catchUpHours });
}

/** The same from a node's settings, which must be fixed: nothing has run yet that a reference could point to. */
export function firingRuleOf(config: Readonly<Record<string, ConfigValue>>): Result<FiringRule, { field: FiringField; message: string }> {
  const settings: Record<string, Json> = {};
  for (const field of fields) {
    const value = config[field];
    if (value === undefined) continue;
    if (value.kind !== "literal") return fail({ field, message: "A schedule is fixed when the flow is published. Set this to a value; it cannot be a reference." });
    if (value.value !== null) settings[field] = value.value;
  }
  return readFiringRule(settings);
}
