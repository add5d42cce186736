import { findRun, stepRunsOf } from "#db/queries/runs.ts";
import { AppError } from "#lib/errors.ts";
import type { Json } from "#lib/json.ts";
import { readPayloads } from "../payloads/read-payloads.ts";
import type { WorkspaceContext } from "../context.ts";
import { database } from "../database.ts";
import { demand } from "../demand.ts";
import { runtime } from "../runtime.ts";
import { runNotFound } from "./run-answer.ts";

export async function readStepPayload(context: WorkspaceContext, input: { run: string; node: string; part: "input" | "output" }): Promise<{ value: Json }> {
  demand(context, "runs:payload");
  const workspaceId = context.workspace.id;
  const found = await findRun(database(), workspaceId, input.run);
  if (!found) throw runNotFound();
  const step = (await stepRunsOf(database(), found.run)).find((candidate) => candidate.nodeId === input.node);
  const hash = step?.[input.part];
  const value = hash ? (await readPayloads(runtime().pool, found.run, [hash])).get(hash) : undefined;
  if (value === undefined) throw new AppError("not_found", `This step has no ${input.part}.`);
  return { value };
}
