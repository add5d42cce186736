import type { Session } from "#lib/contracts/account.schema.ts";

/** Where a signed-in person starts; null when they are in no workspace. */
export function homePath(session: Session): string | null {
  const first = session.workspaces[0];
  if (first) return `/w/${first.slug}/flows`;
  return session.user.instanceAdmin ? "/admin" : null;
}
