import { createHash } from "node:crypto";
import { AppError } from "#lib/errors.ts";
import type { JsonObject } from "#lib/json.ts";
import { setOwn } from "#lib/flow/bindings/resolve.ts";
import { oneOrAll, readHookBody } from "./read-hook-body.ts";

export interface HookRequest {
  method: string;
  /** What comes after `/api/hooks/`. */
  path: string;
  /** Path and query as they stood on the request line, which some senders sign. */
  target?: string;
  query: URLSearchParams;
  headers: Readonly<Record<string, string | string[] | undefined>>;
  body: Buffer;
}

/** Never stored: they are secrets between caller and server, or about the connection only. */
const droppedHeaders = new Set(["authorization", "proxy-authorization", "cookie", "connection", "keep-alive", "transfer-encoding", "upgrade"]);

function headersOf(request: HookRequest): JsonObject {
  const headers: JsonObject = {};
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined && !droppedHeaders.has(name)) setOwn(headers, name, Array.isArray(value) ? value.join(", ") : value);
  }
  return headers;
}

function queryOf(request: HookRequest): JsonObject {
  const query: JsonObject = {};
  for (const name of new Set(request.query.keys())) setOwn(query, name, oneOrAll(request.query.getAll(name)));
  return query;
}

/** One of the request's headers; undefined when it is not there, or there more than once. */
export function headerOf(request: Pick<HookRequest, "headers">, name: string): string | undefined {
  const value = request.headers[name];
  return typeof value === "string" ? value : undefined;
}

/** What the trigger gives: the request, without what is secret in it. @throws AppError for a body that is not taken in. */
export function hookInput(request: HookRequest): JsonObject {
  const encoding = request.headers["content-encoding"];
  if (encoding !== undefined && encoding !== "identity") throw new AppError("unsupported_media_type", "Send the body as it is, without Content-Encoding.");
  const body = readHookBody(request.body, headerOf(request, "content-type"));
  return { method: request.method, headers: headersOf(request), query: queryOf(request), body, receivedAt: new Date().toISOString() };
}

/** What a caller who waits sent with `Idempotency-Key`, and everything it stands for (SEMANTICS sync-3). @throws AppError for a key that is too long. */
export function callersKey(request: HookRequest): { key: string; sent: string } | null {
  const key = headerOf(request, "idempotency-key");
  if (key === undefined || key === "") return null;
  if (key.length > 255) throw new AppError("malformed", "An Idempotency-Key has 255 characters at most.");
  return { key, sent: JSON.stringify([request.method, request.query.toString(), createHash("sha256").update(request.body).digest("base64url")]) };
}
