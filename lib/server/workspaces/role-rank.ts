import { type Role, roles } from "#lib/contracts/permissions.ts";

/** Whether a role has at least the rights of another; `roles` is in rising order. */
export function isAtLeast(role: Role | null, other: Role): boolean {
  return role !== null && roles.indexOf(role) >= roles.indexOf(other);
}
