import { randomUUID } from "node:crypto";
import { Agent, fetch } from "undici";
import { canonical, type SentEvent } from "./wire.ts";

export interface Operation {
  id: string;
  op: string;
  name: string;
  opts: Record<string, string>;
  data?: unknown;
  error?: unknown;
}

export interface CalledFunction {
  url: string;
  functionId: string;
  runId: string;
  stepId: string | null;
  attempt: number;
  maxAttempts: number;
  jobId: string;
  generation: number;
  version: number;
  event: Required<SentEvent>;
  memos: ReadonlyMap<string, unknown>;
  stackAt: number;
}

export type FunctionAnswer = { status: number | null; ops: Operation[] } & (
  | { kind: "ops"; version: number; retryAfter: string | null }
  | { kind: "result"; version: number }
  | { kind: "rejected"; version: number; noRetry: boolean; retryAfter: string | null }
  /** No answer, or not one of the SDK: costs an attempt. */
  | { kind: "nothing" }
);

/** A call may be open for minutes before its first byte. */
const patient = new Agent({ headersTimeout: 0, bodyTimeout: 0 });

function bodyOf(called: CalledFunction): object {
  return {
    ctx: {
      attempt: called.attempt, disable_immediate_execution: false, env: "", fn_id: "2f7d6a52-58b1-5f0d-9a5c-0a3b1c7c9e11", generation_id: called.generation, job_id: called.jobId, max_attempts: called.maxAttempts,
      qi_id: Buffer.from(`${called.jobId}::default`).toString("base64"), request_id: randomUUID(), run_id: called.runId, stack: { current: called.stackAt, stack: [...called.memos.keys()] }, step_id: "step", use_api: false,
    },
    defers: {}, event: called.event, events: [called.event], steps: Object.fromEntries(called.memos), use_api: false, version: called.version,
  };
}

export async function callFunction(called: CalledFunction, sign: (body: string) => Record<string, string>, kind: string, signal: AbortSignal): Promise<FunctionAnswer> {
  const url = new URL(called.url);
  url.searchParams.set("stepId", called.stepId ?? "step");
  const body = canonical(bodyOf(called));
  const headers = {
    "content-type": "application/json", "x-inngest-server-kind": kind, "x-inngest-generation-id": String(called.generation), "x-inngest-job-id": called.jobId, "x-inngest-req-version": String(called.version),
    "x-inngest-step-id": called.stepId ?? "step", "x-request-id": randomUUID(), "x-run-id": called.runId, ...sign(body),
  };
  const response = await fetch(url, { method: "POST", headers, body, signal, dispatcher: patient }).catch(() => null);
  const text = await response?.text().catch(() => null);
  if (!response || typeof text !== "string" || response.headers.get("x-inngest-sdk") === null) return { status: response?.status ?? null, ops: [], kind: "nothing" };
  const { status } = response;
  const version = Number(response.headers.get("x-inngest-req-version") ?? called.version);
  const retryAfter = response.headers.get("retry-after");
  if (status === 200) return { status, ops: [], kind: "result", version };
  if (status === 206) {
    const parsed = JSON.parse(text) as Operation | Operation[];
    return { status, ops: Array.isArray(parsed) ? parsed : [parsed], kind: "ops", version, retryAfter };
  }
  if (status === 400 || status === 500) return { status, ops: [], kind: "rejected", version, noRetry: response.headers.get("x-inngest-no-retry") === "true", retryAfter };
  return { status, ops: [], kind: "nothing" };
}
