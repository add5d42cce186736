import type { Pool } from "pg";
import { nodeTypes } from "#lib/connectors/registry.ts";
import { compile } from "#lib/flow/compile.ts";
import { isolatePlan, type PlanPart } from "#lib/flow/isolate-plan.ts";
import { readDocument } from "#lib/flow/migrations/read-document.ts";
import type { Plan } from "#lib/flow/plan.ts";
import { readPayloads } from "../payloads/read-payloads.ts";

const plans = new Map<string, Plan>();
const plansKept = 500;

function keepPlan(key: string, plan: Plan): Plan {
  plans.set(key, plan);
  const oldest = plans.size > plansKept ? plans.keys().next().value : undefined;
  if (oldest !== undefined) plans.delete(oldest);
  return plan;
}

export interface PlanOf {
  workspaceId: string;
  /** Where the snapshot is. */
  bucket: number;
  flowId: string;
  /** null: the snapshot of a test-run. */
  version: number | null;
  snapshot: string | null;
  /** All of it when not said. */
  part?: PlanPart | undefined;
}

async function readStored(pool: Pick<Pool, "query">, of: PlanOf): Promise<unknown> {
  if (of.version === null) return (await readPayloads(pool, of, of.snapshot === null ? [] : [of.snapshot])).get(of.snapshot ?? "");
  const found = await pool.query<{ document: unknown }>({
    name: "load-version",
    text: "select document from flow_versions where workspace_id = $1 and flow_id = $2 and number = $3",
    values: [of.workspaceId, of.flowId, of.version],
  });
  return found.rows[0]?.document;
}

/** The plan that a run pins (SEMANTICS step-7); versions and snapshots never change, so it is kept. */
export async function loadPlan(pool: Pick<Pool, "query">, of: PlanOf): Promise<Plan> {
  const key = `${of.workspaceId}/${of.flowId}/${of.version ?? of.snapshot ?? ""}/${of.part === undefined ? "" : JSON.stringify(of.part)}`;
  const kept = plans.get(key);
  if (kept) return kept;
  const what = `${of.version === null ? "The snapshot" : `Version ${of.version}`} of ${of.flowId}`;
  const document = readDocument(await readStored(pool, of));
  if (!document.ok) throw new Error(`${what} cannot be read: ${document.problem[0]?.message ?? "unknown"}`);
  const compiled = compile(document.value, nodeTypes);
  if (!compiled.ok) throw new Error(`${what} cannot run: ${compiled.problem[0]?.message ?? "unknown"}`);
  return keepPlan(key, of.part === undefined ? compiled.value : isolatePlan(compiled.value, of.part));
}
