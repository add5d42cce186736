import { z } from "zod";
import { contract } from "./contract.ts";
import { idParam, Instant, Nothing } from "./shared.schema.ts";

/** With an Inngest server only: what keeps the workers from it, and how much it was not told yet. */
const InngestLink = z.object({ problem: z.string().nullable(), outbox: z.number() });

export const readHealth = contract({
  method: "GET", path: "/api/health", access: { kind: "public" }, status: 200,
  summary: "Liveness: 200 as long as the web process answers, with what is wrong in `reasons`. With `ready`, 503 while the database is unreachable.",
  query: z.strictObject({ ready: z.string().max(10).optional() }),
  answer: z.object({
    status: z.enum(["ok", "degraded"]), reasons: z.array(z.string()), version: z.string(), database: z.enum(["ok", "unreachable"]),
    executor: z.object({ kind: z.enum(["embedded", "inngest"]), workers: z.number(), queued: z.number(), running: z.number(), oldestDueMs: z.number(), server: InngestLink.optional() }).nullable(),
  }),
});

export const readMetrics = contract({
  method: "GET", path: "/api/metrics", access: { kind: "metrics" }, status: 200,
  summary: "Metrics of the instance and of this web process, in the text format of Prometheus.",
  answer: z.string(),
});

export const EgressRule = z.object({ id: z.string().nullable(), rule: z.string(), note: z.string(), fromEnvironment: z.boolean() });
export type EgressRule = z.infer<typeof EgressRule>;

export const readInstance = contract({
  method: "GET", path: "/api/v1/admin", access: { kind: "instance-admin" }, status: 200,
  summary: "Version, address, egress list, mail server and workspaces of this instance.",
  answer: z.object({
    version: z.string(), publicUrl: z.string(), executor: z.enum(["embedded", "inngest"]),
    /** Null with the built-in executor. */
    server: InngestLink.nullable(),
    egress: z.array(EgressRule),
    /** Null: nothing can be sent by e-mail. Never the login. */
    mail: z.object({ server: z.string(), encryption: z.enum(["tls", "starttls", "none"]), from: z.string(), login: z.boolean(), lastSentAt: Instant.nullable(), lastError: z.object({ error: z.string(), at: Instant }).nullable() }).nullable(),
    workspaces: z.array(z.object({ id: z.string(), name: z.string(), slug: z.string(), members: z.number(), flows: z.number(), createdAt: Instant })),
  }),
});

export const addEgressRule = contract({
  method: "POST", path: "/api/v1/admin/egress", access: { kind: "instance-admin" }, status: 201,
  summary: "Lets flows reach one target on a private network: host:port, or a CIDR range.",
  body: z.strictObject({ rule: z.string().trim().min(1).max(255), note: z.string().trim().max(500).default("") }),
  answer: EgressRule,
});

export const removeEgressRule = contract({
  method: "DELETE", path: "/api/v1/admin/egress/{rule}", access: { kind: "instance-admin" }, status: 204,
  summary: "Takes a target off the egress list.",
  params: z.strictObject({ rule: idParam }),
  answer: Nothing,
});

export const sendTestMail = contract({
  method: "POST", path: "/api/v1/admin/mail/test", access: { kind: "instance-admin" }, status: 200,
  summary: "Sends a mail to the caller's own address by the instance's mail server, and says what the server answered.",
  answer: z.object({ ok: z.boolean(), to: z.string(), message: z.string() }),
});

export const createWorkspace = contract({
  method: "POST", path: "/api/v1/admin/workspaces", access: { kind: "instance-admin" }, status: 201,
  summary: "Creates a workspace with the instance admin as its owner.",
  body: z.strictObject({ name: z.string().trim().min(1).max(120) }),
  answer: z.object({ id: z.string(), slug: z.string(), name: z.string() }),
});

export const readOpenApi = contract({
  method: "GET", path: "/api/v1/openapi.json", access: { kind: "public" }, status: 200,
  summary: "This document.",
  answer: z.record(z.string(), z.unknown()),
});
