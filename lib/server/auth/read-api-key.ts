import { timingSafeEqual } from "node:crypto";
import { findApiKey, touchApiKey } from "#db/queries/api-keys.ts";
import { scopes, type Scope } from "#lib/contracts/permissions.ts";
import { AppError } from "#lib/errors.ts";
import type { Actor, WorkspaceContext } from "#lib/server/context.ts";
import { database } from "#lib/server/database.ts";
import { hashToken } from "#lib/server/crypto/token.ts";

export interface KeyHolder {
  actor: Extract<Actor, { kind: "api-key" }>;
  workspace: WorkspaceContext["workspace"];
}

const bearer = /^bearer +(\S.*)$/i;

/**
 * Who a bearer key speaks for; null when the request has none.
 * @throws AppError unauthorized for a key that is unknown, revoked or expired, without saying which.
 */
export async function readApiKey(headers: Headers): Promise<KeyHolder | null> {
  const secret = bearer.exec(headers.get("authorization") ?? "")?.[1]?.trim();
  if (secret === undefined) return null;
  const hash = hashToken(secret);
  const key = await findApiKey(database(), hash);
  if (key === null || !timingSafeEqual(Buffer.from(key.secretHash), Buffer.from(hash))) {
    throw new AppError("unauthorized", "This API key is not valid: it is unknown, revoked or expired. Make one under Settings, API keys.");
  }
  if (key.stale) await touchApiKey(database(), key.id);
  const granted = scopes.filter((scope): scope is Scope => key.scopes.includes(scope));
  return { actor: { kind: "api-key", keyId: key.id, scopes: granted }, workspace: key.workspace };
}
