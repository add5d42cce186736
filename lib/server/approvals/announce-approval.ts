import type { JsonObject } from "#lib/json.ts";
import { newId } from "#lib/ids.ts";
import type { StepRun } from "../engine/step-run.ts";
import { matchSubscribers } from "../events/match-subscribers.ts";
import { storeEvents } from "../events/store-events.ts";
import { packPayload } from "../payloads/pack-payload.ts";
import { transaction } from "../transaction.ts";
import { approvalToken, approvalUrl } from "./approval-link.ts";

/** Published when an approval begins to ask. */
export const approvalRequested = "millrace/approval.requested";
const source = "millrace";

interface Asked {
  wait: string;
  title: string;
  expiresAt: Date | null;
  flowName: string;
  announced: boolean;
  /** Started by such an event itself, or called by a run that was. */
  answers: boolean;
}

const statement = `
with recursive callers as (
  select id, parent_run_id, event_id from runs where workspace_id = $1 and id = $2
  union all
  select r.id, r.parent_run_id, r.event_id from callers c join runs r on r.workspace_id = $1 and r.id = c.parent_run_id
)
select w.id as wait, w.name as title, w.expires_at as "expiresAt", f.name as "flowName",
  exists (select 1 from events e where e.workspace_id = $1 and e.source = $4 and e.dedupe_id = w.id) as announced,
  exists (select 1 from callers c join events e on e.workspace_id = $1 and e.id = c.event_id where e.source = $4 and e.name = $5) as answers
from waits w join runs r on r.workspace_id = w.workspace_id and r.id = w.run_id join flows f on f.workspace_id = w.workspace_id and f.id = r.flow_id
where w.workspace_id = $1 and w.run_id = $2 and w.node_id = $3 and w.kind = 'approval' and w.status = 'open'`;

/**
 * Publishes that an approval asks, with its link, so that other flows can send it on: once, whoever goes on with the run
 * after a crash. A test-run publishes nothing (SEMANTICS test-1), nor does a run that such an event started: it would never end.
 * False while the wait is not stored.
 */
export async function announceApproval({ run, node, services }: StepRun): Promise<boolean> {
  if (run.test) return true;
  const { workspaceId, runId } = run;
  const asked = (await services.pool.query<Asked>({ name: "approval-asked", text: statement, values: [workspaceId, runId, node.id, source, approvalRequested] })).rows[0];
  if (!asked) return false;
  if (asked.announced || asked.answers) return true;
  const data: JsonObject = {
    approval: { title: asked.title, step: node.name, link: approvalUrl(approvalToken(workspaceId, runId, node.id)), expiresAt: asked.expiresAt?.toISOString() ?? null },
    run: runId,
    flow: { id: run.flowId, name: asked.flowName },
  };
  const event = { id: newId("event"), source, publisher: runId, name: approvalRequested, dedupeId: asked.wait, payload: packPayload({ id: asked.wait, name: approvalRequested, data, receivedAt: new Date().toISOString() }) };
  const { started, woken } = await transaction(async (client) => storeEvents(client, workspaceId, await matchSubscribers(client, workspaceId, [event])));
  if (started + woken > 0) services.driver.wake();
  return true;
}
