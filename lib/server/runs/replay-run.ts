import { databaseOn } from "#db/client.ts";
import { findRun } from "#db/queries/runs.ts";
import { restoreHidden } from "#lib/flow/field-rules/restore-hidden.ts";
import type { Json } from "#lib/json.ts";
import { audit } from "../audit.ts";
import { actorName, type WorkspaceContext } from "../context.ts";
import { database } from "../database.ts";
import { demand } from "../demand.ts";
import { readPayloads } from "../payloads/read-payloads.ts";
import { projectRun } from "../projection/project-runs.ts";
import { runtime } from "../runtime.ts";
import { transaction } from "../transaction.ts";
import { repeatRun } from "./repeat-run.ts";
import { replayFrom } from "./replay-from.ts";

interface ReplayInput {
  run: string;
  from?: string | undefined;
  failed?: boolean | undefined;
  version: "same" | "latest";
  input?: Json | undefined;
  again: boolean;
}

/** An edited input was made from what its editor was shown: masks that were left stand for what they hide. */
async function unmasked(context: WorkspaceContext, id: string, edited: Json): Promise<Json> {
  const { run } = (await findRun(database(), context.workspace.id, id)) ?? {};
  const original = run?.input ? (await readPayloads(runtime().pool, run, [run.input])).get(run.input) : undefined;
  if (!run || original === undefined) return edited;
  const shown = (await projectRun(context, run)).payload(original, 0);
  return shown.kind === "inline" && shown.hidden.length > 0 ? restoreHidden(edited, shown.value, original) : edited;
}

/** Does a run again, as a run of its own (SEMANTICS step-9). */
export async function replayRun(context: WorkspaceContext, input: ReplayInput): Promise<{ run: string }> {
  demand(context, "runs:start");
  const { run, version, again } = input;
  const given = input.input === undefined ? undefined : await unmasked(context, run, input.input);
  const made = await transaction(async (client) => {
    const repeat = { run, version, again, from: replayFrom(input), input: given, startedBy: actorName(context.actor) };
    const { run: id, isAnew } = await repeatRun(client, context.workspace.id, repeat);
    await audit(databaseOn(client), context, "run.replay", id, { of: run, from: input.failed === true ? "failed" : (input.from ?? null), again: isAnew });
    return id;
  });
  runtime().driver.wake();
  return { run: made };
}
