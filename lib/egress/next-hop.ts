import { blocked, EgressError } from "./egress-error.ts";
import type { Hop, RawReply } from "./exchange.ts";

const redirects = new Set([301, 302, 303, 307, 308]);
const maxRedirects = 5;
/** Never forwarded to another origin, whoever set them. */
const bound = new Set(["authorization", "cookie", "proxy-authorization"]);

/**
 * Where a redirect leads, not yet checked; null when the reply is none.
 * @throws EgressError for a chain longer than five and a step from https to http.
 */
export function redirectTarget(hop: Hop, reply: RawReply, count: number): string | null {
  const location = reply.headers["location"];
  if (!redirects.has(reply.status) || location === undefined) return null;
  if (count >= maxRedirects) throw new EgressError("provider", "too_many_redirects", `${hop.url.host} redirects more than ${maxRedirects} times.`);
  const target = URL.parse(location, hop.url);
  if (target === null) throw new EgressError("provider", "bad_redirect", `${hop.url.host} redirects to something that is not a URL.`);
  if (hop.url.protocol === "https:" && target.protocol === "http:") {
    throw blocked("blocked_redirect", `${hop.url.host} redirects from https to http, which would show the call to others.`);
  }
  return target.href;
}

/** The request to send there: 303, and POST at 301 or 302, become GET (RFC 9110, 15.4); credentials stay at their origin. */
export function nextHop(hop: Hop, status: number, url: URL): Hop {
  const becomesGet = status === 303 ? hop.method !== "HEAD" : status < 303 && hop.method === "POST";
  const sameOrigin = url.origin === hop.url.origin;
  const headers = Object.fromEntries(
    Object.entries(hop.headers).filter(([name]) => (sameOrigin || !bound.has(name)) && !(becomesGet && name.startsWith("content-"))),
  );
  return { url, headers, method: becomesGet ? "GET" : hop.method, body: becomesGet ? null : hop.body };
}
