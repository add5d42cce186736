import { listConnectionRows } from "#db/queries/connections.ts";
import { findRun, lastGoodRun, type RunRow } from "#db/queries/runs.ts";
import type { AnswerOf } from "#lib/contracts/contract.ts";
import type { compareWithGood as contract } from "#lib/contracts/runs.schema.ts";
import { valueShape } from "#lib/flow/value-shape.ts";
import type { WorkspaceContext } from "../context.ts";
import { database } from "../database.ts";
import { demand } from "../demand.ts";
import { readPayloads } from "../payloads/read-payloads.ts";
import { projectRun } from "../projection/project-runs.ts";
import type { Projector } from "../projection/projector.ts";
import { runtime } from "../runtime.ts";
import { runNotFound } from "./run-answer.ts";
import { runDocument } from "./run-document.ts";

type Answer = AnswerOf<typeof contract>;

const mostPaths = 20;

async function shapeOf(run: RunRow, project: Projector): Promise<Map<string, string>> {
  const value = run.input === null ? undefined : (await readPayloads(runtime().pool, run, [run.input])).get(run.input);
  return value === undefined ? new Map() : valueShape(project.seesValues ? project.value(value) : value);
}

function tookMs({ startedAt, finishedAt, createdAt }: RunRow): number | null {
  return finishedAt === null ? null : finishedAt.getTime() - (startedAt ?? createdAt).getTime();
}

/** Version, shape of the input, connections and duration beside those of the last run that went well: always these four. */
export async function compareWithGood(context: WorkspaceContext, input: { run: string }): Promise<Answer> {
  demand(context, "runs:read");
  const workspaceId = context.workspace.id;
  const found = await findRun(database(), workspaceId, input.run);
  if (!found) throw runNotFound();
  const { run } = found;
  const good = await lastGoodRun(database(), run);
  if (!good) return { good: null };
  const project = await projectRun(context, run);
  const [before, now, document, connections] = await Promise.all([shapeOf(good, project), shapeOf(run, project), runDocument(run), listConnectionRows(database(), workspaceId)]);
  const used = document.nodes.flatMap(({ name, connection }) => (connection === undefined ? [] : [{ step: name, id: connection }]));
  const changed = used.flatMap(({ step, id }): { step: string; connection: string | null; at: string | null }[] => {
    const row = connections.find((connection) => connection.id === id);
    if (!row) return [{ step, connection: null, at: null }];
    return row.updatedAt > (good.finishedAt ?? good.createdAt) ? [{ step, connection: row.name, at: row.updatedAt.toISOString() }] : [];
  });
  return {
    good: { run: good.id, version: good.version, at: good.createdAt.toISOString(), tookMs: tookMs(good) },
    version: run.version,
    shape: {
      added: [...now.keys()].filter((path) => !before.has(path)).slice(0, mostPaths),
      gone: [...before.keys()].filter((path) => !now.has(path)).slice(0, mostPaths),
      retyped: [...now].flatMap(([path, type]) => (before.has(path) && before.get(path) !== type ? [{ path, was: before.get(path) ?? "", is: type }] : [])).slice(0, mostPaths),
    },
    connections: { used: used.length, changed },
    tookMs: tookMs(run),
  };
}
