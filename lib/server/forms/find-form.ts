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
    text: `select workspace_id as "workspaceId", flow_id as "flowId", version, status, pattern, settings->'limits' as limits, settings->'form' as form from subscriptions where kind = 'hook' and key = $1 and settings ? 'form'`,
    values: [path],
  });
  const row = found.rows[0];
  if (row === undefined) return null;
  const { workspaceId, form, ...subscriber } = row;
  return { workspaceId, subscriber, setup: FormSetup.parse(form) };
}
