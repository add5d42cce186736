import { findRun, pageOfRejects } from "#db/queries/runs.ts";
import type { Reject } from "#lib/contracts/runs.schema.ts";
import type { Json } from "#lib/json.ts";
import type { WorkspaceContext } from "../context.ts";
import { database } from "../database.ts";
import { demand } from "../demand.ts";
import { plainText, type Projector } from "../projection/projector.ts";
import { projectRejects } from "../projection/project-rejects.ts";
import { inlineBytes } from "./payload-answer.ts";
import { runNotFound } from "./run-answer.ts";

function recordAnswer(text: string, project: Projector): Reject["record"] {
  const size = Buffer.byteLength(text);
  if (size <= inlineBytes) return project.payload(JSON.parse(text) as Json, size);
  return project.seesValues ? { kind: "large", size, preview: plainText("") } : { kind: "shape", size, shape: null };
}

/** The records that a region rejected, oldest first (SEMANTICS region-5). */
export async function listRejects(context: WorkspaceContext, input: { run: string; node: string; cursor?: string | undefined; limit: number }): Promise<{ rejects: Reject[]; next: string | null }> {
  demand(context, "runs:read");
  const db = database();
  const workspaceId = context.workspace.id;
  const found = await findRun(db, workspaceId, input.run);
  if (!found) throw runNotFound();
  const after = Number(input.cursor ?? 0);
  const rows = await pageOfRejects(db, workspaceId, input.run, input.node, Number.isSafeInteger(after) ? after : 0, input.limit + 1);
  const page = rows.slice(0, input.limit);
  const projectReject = await projectRejects(context, found.run);
  return {
    rejects: page.map((row) => {
      const project = projectReject(row);
      return { seq: row.seq, node: row.atNode, key: project.key(row.recordKey), chunk: row.chunk, record: recordAnswer(row.record, project), error: project.error(row.error) };
    }),
    next: rows.length > input.limit ? String(page.at(-1)?.seq ?? 0) : null,
  };
}
