import { insertApiKey } from "#db/queries/api-keys.ts";
import { present } from "#lib/assert.ts";
import type { Scope } from "#lib/contracts/permissions.ts";
import type { ApiKey } from "#lib/contracts/workspaces.schema.ts";
import { newId } from "#lib/ids.ts";
import { audit } from "#lib/server/audit.ts";
import { actorName, type WorkspaceContext } from "#lib/server/context.ts";
import { hashToken, newToken } from "#lib/server/crypto/token.ts";
import { database } from "#lib/server/database.ts";
import { demand } from "#lib/server/demand.ts";
import { apiKeyAnswer } from "./api-key-answer.ts";

interface Input {
  name: string;
  scopes: readonly Scope[];
  expiresInDays: number | null;
}

/** `mr_live_<id>_<256 random bits in base 62>`, given out here and never again; the table has its hash. */
export async function createApiKey(context: WorkspaceContext, input: Input): Promise<{ apiKey: ApiKey; secret: string }> {
  demand(context, "api-keys:manage");
  const id = newId("apiKey");
  const secret = `mr_live_${id.replace("key_", "")}_${newToken()}`;
  const expiresAt = input.expiresInDays === null ? null : new Date(Date.now() + input.expiresInDays * 86_400_000);
  const apiKey = await database().transaction(async (tx) => {
    const row = await insertApiKey(tx, {
      id, workspaceId: context.workspace.id, name: input.name, secretHash: hashToken(secret), hint: secret.slice(-4), scopes: [...new Set(input.scopes)],
      createdBy: actorName(context.actor), expiresAt,
    });
    await audit(tx, context, "api-key.create", id, { scopes: [...input.scopes], expiresInDays: input.expiresInDays });
    return apiKeyAnswer(present(row, "the new key"));
  });
  return { apiKey, secret };
}
