import { z } from "zod";
import { contract } from "./contract.ts";
import { idParam, Instant, Name, Nothing } from "./shared.schema.ts";

/** `api.example.com` or `api.example.com:8443`; a leading `*.` stands for any one label. */
export const AllowedHost = z.string().trim().toLowerCase().max(255).regex(/^(\*\.)?([a-z0-9-]+\.)*[a-z0-9-]+(:\d{1,5})?$|^\[[0-9a-f:]+\](:\d{1,5})?$/, "Write a host like api.example.com or api.example.com:8443.");

const secretText = z.string().min(1).max(10_000);

/** The secret part is taken in and never given out. */
export const Credential = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("http/bearer"), token: secretText }),
  z.strictObject({ kind: z.literal("http/basic"), username: z.string().min(1).max(500), password: secretText }),
  z.strictObject({ kind: z.literal("http/api-key"), in: z.enum(["header", "query"]), name: z.string().min(1).max(200).regex(/^[A-Za-z0-9_.-]+$/), value: secretText }),
]);
export type Credential = z.infer<typeof Credential>;

export const Connection = z.object({
  id: z.string(), name: z.string(), kind: z.enum(["http/bearer", "http/basic", "http/api-key"]), allowedHosts: z.array(z.string()),
  settings: z.record(z.string(), z.json()), version: z.number(), createdAt: Instant, updatedAt: Instant,
});
export type Connection = z.infer<typeof Connection>;

const hosts = z.array(AllowedHost).min(1, "Name at least one host the secret may be sent to.").max(20);

export const listConnections = contract({
  method: "GET", path: "/api/v1/connections", access: { kind: "workspace", permission: "connections:read" }, status: 200,
  summary: "The workspace's connections, without their secrets.",
  answer: z.object({ connections: z.array(Connection) }),
});

export const readConnection = contract({
  method: "GET", path: "/api/v1/connections/{connection}", access: { kind: "workspace", permission: "connections:read" }, status: 200,
  summary: "One connection, without its secret.",
  params: z.strictObject({ connection: idParam }),
  answer: Connection,
});

export const createConnection = contract({
  method: "POST", path: "/api/v1/connections", access: { kind: "workspace", permission: "connections:write" }, status: 201,
  summary: "Stores a credential, encrypted; it can be used and replaced, never read.",
  body: z.strictObject({ name: Name, allowedHosts: hosts, credential: Credential }),
  answer: Connection,
});

export const updateConnection = contract({
  method: "PATCH", path: "/api/v1/connections/{connection}", access: { kind: "workspace", permission: "connections:write" }, status: 200,
  summary: "Renames a connection or replaces its credential; other hosts need the credential again.",
  params: z.strictObject({ connection: idParam }),
  body: z.strictObject({ name: Name.optional(), allowedHosts: hosts.optional(), credential: Credential.optional() }),
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
  summary: "Sends one GET with the credential to a URL on an allowed host and tells what came back.",
  params: z.strictObject({ connection: idParam }),
  body: z.strictObject({ url: z.url().max(2_000) }),
  answer: z.object({ ok: z.boolean(), status: z.number().nullable(), message: z.string(), durationMs: z.number() }),
});
