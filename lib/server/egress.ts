import { createEgress, type Egress } from "#lib/egress/create-egress.ts";
import { type EgressRule, parseEgressRule, ruleAllows } from "#lib/egress/egress-rule.ts";
import { runtime } from "./runtime.ts";

/** How long a change of the egress list may take to reach every process. */
const freshMs = 2_000;

let rules: { at: number; list: Promise<EgressRule[]> } | undefined;
let egress: Egress | undefined;

async function readRules(): Promise<EgressRule[]> {
  const { env, pool } = runtime();
  const stored = await pool.query<{ rule: string }>({ name: "egress-rules", text: "select rule from egress_rules" });
  return [...env.egressAllow, ...stored.rows.map((row) => row.rule)].flatMap((text) => parseEgressRule(text) ?? []);
}

/** This process's one way out, with the instance admin's list of private targets (DESIGN invariant 4). */
export function outbound(): Egress {
  egress ??= createEgress({
    async isAllowed(target) {
      const now = performance.now();
      if (!rules || now - rules.at > freshMs) rules = { at: now, list: readRules() };
      const current = rules;
      try {
        return (await current.list).some((rule) => ruleAllows(rule, target));
      } catch (error) {
        if (rules === current) rules = undefined;
        throw error;
      }
    },
  });
  return egress;
}
