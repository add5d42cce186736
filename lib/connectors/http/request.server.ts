import { classifyReply } from "#lib/egress/classify-reply.ts";
import type { RunError } from "#lib/flow/run-error.ts";
import { isDeeperThan, type Json } from "#lib/json.ts";
import type { ActionRuntime, Reply } from "../define.ts";
import { StepError } from "../step-error.ts";
import type { request } from "./operations.ts";

const maxReplyDepth = 200;

function asText(value: Json): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

function readBody(reply: Reply): Json {
  const text = reply.body.toString("utf8");
  if (text === "") return null;
  if (!/[/+]json\b/i.test(reply.headers["content-type"] ?? "")) return text;
  let value: Json;
  try {
    value = JSON.parse(text) as Json;
  } catch {
    return text;
  }
  if (isDeeperThan(value, maxReplyDepth)) throw new StepError("provider", "reply_too_deep", `The reply is nested deeper than ${maxReplyDepth} levels, so it was not taken.`);
  return value;
}

/** What to do about a refusal, by its class. */
const advice: Partial<Record<RunError["class"], string>> = {
  auth: "The credential was not accepted: replace it in the connection.",
  permission: "The credential may not do this: give it the right, or use another.",
  not_found: "Nothing is at that address, or what was asked for is not there.",
  conflict: "It conflicts with what is there: see the reply.",
  rate_limit: "Too many calls at once.",
  transient: "That may pass by itself.",
  validation: "It refused the request: see the reply for the reason.",
};

/** @throws StepError when it is no URL. */
export function withQuery(text: string, query: { [name: string]: Json }): URL {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw new StepError("validation", "bad_url", `“${text.slice(0, 200)}” is not a URL. Write it whole, with https:// in front.`);
  }
  for (const [name, value] of Object.entries(query)) url.searchParams.append(name, asText(value));
  return url;
}

/** What came back, read. @throws StepError with the class of a refusal. */
export function readReply(url: URL, reply: Reply): { status: number; headers: Record<string, string>; body: Json } {
  const refusal = classifyReply(reply.status, reply.headers);
  if (refusal) {
    const said = `${url.host} answered ${reply.status}. ${advice[refusal.class] ?? "See the reply."}`;
    throw new StepError(refusal.class, refusal.code, said, refusal.retryAfterMs === undefined ? {} : { retryAfterMs: refusal.retryAfterMs });
  }
  return { status: reply.status, headers: reply.headers, body: readBody(reply) };
}

export const sendRequest: ActionRuntime<typeof request> = async (input, context) => {
  const url = withQuery(input.url, input.query ?? {});
  const headers: Record<string, string> = { accept: "application/json, */*;q=0.5" };
  const bare = input.method === "GET" || input.method === "HEAD" || input.method === "OPTIONS";
  let body: string | undefined;
  if (input.send === "fields") body = JSON.stringify(input.bodyFields ?? {});
  if (input.send === "value") body = JSON.stringify(input.bodyValue ?? null);
  if (input.send === "text") body = input.bodyText ?? "";
  if (bare) body = undefined;
  if (body !== undefined) headers["content-type"] = input.send === "text" ? "text/plain; charset=utf-8" : "application/json";
  if (!bare) headers["idempotency-key"] = context.effectKey;
  for (const [name, value] of Object.entries(input.headers ?? {})) headers[name.toLowerCase()] = asText(value);
  return readReply(url, await context.send({ method: input.method, url: url.href, headers, ...(body === undefined ? {} : { body }) }));
};
