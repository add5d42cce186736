import type { Pool } from "pg";
import { listEgressRules } from "#db/queries/instance.ts";
import { type EgressRule, parseEgressRule, ruleAllows, type Target } from "#lib/egress/egress-rule.ts";
import { database } from "#lib/server/database.ts";
import { runtime } from "#lib/server/runtime.ts";

const keepMs = 2_000;
const kept = new WeakMap<Pool, { rules: Promise<EgressRule[]>; until: number }>();

/** Whether the environment or the instance admin lets flows reach a private target, or it is a sample system; a change counts within 2 s. */
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

/** What nobody has to allow, and nobody can forbid while the process runs. */
export function fixedTargets(): { rule: string; note: string }[] {
  const { egressAllow, samplesPort } = runtime().env;
  const samples = samplesPort === null ? [] : [{ rule: `127.0.0.1:${samplesPort}`, note: "The sample systems; MILLRACE_SAMPLES=0 turns them off." }];
  return [...egressAllow.map((rule) => ({ rule, note: "Set by MILLRACE_EGRESS_ALLOW; change it there." })), ...samples];
}

async function load(): Promise<EgressRule[]> {
  const stored = await listEgressRules(database());
  const texts = [...fixedTargets().map(({ rule }) => rule), ...stored.map((row) => row.rule)];
  return texts.map(parseEgressRule).filter((rule) => rule !== null);
}
