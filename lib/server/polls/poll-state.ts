import { findFlow, findSubscription } from "#db/queries/flows.ts";
import type { PollState } from "#lib/contracts/polls.schema.ts";
import { database } from "../database.ts";
import { flowNotFound } from "../flows/flow-answer.ts";
import { plainText } from "../projection/projector.ts";
import { runtime } from "../runtime.ts";
import { keptPoll, pollIdentity } from "./poll-settings.ts";

const statement = `
select polled_at as "polledAt", items, fresh, failures, problem,
  (select count(*)::int from poll_items p where p.workspace_id = $1 and p.flow_id = $2 and p.identity = $3) as known
from poll_states where workspace_id = $1 and flow_id = $2 and identity = $3`;

interface Row {
  polledAt: Date | null;
  items: number;
  fresh: number;
  failures: number;
  problem: string | null;
  known: number;
}

const nothing: Row = { polledAt: null, items: 0, fresh: 0, failures: 0, problem: null, known: 0 };

/** How the poll of a flow stands. @throws AppError not_found */
export async function pollState(workspaceId: string, flowId: string): Promise<PollState> {
  const flow = await findFlow(database(), workspaceId, flowId);
  if (!flow) throw flowNotFound();
  const named = { id: flow.id, name: flow.name };
  const live = await findSubscription(database(), workspaceId, flow.id);
  const poll = live?.kind === "poll" ? keptPoll(live.settings) : null;
  if (!live || !poll) return { flow: named, poll: null };
  const state = (await runtime().pool.query<Row>({ name: "read-poll", text: statement, values: [workspaceId, flow.id, pollIdentity(poll)] })).rows[0] ?? nothing;
  return {
    flow: named,
    poll: {
      status: live.status, url: String(poll.input["url"]), everyMinutes: poll.everyMs / 60_000, first: poll.first, nextAt: live.nextAt?.toISOString() ?? null,
      polledAt: state.polledAt?.toISOString() ?? null, items: state.items, fresh: state.fresh, failures: state.failures, problem: state.problem === null ? null : plainText(state.problem), known: state.known,
    },
  };
}
