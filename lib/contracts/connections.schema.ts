import { z } from "zod";
import { contract } from "./contract.ts";
import { idParam, Instant, Name, Nothing } from "./shared.schema.ts";

/** `api.example.com` or `api.example.com:8443`; a leading `*.` stands for any one label. */
export const AllowedHost = z.string().trim().toLowerCase().max(255).regex(/^(\*\.)?([a-z0-9-]+\.)*[a-z0-9-]+(:\d{1,5})?$|^\[[0-9a-f:]+\](:\d{1,5})?$/, "Write a host like api.example.com or api.example.com:8443.");

const secretText = z.string().min(1).max(10_000);

/** A host name or address, without a port; IPv6 without brackets. */
const DatabaseHost = z.string().trim().toLowerCase().max(253).regex(/^([a-z0-9_-]+\.)*[a-z0-9_-]+$|^[0-9a-f:]*:[0-9a-f:.]+$/, "Write a host like db.example.com, without a port.");
/** Sent in the protocol's first message, whose parts end with NUL. */
const databaseName = z.string().min(1).max(63).regex(/^[^\u0000-\u001f]+$/);

/** The secret part is taken in and never given out. */
export const Credential = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("http/bearer"), token: secretText }),
  z.strictObject({ kind: z.literal("http/basic"), username: z.string().min(1).max(500), password: secretText }),
  z.strictObject({ kind: z.literal("http/api-key"), in: z.enum(["header", "query"]), name: z.string().min(1).max(200).regex(/^[A-Za-z0-9_.-]+$/), value: secretText }),
  z.strictObject({
    kind: z.literal("postgres/password"), host: DatabaseHost, port: z.number().int().min(1).max(65_535).default(5432), database: databaseName, user: databaseName,
    ssl: z.enum(["disable", "require", "verify"]).default("verify"), password: secretText.max(1_000),
  }),
  z.strictObject({ kind: z.literal("webhook/secret"), secret: secretText }),
]);
export type Credential = z.infer<typeof Credential>;

export const Connection = z.object({
  id: z.string(), name: z.string(), kind: z.enum(["http/bearer", "http/basic", "http/api-key", "postgres/password", "webhook/secret"]), allowedHosts: z.array(z.string()),
  settings: z.record(z.string(), z.json()), version: z.number(), createdAt: Instant, updatedAt: Instant,
});
export type Connection = z.infer<typeof Connection>;

/** With the flows that name it: in their live version, in their draft, or both. */
export const ListedConnection = Connection.extend({ usedBy: z.array(z.object({ id: z.string(), name: z.string(), live: z.boolean(), draft: z.boolean() })) });
export type ListedConnection = z.infer<typeof ListedConnection>;

/** How long the secret that is replaced counts as well; null: until it is dropped. */
const FormerSecret = z.union([z.literal("drop"), z.strictObject({ keepHours: z.number().int().min(1).max(2_160).nullable() })]);

const hosts = z.array(AllowedHost).min(1, "Name at least one host the secret may be sent to.").max(20);

export const listConnections = contract({
  method: "GET", path: "/api/v1/connections", access: { kind: "workspace", permission: "connections:read" }, status: 200,
  summary: "The workspace's connections and what uses them, without their secrets.",
  answer: z.object({ connections: z.array(ListedConnection) }),
});

export const readConnection = contract({
  method: "GET", path: "/api/v1/connections/{connection}", access: { kind: "workspace", permission: "connections:read" }, status: 200,
  summary: "One connection, without its secret.",
  params: z.strictObject({ connection: idParam }),
  answer: Connection,
});

export const createConnection = contract({
  method: "POST", path: "/api/v1/connections", access: { kind: "workspace", permission: "connections:write" }, status: 201,
  summary: "Stores a credential, encrypted; it can be used and replaced, never read. A database names no hosts: it is the only one; a webhook's secret goes nowhere.",
  body: z.strictObject({ name: Name, allowedHosts: hosts.optional(), credential: Credential }),
  answer: Connection,
});

export const updateConnection = contract({
  method: "PATCH", path: "/api/v1/connections/{connection}", access: { kind: "workspace", permission: "connections:write" }, status: 200,
  summary: "Renames a connection or replaces its credential; other hosts need the credential again. A webhook's former secret may count on for a while.",
  params: z.strictObject({ connection: idParam }),
  body: z.strictObject({ name: Name.optional(), allowedHosts: hosts.optional(), credential: Credential.optional(), formerSecret: FormerSecret.optional() }),
  answer: Connection,
});

export const deleteConnection = contract({
  method: "DELETE", path: "/api/v1/connections/{connection}", access: { kind: "workspace", permission: "connections:write" }, status: 204,
  summary: "Deletes a connection that no published flow uses.",
  params: z.strictObject({ connection: idParam }),
  answer: Nothing,
});

export const testConnection = contract({
  method: "POST", path: "/api/v1/connections/{connection}/test", access: { kind: "workspace", permission: "connections:write" }, status: 200,
  summary: "Tries the credential and tells what came back: one GET to a URL on an allowed host, or the version of a database.",
  params: z.strictObject({ connection: idParam }),
  body: z.strictObject({ url: z.url().max(2_000).optional() }),
  answer: z.object({ ok: z.boolean(), status: z.number().nullable(), message: z.string(), durationMs: z.number() }),
});

export const listTables = contract({
  method: "GET", path: "/api/v1/connections/{connection}/tables", access: { kind: "workspace", permission: "connections:read" }, status: 200,
  summary: "Tables and views of a database connection whose schema or name contains the search text, 200 at most.",
  params: z.strictObject({ connection: idParam }),
  query: z.strictObject({ search: z.string().max(100).default("") }),
  answer: z.object({ tables: z.array(z.object({ schema: z.string(), name: z.string(), kind: z.enum(["table", "view"]) })), more: z.boolean() }),
});

export const readTable = contract({
  method: "GET", path: "/api/v1/connections/{connection}/tables/{table}", access: { kind: "workspace", permission: "connections:read" }, status: 200,
  summary: "Columns of one table with their types and keys.",
  params: z.strictObject({ connection: idParam, table: z.string().min(1).max(63) }),
  query: z.strictObject({ schema: z.string().min(1).max(63).default("public") }),
  answer: z.object({
    schema: z.string(), name: z.string(),
    columns: z.array(z.object({ name: z.string(), type: z.string(), nullable: z.boolean(), hasDefault: z.boolean(), isKey: z.boolean() })),
  }),
});
