import { revokeApiKeyRow } from "#db/queries/api-keys.ts";
import { audit } from "#lib/server/audit.ts";
import type { WorkspaceContext } from "#lib/server/context.ts";
import { database } from "#lib/server/database.ts";
import { demand } from "#lib/server/demand.ts";
import { notFound } from "#lib/server/not-found.ts";

export async function revokeApiKey(context: WorkspaceContext, input: { key: string }): Promise<null> {
  demand(context, "api-keys:manage");
  await database().transaction(async (tx) => {
    if (!(await revokeApiKeyRow(tx, context.workspace.id, input.key))) throw notFound();
    await audit(tx, context, "api-key.revoke", input.key);
  });
  return null;
}
