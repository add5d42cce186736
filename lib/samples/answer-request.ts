import { createHash } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import type { Pool } from "pg";
import { z } from "zod";
import type { Json } from "#lib/json.ts";
import { workspaceOfKey } from "./access-key.ts";
import type { Behaviour } from "./behaviours.ts";
import { findRoute } from "./find-route.ts";
import { SampleError } from "./sample-error.ts";
import { SampleStore } from "./sample-store.ts";
import type { Route, SampleSystem } from "./sample-system.ts";
import type { SystemLimits } from "./system-limits.ts";

export interface SampleRequest {
  method: string;
  /** Below the system's own path, without the query. */
  path: string;
  query: URLSearchParams;
  headers: Readonly<Record<string, string | undefined>>;
  body: string;
}

export interface SampleReply {
  status: number;
  headers: Record<string, string>;
  body: Json;
}

export interface SampleWorld {
  pool: Pool;
  encryptionKey: Buffer;
  limits: SystemLimits;
}

const slowMs = 1_000;
const keptBodyChars = 2_000;

/** One request to one system, from its key to its line in the log. @throws what is a fault of ours or of the database. */
export async function answerRequest(world: SampleWorld, system: SampleSystem, request: SampleRequest): Promise<SampleReply> {
  const workspaceId = workspaceOf(world, request);
  if (workspaceId === null) return refusal(new SampleError(401, "unauthorized", "Send this workspace's key as “Authorization: Bearer …”. It is on the page of the sample systems."));
  const store = new SampleStore(world.pool, workspaceId, system);
  const behaviour = await store.behaviour();
  if (behaviour === null) return refusal(new SampleError(401, "unauthorized", "The workspace of this key is gone."));
  const allowance = world.limits.take(`${workspaceId}/${system.id}`);
  const seen = { isRepeat: false };
  let reply: SampleReply;
  try {
    await act(store, behaviour);
    if (allowance.isOver) throw new SampleError(429, "rate_limited", `At most ${allowance.limit} requests a second. Try again in a second.`, { retryAfter: 1 });
    reply = await work(store, system, request, seen);
  } catch (error) {
    if (!(error instanceof SampleError)) throw error;
    reply = refusal(error);
  }
  const query = request.query.size > 0 ? `?${request.query}` : "";
  await store.log({
    method: request.method, path: `${request.path}${query}`.slice(0, 2_000), status: reply.status, idempotencyKey: keyOf(request),
    body: request.body === "" ? null : request.body.slice(0, keptBodyChars).replaceAll("\u0000", "").toWellFormed(), isRepeat: seen.isRepeat,
  });
  const { limit, remaining, reset } = allowance;
  return { ...reply, headers: { ...reply.headers, "ratelimit-limit": String(limit), "ratelimit-remaining": String(remaining), "ratelimit-reset": String(reset) } };
}

function workspaceOf({ encryptionKey }: SampleWorld, { headers }: SampleRequest): string | null {
  const key = /^Bearer +(\S+)$/i.exec(headers["authorization"] ?? "")?.[1];
  return key === undefined ? null : workspaceOfKey(encryptionKey, key);
}

function keyOf({ method, headers }: SampleRequest): string | null {
  const key = headers["idempotency-key"];
  return method === "GET" || key === undefined || key === "" ? null : key.slice(0, 255);
}

function refusal(error: SampleError): SampleReply {
  const fields = error.fields.length === 0 ? {} : { fields: error.fields.map(({ field, message }) => ({ field, message })) };
  return {
    status: error.status,
    headers: error.retryAfter === undefined ? {} : { "retry-after": String(error.retryAfter) },
    body: { error: { code: error.code, message: error.message, ...fields } },
  };
}

async function act(store: SampleStore, behaviour: Behaviour): Promise<void> {
  switch (behaviour) {
    case "normal":
      return;
    case "slow":
      return await delay(slowMs);
    case "down":
      throw new SampleError(503, "unavailable", "The system is down, as it was set to be.");
    case "refuses":
      throw new SampleError(422, "refused", "The system refuses every request, as it was set to.");
    case "limited":
      if ((await store.takeTurn()) % 2 === 1) throw new SampleError(429, "rate_limited", "Too many requests, as it was set to say. Try again in a second.", { retryAfter: 1 });
  }
}

async function work(store: SampleStore, system: SampleSystem, request: SampleRequest, seen: { isRepeat: boolean }): Promise<SampleReply> {
  const found = findRoute(system, request.method, request.path);
  if (found === null) throw new SampleError(404, "not_found", `There is nothing at ${request.path.slice(0, 200)}. See openapi.json for what is.`);
  if ("allowed" in found) throw new SampleError(405, "method_not_allowed", `This takes ${found.allowed.join(" and ")}, not ${request.method}.`);
  const { route, params } = found;
  const given = { params, query: readQuery(route, request.query), body: readBody(route, request.body), isRepeat: () => void (seen.isRepeat = true) };
  if (route.method === "GET") return { status: route.status, headers: {}, body: await route.work({ ...given, records: store.read() }) };
  const key = keyOf(request);
  const requestHash = createHash("sha256").update(JSON.stringify([request.method, request.path, request.body])).digest("base64url");
  return await store.write(async (records, replies) => {
    const kept = key === null ? null : await replies.find(key);
    if (kept && kept.requestHash !== requestHash) throw new SampleError(409, "idempotency_key_reused", "This Idempotency-Key was used for another request. Use a new one for a new request.");
    if (kept) {
      seen.isRepeat = true;
      return { status: kept.status, headers: { "idempotent-replayed": "true" }, body: kept.body };
    }
    const body = await route.work({ ...given, records });
    if (key !== null) await replies.keep(key, { requestHash, status: route.status, body });
    return { status: route.status, headers: {}, body };
  });
}

function invalid(error: z.ZodError): SampleError {
  const fields = error.issues.flatMap((issue) =>
    issue.code === "unrecognized_keys" ? issue.keys.map((key) => ({ field: [...issue.path, key].join("."), message: "There is no such field." })) : [{ field: issue.path.join("."), message: issue.message }],
  );
  return new SampleError(422, "invalid", `The request is not right: ${fields.map(({ field, message }) => `${field || "body"}: ${message}`).join("; ").slice(0, 500)}`, { fields });
}

function readQuery(route: Route, query: URLSearchParams): Record<string, string> {
  const parsed = (route.query ?? z.strictObject({})).safeParse(Object.fromEntries(query));
  if (!parsed.success) throw invalid(parsed.error);
  return parsed.data as Record<string, string>;
}

function readBody(route: Route, text: string): unknown {
  if (route.body === undefined) return null;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new SampleError(400, "malformed", "The body is not JSON.");
  }
  const parsed = route.body.safeParse(value);
  if (!parsed.success) throw invalid(parsed.error);
  return parsed.data;
}
