import { insertApiKey } from "#db/queries/api-keys.ts";
import { insertAuditRow } from "#db/queries/audit.ts";
import { lockInstance } from "#db/queries/instance.ts";
import { hasUsers, insertUser } from "#db/queries/users.ts";
import { scopes } from "#lib/contracts/permissions.ts";
import { newId } from "#lib/ids.ts";
import { hashToken } from "#lib/server/crypto/token.ts";
import { database } from "#lib/server/database.ts";
import { runtime } from "#lib/server/runtime.ts";
import { insertNewWorkspace } from "#lib/server/workspaces/insert-new-workspace.ts";

/**
 * Called at start: on an empty database makes the owner, the workspace and the API key that the environment names, so
 * that containers and tests need no clicks. Later starts change nothing. True when it made them.
 */
export async function ensureUnattendedOwner(): Promise<boolean> {
  const { env, log } = runtime();
  const { owner } = env;
  if (owner === null || (await hasUsers(database()))) return false;
  if (owner.password.length < 12) log.warn("owner.short_password");
  // Loaded only here: better-auth costs a process half a second and 35 MB at start, and later starts do not need it.
  const { hashPassword } = await import("#lib/server/auth/password.ts");
  const passwordHash = await hashPassword(owner.password);
  return await database().transaction(async (tx) => {
    await lockInstance(tx);
    if (await hasUsers(tx)) return false;
    const userId = newId("user");
    await insertUser(tx, { id: userId, email: owner.email.toLowerCase(), name: owner.email.split("@")[0] ?? "Owner", passwordHash, instanceAdmin: true });
    const workspace = await insertNewWorkspace(tx, owner.workspace ?? "My workspace", userId);
    await insertAuditRow(tx, { workspaceId: null, actor: "environment", action: "instance.claim", target: userId, details: { workspace: workspace.id } });
    if (env.apiKey === null) return true;
    const id = newId("apiKey");
    await insertApiKey(tx, {
      id, workspaceId: workspace.id, name: "From MILLRACE_API_KEY", secretHash: hashToken(env.apiKey), hint: env.apiKey.slice(-4), scopes: [...scopes],
      createdBy: "environment",
    });
    await insertAuditRow(tx, { workspaceId: workspace.id, actor: "environment", action: "api-key.create", target: id, details: { scopes: [...scopes] } });
    return true;
  });
}
