import type { WorkspaceContext } from "../context.ts";
import { demand } from "../demand.ts";
import { planReplay } from "./plan-replay.ts";
import { replayFrom } from "./replay-from.ts";

interface Preview {
  version: number | null;
  reused: string[];
  again: string[];
  confirmed: { node: string; count: number }[];
}

/** What a replay would reuse, run again, and which confirmed effects it skips (SEMANTICS step-9). */
export async function previewReplay(context: WorkspaceContext, input: { run: string; from?: string | undefined; failed?: boolean | undefined; version: "same" | "latest" }): Promise<Preview> {
  demand(context, "runs:read");
  const { version, reused, again, confirmed } = await planReplay(context.workspace.id, { run: input.run, from: replayFrom(input), version: input.version });
  return { version, reused, again, confirmed };
}
