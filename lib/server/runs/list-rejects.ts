import { findRun, pageOfRejects } from "#db/queries/runs.ts";
import type { Reject } from "#lib/contracts/runs.schema.ts";
import type { Json } from "#lib/json.ts";
import type { WorkspaceContext } from "../context.ts";
import { database } from "../database.ts";
import { demand, may } from "../demand.ts";
import { inlineBytes } from "./payload-answer.ts";
import { runNotFound } from "./run-answer.ts";

function recordAnswer(text: string, visible: boolean): Reject["record"] {
  const size = Buffer.byteLength(text);
  if (!visible) return { kind: "hidden", size };
  return size > inlineBytes ? { kind: "large", size, preview: text.slice(0, 1_000) } : { kind: "inline", value: JSON.parse(text) as Json, size };
}

/** The records that a region rejected, oldest first (SEMANTICS region-5). */
export async function listRejects(context: WorkspaceContext, input: { run: string; node: string; cursor?: string | undefined; limit: number }): Promise<{ rejects: Reject[]; next: string | null }> {
  demand(context, "runs:read");
  const db = database();
  const workspaceId = context.workspace.id;
  if (!(await findRun(db, workspaceId, input.run))) throw runNotFound();
  const visible = may(context, "runs:payload");
  const after = Number(input.cursor ?? 0);
  const rows = await pageOfRejects(db, workspaceId, input.run, input.node, Number.isSafeInteger(after) ? after : 0, input.limit + 1);
  const page = rows.slice(0, input.limit);
  return {
    rejects: page.map((row) => ({ seq: row.seq, node: row.atNode, key: visible ? row.recordKey : "", chunk: row.chunk, record: recordAnswer(row.record, visible), error: row.error })),
    next: rows.length > input.limit ? String(page.at(-1)?.seq ?? 0) : null,
  };
}
