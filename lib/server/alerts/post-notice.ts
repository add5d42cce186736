import { createHmac } from "node:crypto";
import { AppError } from "#lib/errors.ts";
import type { Json } from "#lib/json.ts";
import { clock } from "../clock.ts";
import { egress } from "../instance/egress.ts";
import type { AlertWebhook } from "./sealed-webhook.ts";

const timeoutMs = 15_000;

/** A secret in the standard's own spelling is the base64 behind its prefix; any other is taken as it is. */
function keyOf(secret: string): Buffer {
  return secret.startsWith("whsec_") ? Buffer.from(secret.slice(6), "base64") : Buffer.from(secret, "utf8");
}

/** Signs as Standard Webhooks 1.0 says: id, time and body under HMAC-SHA256. */
export function signatureOf(secret: string, id: string, timestamp: string, body: string): string {
  return `v1,${createHmac("sha256", keyOf(secret)).update(`${id}.${timestamp}.${body}`).digest("base64")}`;
}

/**
 * Posts a notice through the guarded way out: a private address is refused unless the admin allowed it.
 * @throws EgressError, or AppError for an answer that is not 2xx; either says what happened.
 */
export async function postNotice(id: string, webhook: AlertWebhook, type: string, data: Json): Promise<void> {
  const timestamp = String(Math.floor(clock.now() / 1_000));
  const body = JSON.stringify({ type, id, data });
  const reply = await egress().send({
    method: "POST", url: webhook.url, body, timeoutMs,
    headers: { "content-type": "application/json", "webhook-id": id, "webhook-timestamp": timestamp, ...(webhook.secret === null ? {} : { "webhook-signature": signatureOf(webhook.secret, id, timestamp, body) }) },
  });
  if (reply.status < 200 || reply.status > 299) throw new AppError("unavailable", `${new URL(webhook.url).host} answered ${reply.status}.`);
}
