import type { PollState } from "#lib/contracts/polls.schema.ts";
import { AppError } from "#lib/errors.ts";
import type { WorkspaceContext } from "../context.ts";
import { demand } from "../demand.ts";
import { runtime } from "../runtime.ts";
import { pollState } from "./poll-state.ts";

/** Its next time is now; a worker asks within a second. @throws AppError precondition when nothing polls, or it is paused. */
export async function pollNow(context: WorkspaceContext, input: { flow: string }): Promise<PollState> {
  demand(context, "runs:start");
  const { poll } = await pollState(context.workspace.id, input.flow);
  if (poll === null) throw new AppError("precondition", "What is published of this flow does not poll.");
  if (poll.status === "paused") throw new AppError("precondition", "The flow is paused. Resume it first.");
  await runtime().pool.query({ name: "poll-now", text: "update subscriptions set next_at = clock_timestamp() where workspace_id = $1 and flow_id = $2 and kind = 'poll'", values: [context.workspace.id, input.flow] });
  return await pollState(context.workspace.id, input.flow);
}
