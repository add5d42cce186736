import type { Role, Scope } from "#lib/contracts/permissions.ts";

/** Who acts. A key acts within one workspace and never becomes a user. */
export type Actor =
  | { kind: "anonymous" }
  | { kind: "user"; userId: string; email: string; name: string; sessionId: string; instanceAdmin: boolean }
  | { kind: "api-key"; keyId: string; scopes: readonly Scope[] };

/** What every use case is given first. */
export interface Context {
  requestId: string;
  actor: Actor;
  /** The caller's address, for limits and the audit log. */
  ip: string;
  /** Added to the answer: cookies. */
  headers: Headers;
  /** As sent by the caller; only the session's own use cases read it. */
  requestHeaders: Headers;
}

/** A context of one workspace; only `authorize` makes one, after it looked the membership up. */
export interface WorkspaceContext extends Context {
  workspace: { id: string; slug: string; name: string };
  /** null for API keys. */
  role: Role | null;
}

export interface UserContext extends Context {
  actor: Extract<Actor, { kind: "user" }>;
}

/** As written to audit rows and `updated_by`: `user:usr_…`, `key:key_…`. */
export function actorName(actor: Actor): string {
  switch (actor.kind) {
    case "anonymous":
      return "anonymous";
    case "user":
      return `user:${actor.userId}`;
    case "api-key":
      return `key:${actor.keyId}`;
  }
}
