import type { findMember } from "#db/queries/members.ts";
import type { Member } from "#lib/contracts/workspaces.schema.ts";

export function memberAnswer(row: NonNullable<Awaited<ReturnType<typeof findMember>>>): Member {
  return { userId: row.userId, email: row.email, name: row.name, role: row.role, since: row.since.toISOString() };
}
