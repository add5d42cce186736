import type { Json } from "#lib/json.ts";
import type { ActionRuntime, Reply } from "../define.ts";
import { StepError } from "../step-error.ts";
import type { request } from "./spec.ts";

function asText(value: Json): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

function readBody(reply: Reply): Json {
  const text = reply.body.toString("utf8");
  if (text === "") return null;
  if (!/[/+]json\b/i.test(reply.headers["content-type"] ?? "")) return text;
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}

/** `Retry-After` in milliseconds: seconds or an HTTP date (RFC 9110, 10.2.3). */
function retryAfter(reply: Reply): number | undefined {
  const value = reply.headers["retry-after"];
  if (value === undefined) return undefined;
  if (/^\d+$/.test(value)) return Number(value) * 1_000;
  const at = Date.parse(value);
  return Number.isNaN(at) ? undefined : Math.max(0, at - Date.now());
}

/** The class of a refusal by its status; auth and permission are hopeless, 5xx and 429 may pass. */
function refusal(reply: Reply, url: string): StepError {
  const { status } = reply;
  const host = new URL(url).host;
  const delay = retryAfter(reply);
  const options = delay === undefined ? {} : { retryAfterMs: delay };
  const said = `${host} answered ${status}`;
  if (status === 401) return new StepError("auth", "http_401", `${said}: the credential was not accepted. Replace it in the connection.`, options);
  if (status === 403) return new StepError("permission", "http_403", `${said}: the credential may not do this. Give it the right, or use another.`, options);
  if (status === 404 || status === 410) return new StepError("not_found", `http_${status}`, `${said}: nothing is at that address. Check the URL.`, options);
  if (status === 409) return new StepError("conflict", "http_409", `${said}: it conflicts with what is there. See the reply.`, options);
  if (status === 429) return new StepError("rate_limit", "http_429", `${said}: too many calls. It is retried after the wait it asked for.`, options);
  if (status === 408 || status >= 500) return new StepError("transient", `http_${status}`, `${said}. It is retried, and may work later.`, options);
  return new StepError("validation", `http_${status}`, `${said}: it refused the request. See the reply for the reason.`, options);
}

export const sendRequest: ActionRuntime<typeof request> = async (input, context) => {
  let url: URL;
  try {
    url = new URL(input.url);
  } catch {
    throw new StepError("validation", "bad_url", `“${input.url.slice(0, 200)}” is not a URL. Write it whole, with https:// in front.`);
  }
  for (const [name, value] of Object.entries(input.query ?? {})) url.searchParams.append(name, asText(value));

  const headers: Record<string, string> = { accept: "application/json, */*;q=0.5" };
  let body: string | undefined;
  if (input.send === "fields") body = JSON.stringify(input.bodyFields ?? {});
  if (input.send === "value") body = JSON.stringify(input.bodyValue ?? null);
  if (input.send === "text") body = input.bodyText ?? "";
  if (input.method === "GET") body = undefined;
  if (body !== undefined) headers["content-type"] = input.send === "text" ? "text/plain; charset=utf-8" : "application/json";
  if (input.method !== "GET") headers["idempotency-key"] = context.effectKey;
  for (const [name, value] of Object.entries(input.headers ?? {})) headers[name.toLowerCase()] = asText(value);

  const reply = await context.send({ method: input.method, url: url.href, headers, ...(body === undefined ? {} : { body }) });
  if (reply.status < 200 || reply.status > 299) throw refusal(reply, url.href);
  return { status: reply.status, headers: reply.headers, body: readBody(reply) };
};
