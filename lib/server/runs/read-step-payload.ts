import { findRun, stepRunsOf } from "#db/queries/runs.ts";
import { AppError } from "#lib/errors.ts";
import type { Payload } from "#lib/contracts/payload.schema.ts";
import { readPayloads } from "../payloads/read-payloads.ts";
import type { WorkspaceContext } from "../context.ts";
import { database } from "../database.ts";
import { demand } from "../demand.ts";
import { projectRun } from "../projection/project-runs.ts";
import { runtime } from "../runtime.ts";
import { runNotFound } from "./run-answer.ts";

export async function readStepPayload(context: WorkspaceContext, input: { run: string; node: string; part: "input" | "output" }): Promise<Payload> {
  demand(context, "runs:read");
  const workspaceId = context.workspace.id;
  const found = await findRun(database(), workspaceId, input.run);
  if (!found) throw runNotFound();
  const step = (await stepRunsOf(database(), found.run)).find((candidate) => candidate.nodeId === input.node);
  const hash = step?.[input.part];
  const value = hash ? (await readPayloads(runtime().pool, found.run, [hash])).get(hash) : undefined;
  if (value === undefined) throw new AppError("not_found", `This step has no ${input.part}.`);
  return (await projectRun(context, found.run)).payload(value, Buffer.byteLength(JSON.stringify(value)));
}
