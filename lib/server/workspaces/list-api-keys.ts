import { listLiveApiKeys } from "#db/queries/api-keys.ts";
import type { ApiKey } from "#lib/contracts/workspaces.schema.ts";
import type { WorkspaceContext } from "#lib/server/context.ts";
import { database } from "#lib/server/database.ts";
import { demand } from "#lib/server/demand.ts";
import { apiKeyAnswer } from "./api-key-answer.ts";

/** Expired ones too, until they are revoked, so that people see why something stopped. */
export async function listApiKeys(context: WorkspaceContext): Promise<{ apiKeys: ApiKey[] }> {
  demand(context, "api-keys:manage");
  const rows = await listLiveApiKeys(database(), context.workspace.id);
  return { apiKeys: rows.map(apiKeyAnswer) };
}
