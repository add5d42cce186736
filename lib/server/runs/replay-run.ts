import { databaseOn } from "#db/client.ts";
import type { Json } from "#lib/json.ts";
import { audit } from "../audit.ts";
import { actorName, type WorkspaceContext } from "../context.ts";
import { demand } from "../demand.ts";
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

/** Does a run again, as a run of its own (SEMANTICS step-9). */
export async function replayRun(context: WorkspaceContext, input: ReplayInput): Promise<{ run: string }> {
  demand(context, "runs:start");
  const { run, version, again } = input;
  const made = await transaction(async (client) => {
    const repeat = { run, version, again, from: replayFrom(input), input: input.input, startedBy: actorName(context.actor) };
    const { run: id, isAnew } = await repeatRun(client, context.workspace.id, repeat);
    await audit(databaseOn(client), context, "run.replay", id, { of: run, from: input.failed === true ? "failed" : (input.from ?? null), again: isAnew });
    return id;
  });
  runtime().driver.wake();
  return { run: made };
}
