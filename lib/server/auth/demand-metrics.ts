import { createHash, timingSafeEqual } from "node:crypto";
import { AppError } from "#lib/errors.ts";
import type { Context } from "#lib/server/context.ts";
import { passedOnHeader } from "#lib/server/http/client-address.ts";
import { runtime } from "#lib/server/runtime.ts";
import { readSession } from "./read-session.ts";

const loopback = /^(127(\.\d{1,3}){3}|\[?::1\]?|localhost)$/i;
const bearer = /^bearer +(\S+)$/i;

const hash = (text: string): Buffer => createHash("sha256").update(text).digest();

/**
 * Who may read `/api/metrics`: the bearer of MILLRACE_METRICS_TOKEN, the instance admin's session, and, without such a
 * token, whoever asks from this machine an instance that is for this machine only.
 * @throws AppError unauthorized or forbidden.
 */
export async function demandMetrics(context: Context): Promise<void> {
  const { metricsToken, publicUrl } = runtime().env;
  const headers = context.requestHeaders;
  const token = bearer.exec(headers.get("authorization") ?? "")?.[1];
  if (token !== undefined) {
    if (metricsToken !== null && timingSafeEqual(hash(token), hash(metricsToken))) return;
    throw new AppError("unauthorized", metricsToken === null ? "No bearer token opens this. Set MILLRACE_METRICS_TOKEN, and send it." : "This is not the token that MILLRACE_METRICS_TOKEN holds.");
  }
  if (metricsToken === null && isFromHere(context, publicUrl)) return;
  const actor = await readSession(headers, context.headers);
  if (actor === null) throw new AppError("unauthorized", "Set MILLRACE_METRICS_TOKEN and send it as a bearer token, or sign in as the admin of this instance.");
  if (!actor.instanceAdmin) throw new AppError("forbidden", "Only the admin of this instance may read this.");
}

/** The public address and the Host count too: a proxy on this machine, or a page under a name that leads here, is not from here. */
function isFromHere({ ip, requestHeaders }: Context, publicUrl: string): boolean {
  const host = URL.parse(`http://${requestHeaders.get("host") ?? ""}`)?.hostname ?? "";
  return loopback.test(ip) && loopback.test(host) && loopback.test(new URL(publicUrl).hostname) && !requestHeaders.has(passedOnHeader);
}
