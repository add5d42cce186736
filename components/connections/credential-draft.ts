import type { Connection, Credential } from "#lib/contracts/connections.schema.ts";

export type CredentialKind = Connection["kind"];

export const credentialKinds: readonly { value: CredentialKind; label: string }[] = [
  { value: "http/bearer", label: "Bearer token" },
  { value: "http/api-key", label: "API key, in a header or the query" },
  { value: "http/basic", label: "User and password" },
  { value: "postgres/password", label: "PostgreSQL" },
  { value: "webhook/secret", label: "Webhook secret" },
];

/** One line for lists: what kind of credential it is. */
export const kindWords: Readonly<Record<CredentialKind, string>> = { "http/bearer": "HTTP, bearer token", "http/basic": "HTTP, user and password", "http/api-key": "HTTP, API key", "postgres/password": "PostgreSQL", "webhook/secret": "Webhook secret" };

/** What a form holds of a credential: every field as text, so that changing the kind loses nothing that was typed. */
export interface CredentialDraft {
  kind: CredentialKind;
  secret: string;
  username: string;
  place: "header" | "query";
  header: string;
  host: string;
  port: string;
  database: string;
  user: string;
  ssl: "disable" | "require" | "verify";
}

function text(value: unknown, otherwise: string): string {
  return typeof value === "string" || typeof value === "number" ? String(value) : otherwise;
}

/** What a stored connection shows of itself; its secret is never among it. */
export function draftOf(kind: CredentialKind, settings: Connection["settings"] = {}): CredentialDraft {
  return {
    kind, secret: "", username: text(settings["username"], ""), place: settings["in"] === "query" ? "query" : "header", header: text(settings["name"], "X-API-Key"),
    host: text(settings["host"], ""), port: text(settings["port"], "5432"), database: text(settings["database"], ""), user: text(settings["user"], ""),
    ssl: settings["ssl"] === "disable" || settings["ssl"] === "require" ? settings["ssl"] : "verify",
  };
}

export function credentialOf(draft: CredentialDraft): Credential {
  switch (draft.kind) {
    case "http/bearer":
      return { kind: draft.kind, token: draft.secret };
    case "http/basic":
      return { kind: draft.kind, username: draft.username, password: draft.secret };
    case "http/api-key":
      return { kind: draft.kind, in: draft.place, name: draft.header, value: draft.secret };
    case "postgres/password":
      return { kind: draft.kind, host: draft.host, port: Number(draft.port), database: draft.database, user: draft.user, ssl: draft.ssl, password: draft.secret };
    case "webhook/secret":
      return { kind: draft.kind, secret: draft.secret };
  }
}

/** Hosts as people write them: one a line, or separated by commas; a pasted address counts as its host. */
export function hostsOf(text: string): string[] {
  const hosts = text.split(/[\s,]+/).map((host) => host.trim().replace(/^https?:\/\//i, "").replace(/\/.*$/, "").toLowerCase());
  return [...new Set(hosts.filter((host) => host !== ""))];
}
