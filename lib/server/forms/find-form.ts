import { FormSetup } from "#lib/connectors/form-setup.ts";
import type { Subscriber } from "../events/store-events.ts";
import { runtime } from "../runtime.ts";

export interface FoundForm {
  workspaceId: string;
  subscriber: Subscriber;
  setup: FormSetup;
}

/** The published form at an address; null for whatever else there may be. */
export async function findForm(path: string): Promise<FoundForm | null> {
  const found = await runtime().pool.query<Subscriber & { workspaceId: string; form: unknown }>({
    name: "form-subscription",
    text: `select s.workspace_id as "workspaceId", s.flow_id as "flowId", s.version, s.status, s.pattern, s.settings->'limits' as limits, f.keep_days as "keepDays", s.settings->'form' as form
           from subscriptions s join flows f on f.id = s.flow_id where s.kind = 'hook' and s.key = $1 and s.settings ? 'form'`,
    values: [path],
  });
  const row = found.rows[0];
  if (row === undefined) return null;
  const { workspaceId, form, ...subscriber } = row;
  return { workspaceId, subscriber, setup: FormSetup.parse(form) };
}
