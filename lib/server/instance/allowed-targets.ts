import type { Pool } from "pg";
import { listEgressRules } from "#db/queries/instance.ts";
import { type EgressRule, parseEgressRule, ruleAllows, type Target } from "#lib/egress/egress-rule.ts";
import { database } from "#lib/server/database.ts";
import { runtime } from "#lib/server/runtime.ts";

const keepMs = 2_000;
const kept = new WeakMap<Pool, { rules: Promise<EgressRule[]>; until: number }>();

/** Whether the environment or the instance admin lets flows reach a private target; a change counts within 2 s. */
export async function isTargetAllowed(target: Target): Promise<boolean> {
  const { pool } = runtime();
  let entry = kept.get(pool);
  if (!entry || entry.until < performance.now()) {
    entry = { rules: load(), until: performance.now() + keepMs };
    kept.set(pool, entry);
    entry.rules.catch(() => kept.delete(pool));
  }
  return (await entry.rules).some((rule) => ruleAllows(rule, target));
}

/** Makes a change of this process count at once. */
export function forgetAllowedTargets(): void {
  kept.delete(runtime().pool);
}

async function load(): Promise<EgressRule[]> {
  const stored = await listEgressRules(database());
  const texts = [...runtime().env.egressAllow, ...stored.map((row) => row.rule)];
  return texts.map(parseEgressRule).filter((rule) => rule !== null);
}
