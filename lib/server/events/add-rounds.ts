import type { ClientBase } from "pg";
import { newId } from "#lib/ids.ts";

/** One more delivery of an event to a flow that may have had it before. */
export interface NewRound {
  eventId: string;
  flowId: string;
  status: "held" | "started" | "refused";
  runId: string | null;
  /** How its run takes it when not alone. */
  taken: "listed" | "replaced" | null;
  key: string;
  bucket: number;
  problem: string | null;
  /** Goes on with the origin of the newest run that took this event alone, so that its confirmed effects are skipped. */
  sameOrigin: boolean;
}

/** Held until the transaction ends, so that two do not count the same round. */
const lock = "select pg_advisory_xact_lock(hashtextextended($1, 20260802))";

const statement = `
insert into deliveries (workspace_id, id, event_id, flow_id, round, status, run_id, key, bucket, problem, taken, origin)
select $1, r.id, r.event_id, r.flow_id,
  coalesce((select max(d.round) + 1 from deliveries d where d.workspace_id = $1 and d.event_id = r.event_id and d.flow_id = r.flow_id), 0),
  r.status, r.run_id, r.key, r.bucket, r.problem, r.taken,
  case when r.same then (
    select o.origin from deliveries d join runs o on o.workspace_id = d.workspace_id and o.id = d.run_id
    where d.workspace_id = $1 and d.event_id = r.event_id and d.flow_id = r.flow_id and d.taken is null order by d.round desc limit 1
  ) end
from unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::int[], $9::text[], $10::boolean[], $11::text[])
  with ordinality as r (id, event_id, flow_id, status, run_id, key, bucket, problem, same, taken, place)
order by r.place`;

/** Adds a round to each (SEMANTICS event-1); a pair of event and flow may be in it once. */
export async function addRounds(client: Pick<ClientBase, "query">, workspaceId: string, rounds: readonly NewRound[]): Promise<void> {
  if (rounds.length === 0) return;
  await client.query({ name: "lock-rounds", text: lock, values: [workspaceId] });
  await client.query({
    name: "add-rounds",
    text: statement,
    values: [
      workspaceId, rounds.map(() => newId("delivery")), rounds.map(({ eventId }) => eventId), rounds.map(({ flowId }) => flowId), rounds.map(({ status }) => status), rounds.map(({ runId }) => runId),
      rounds.map(({ key }) => key), rounds.map(({ bucket }) => bucket), rounds.map(({ problem }) => problem), rounds.map(({ sameOrigin }) => sameOrigin),
      rounds.map(({ taken }) => taken),
    ],
  });
}
