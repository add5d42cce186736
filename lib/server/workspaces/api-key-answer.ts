import type { listLiveApiKeys } from "#db/queries/api-keys.ts";
import { scopes } from "#lib/contracts/permissions.ts";
import type { ApiKey } from "#lib/contracts/workspaces.schema.ts";

export function apiKeyAnswer(row: Awaited<ReturnType<typeof listLiveApiKeys>>[number]): ApiKey {
  return {
    id: row.id, name: row.name, hint: row.hint, scopes: scopes.filter((scope) => row.scopes.includes(scope)), createdAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt?.toISOString() ?? null, lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
  };
}
