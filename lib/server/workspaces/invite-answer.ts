import type { listOpenInvites } from "#db/queries/invites.ts";
import type { Invite } from "#lib/contracts/workspaces.schema.ts";

export function inviteAnswer(row: Awaited<ReturnType<typeof listOpenInvites>>[number]): Invite {
  return { id: row.id, email: row.email, role: row.role, createdAt: row.createdAt.toISOString(), expiresAt: row.expiresAt.toISOString() };
}
