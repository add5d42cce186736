import type { z } from "zod";
import { classifyReply } from "#lib/egress/classify-reply.ts";
import { isJsonObject, type Json } from "#lib/json.ts";
import type { ActionContext } from "../define.ts";
import { StepError } from "../step-error.ts";

export interface SampleCall<Answer extends z.ZodType> {
  method: "GET" | "POST" | "PATCH";
  /** From the system's name on, such as `/shop/orders`; parts that come from outside are encoded. */
  path: string;
  /** Undefined and empty ones are left out. */
  query?: Readonly<Record<string, string | number | undefined>>;
  body?: Json;
  /** A write's, so that a repeat does nothing new. */
  key?: string;
  answer: Answer;
}

function readJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    return null;
  }
}

function saidBy(body: unknown): string {
  const error = isJsonObject(body) && isJsonObject(body["error"] ?? null) ? (body["error"] as { [key: string]: Json }) : null;
  return typeof error?.["message"] === "string" ? error["message"] : "See the reply.";
}

/** @throws StepError with the class of a refusal and the system's own words. */
export async function callSample<Answer extends z.ZodType>(context: Pick<ActionContext, "send" | "baseUrl">, call: SampleCall<Answer>): Promise<z.output<Answer>> {
  const { baseUrl } = context;
  if (baseUrl === undefined) throw new StepError("fatal", "samples_off", "The sample systems are off on this instance. Start it with MILLRACE_SAMPLES=1, or use another system.");
  const url = new URL(`${baseUrl}${call.path}`);
  for (const [name, value] of Object.entries(call.query ?? {})) if (value !== undefined && value !== "") url.searchParams.set(name, String(value));
  const headers: Record<string, string> = { accept: "application/json" };
  if (call.body !== undefined) headers["content-type"] = "application/json";
  if (call.key !== undefined) headers["idempotency-key"] = call.key;
  const reply = await context.send({ method: call.method, url: url.href, headers, ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }) });
  const body = readJson(reply.body);
  const refusal = classifyReply(reply.status, reply.headers);
  if (refusal) throw new StepError(refusal.class, refusal.code, `The sample system answered ${reply.status}: ${saidBy(body)}`, refusal.retryAfterMs === undefined ? {} : { retryAfterMs: refusal.retryAfterMs });
  const parsed = call.answer.safeParse(body);
  if (parsed.success) return parsed.data;
  throw new StepError("provider", "unexpected_reply", `The sample system answered something else than its description says: ${parsed.error.issues[0]?.path.join(".") ?? ""} ${parsed.error.issues[0]?.message ?? ""}`);
}
