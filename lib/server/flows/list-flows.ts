import { countFlows, pageOfFlows } from "#db/queries/flows.ts";
import { recentRunsOf } from "#db/queries/runs.ts";
import { nextTimesOf } from "#db/queries/schedules.ts";
import type { FlowSummary } from "#lib/contracts/flows.schema.ts";
import { graphOf } from "#lib/flow/graph.ts";
import type { Pattern } from "#lib/flow/pattern.ts";
import type { WorkspaceContext } from "../context.ts";
import { database } from "../database.ts";
import { demand } from "../demand.ts";
import { flowFacts, storedDocument } from "./flow-answer.ts";

interface Input {
  cursor?: string | undefined;
  limit: number;
  pattern?: Pattern | undefined;
  search?: string | undefined;
}

function shapeOf(draft: unknown): FlowSummary["shape"] {
  const document = storedDocument(draft);
  const nodes = new Map(document.nodes.map((node) => [node.id, node]));
  return graphOf(document).order.flatMap((id) => {
    const node = nodes.get(id);
    return node ? [{ type: node.type, name: node.name }] : [];
  });
}

export async function listFlows(context: WorkspaceContext, input: Input): Promise<{ flows: FlowSummary[]; next: string | null; total: number }> {
  demand(context, "flows:read");
  const workspaceId = context.workspace.id;
  const filter = { pattern: input.pattern, search: input.search };
  const rows = await pageOfFlows(database(), workspaceId, filter, input.cursor, input.limit + 1);
  const page = rows.slice(0, input.limit);
  const ids = page.map((row) => row.id);
  const [runs, nextTimes, total] = await Promise.all([
    recentRunsOf(database(), workspaceId, ids, 28),
    nextTimesOf(database(), workspaceId, ids),
    countFlows(database(), workspaceId, filter),
  ]);
  return {
    flows: page.map((row) => ({ ...flowFacts(row), shape: shapeOf(row.draft), recentRuns: runs.get(row.id) ?? [], nextAt: nextTimes.get(row.id)?.toISOString() ?? null })),
    next: rows.length > input.limit ? (page.at(-1)?.id ?? null) : null,
    total,
  };
}
