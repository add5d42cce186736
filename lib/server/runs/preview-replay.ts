import type { AnswerOf } from "#lib/contracts/contract.ts";
import type { previewReplay as contract } from "#lib/contracts/runs.schema.ts";
import type { WorkspaceContext } from "../context.ts";
import { demand } from "../demand.ts";
import { planReplay } from "./plan-replay.ts";
import { replayFrom } from "./replay-from.ts";

/** What a replay would reuse, run again, and which confirmed effects it skips (SEMANTICS step-9). */
export async function previewReplay(context: WorkspaceContext, input: { run: string; from?: string | undefined; failed?: boolean | undefined; version: "same" | "latest" }): Promise<AnswerOf<typeof contract>> {
  demand(context, "runs:read");
  const { version, latest, reused, again, confirmed, unknown, plan } = await planReplay(context.workspace.id, { run: input.run, from: replayFrom(input), version: input.version });
  return { version, latest, reused, again, confirmed, unknown, names: Object.fromEntries([...plan.nodes.values()].map(({ id, name }) => [id, name])) };
}
