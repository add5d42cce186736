import { isJsonObject, type Json, type JsonObject } from "#lib/json.ts";
import type { SdkResponse } from "./handler.ts";
import type { Due } from "./store/advance-run.ts";

/** An error as the SDK reads it from a memo. */
export type EngineError = { name: string; message: string; stack?: string; cause?: Json };

export type Op = { id: string; op: string; name: string; opts: JsonObject; data: Json; error: EngineError };

/** What came back from a call: operations, the function's result, its failure, or nothing of the SDK's. */
export type Answer =
  | { kind: "ops"; ops: Op[]; requestVersion: number; retryAfter: Due | null }
  | { kind: "result"; output: Json }
  | { kind: "rejected"; retriable: boolean; retryAfter: Due | null; error: EngineError }
  | { kind: "unreachable"; error: EngineError };

/** The error of a step or function; what else the SDK sends with it is dropped, as Inngest's server does. */
export function readError(value: Json | undefined): EngineError {
  if (!isJsonObject(value)) return { name: "Error", message: typeof value === "string" ? value : JSON.stringify(value ?? "unknown error") };
  const { name, message, stack, error, cause } = value;
  const read: EngineError = {
    name: typeof name === "string" ? name : "Error",
    message: typeof message === "string" ? message : typeof error === "string" ? error : "unknown error",
  };
  if (typeof stack === "string") read.stack = stack;
  if (cause !== undefined) read.cause = cause;
  return read;
}

/** `retry-after`: whole seconds, or an instant. */
function readRetryAfter(header: string | undefined): Due | null {
  if (header === undefined || header === "") return null;
  const seconds = Number(header);
  if (Number.isFinite(seconds)) return { afterMs: Math.max(0, seconds * 1000) };
  const instant = Date.parse(header);
  return Number.isNaN(instant) ? null : { at: new Date(instant).toISOString() };
}

function readOp(value: Json): Op | null {
  if (!isJsonObject(value) || typeof value["id"] !== "string" || typeof value["op"] !== "string") return null;
  const { id, op, name, opts, data } = value;
  return { id, op, name: typeof name === "string" ? name : "", opts: isJsonObject(opts) ? opts : {}, data: data ?? null, error: readError(value["error"]) };
}

function unreachable(message: string): Answer {
  return { kind: "unreachable", error: { name: "EngineError", message } };
}

export function readAnswer({ body: text, headers, status }: SdkResponse): Answer {
  if (headers["x-inngest-sdk"] === undefined) return unreachable(`Unable to reach the SDK: status ${status} without its header`);
  let body: Json;
  try {
    body = JSON.parse(text === "" ? "null" : text);
  } catch {
    return unreachable(`The SDK answered status ${status} without JSON`);
  }
  const retryAfter = readRetryAfter(headers["retry-after"]);
  if (status === 200) return { kind: "result", output: body };
  if (status === 206) {
    const listed = Array.isArray(body) ? body : [body];
    const ops = listed.map(readOp).filter((op) => op !== null);
    if (ops.length < listed.length) return unreachable("The SDK answered an operation without id or kind");
    return { kind: "ops", ops, requestVersion: Number(headers["x-inngest-req-version"] ?? 2), retryAfter };
  }
  if (status === 400 || status === 500) {
    return { kind: "rejected", retriable: headers["x-inngest-no-retry"] !== "true", retryAfter, error: readError(body) };
  }
  return unreachable(`The SDK answered status ${status}`);
}
