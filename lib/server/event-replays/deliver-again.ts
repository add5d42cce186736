import type { ClientBase } from "pg";
import { addRounds } from "../events/add-rounds.ts";
import { limitKey } from "../events/limits.ts";
import { valueOf } from "../events/value-of.ts";
import { payloadArrays } from "../payloads/payload-arrays.ts";
import { bucketNow } from "../retention/bucket.ts";
import { admitRuns } from "../runs/admit-runs.ts";
import type { Again } from "./choose-targets.ts";

const keep = `
insert into payloads (bucket, workspace_id, hash, codec, size, body)
select p.bucket, $1, p.hash, p.codec, p.size, p.body from unnest($6::int[], $2::text[], $3::text[], $4::int[], $5::bytea[]) as p (bucket, hash, codec, size, body)
order by p.bucket, p.hash on conflict do nothing`;

/**
 * Delivers events once more, as a new round that waits in the same line as all others (SEMANTICS event-1). Returns how
 * many deliveries it made; those of flows without limits begin with the next turn of the admission.
 */
export async function deliverAgain(client: Pick<ClientBase, "query">, workspaceId: string, events: readonly Again[], mode: "same" | "again"): Promise<number> {
  const due = events.flatMap(({ event, targets }) => targets.map((target) => ({ event, target, bucket: bucketNow(target.keepDays) })));
  if (due.length === 0) return 0;
  const copies = [...new Map(due.map(({ event, bucket }) => [`${bucket} ${event.payload.hash}`, { bucket, payload: event.payload }])).values()];
  await client.query({ name: "keep-again", text: keep, values: [workspaceId, ...payloadArrays(copies.map(({ payload }) => payload)), copies.map(({ bucket }) => bucket)] });
  await addRounds(client, workspaceId, due.map(({ event, target, bucket }) => ({
    eventId: event.id, flowId: target.flowId, status: target.problem === undefined ? "held" : "refused", runId: null, key: target.limits === null ? "" : limitKey(target.limits, valueOf(event)),
    bucket, problem: target.problem ?? null, taken: null, sameOrigin: mode === "same",
  })));
  const limited = new Map(due.flatMap(({ target }) => (target.limits !== null && target.status === "active" ? [[target.flowId, { ...target, limits: target.limits }]] : [])));
  for (const [flowId, { version, pattern, limits }] of [...limited].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    await admitRuns(client, { workspaceId, flowId, version, pattern, limits });
  }
  return due.length;
}
