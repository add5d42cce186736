import { isIP } from "node:net";

/** Set by our own server from the socket; the same header from outside is dropped (see `isInternalHeader`). */
export const clientAddressHeader = "x-millrace-client";

/**
 * The caller's address. `x-forwarded-for` counts only when the peer is on this machine, which is where a reverse
 * proxy that we should believe stands; its last entry is the one that proxy wrote.
 */
export function clientAddress(peer: string | undefined, forwardedFor: string | undefined): string {
  const from = (peer ?? "").replace(/^::ffff:/i, "");
  const isLocal = from === "::1" || from.startsWith("127.");
  const last = forwardedFor?.split(",").at(-1)?.trim() ?? "";
  return isLocal && isIP(last) !== 0 ? last : from;
}

/** Set by our own server when a proxy passed the request on; Next adds headers of that kind to every request. */
export const passedOnHeader = "x-millrace-passed-on";

/** Whether a proxy says that it passed this request on. */
export function isPassedOn(headers: Readonly<Record<string, unknown>>): boolean {
  return ["forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip"].some((name) => headers[name] !== undefined);
}
