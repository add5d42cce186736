import type { PollState } from "#lib/contracts/polls.schema.ts";
import type { WorkspaceContext } from "../context.ts";
import { demand } from "../demand.ts";
import { pollState } from "./poll-state.ts";

export async function readPoll(context: WorkspaceContext, input: { flow: string }): Promise<PollState> {
  demand(context, "flows:read");
  return await pollState(context.workspace.id, input.flow);
}
