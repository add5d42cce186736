import { z } from "zod";
import { workspaceNames } from "#db/queries/instance.ts";
import type { AnswerOf, InputOf } from "#lib/contracts/contract.ts";
import type { listQueueJobs as contract } from "#lib/contracts/queue.schema.ts";
import { AppError } from "#lib/errors.ts";
import type { UserContext } from "#lib/server/context.ts";
import { database } from "#lib/server/database.ts";
import type { JobPlace } from "#lib/server/engine/run-queue.ts";
import { demandInstanceAdmin } from "#lib/server/instance/demand-instance-admin.ts";
import { keptQueue } from "./kept-queue.ts";

const Cursor = z.tuple([z.string().regex(/^[\d :.+-]{10,40}$|^infinity$/), z.string(), z.string()]);

export async function listQueueJobs(context: UserContext, input: InputOf<typeof contract>): Promise<AnswerOf<typeof contract>> {
  demandInstanceAdmin(context);
  const { state, workspace = null, cursor, limit } = input;
  const found = await keptQueue().jobs({ state, workspaceId: workspace, after: cursor === undefined ? null : readCursor(cursor), limit: limit + 1 });
  const shown = found.slice(0, limit);
  const names = await workspaceNames(database(), shown.map((job) => job.workspaceId));
  const last = shown.at(-1);
  return {
    jobs: shown.map(({ runId, workspaceId, due, leaseUntil, dueAt: _place, ...job }) => ({
      ...job, run: runId, workspace: workspaceId, workspaceName: names.get(workspaceId) ?? null,
      dueAt: due?.toISOString() ?? null, leaseUntil: leaseUntil?.toISOString() ?? null,
    })),
    next: last !== undefined && found.length > limit ? writeCursor(last) : null,
  };
}

function writeCursor({ dueAt, job, key }: JobPlace): string {
  return Buffer.from(JSON.stringify([dueAt, job, key])).toString("base64url");
}

function readCursor(cursor: string): JobPlace {
  try {
    const [dueAt, job, key] = Cursor.parse(JSON.parse(Buffer.from(cursor, "base64url").toString()));
    return { dueAt, job, key };
  } catch (cause) {
    throw new AppError("invalid", "This cursor is not one of ours. Begin with the first page.", { cause });
  }
}
