import { isIP } from "node:net";
import { isBlockedAddress } from "./blocked-address.ts";
import { blocked, EgressError } from "./egress-error.ts";
import { bareHost, type Target } from "./egress-rule.ts";

export type IsAllowed = (target: Target) => boolean | Promise<boolean>;

/** Mail, databases, shells and the like: they speak no HTTP, and some act on lines that HTTP can carry. */
const otherServices = new Set([
  19, 21, 22, 23, 25, 53, 69, 110, 111, 119, 135, 137, 139, 143, 161, 389, 445, 465, 514, 587, 636, 993, 995, 1433, 1521, 2049, 2375, 2379,
  3306, 3389, 5432, 5900, 6000, 6379, 6667, 9042, 11211, 27017,
]);

/**
 * A URL that may be tried: http or https, without user name and password, not a private address spelled out.
 * Names are checked when they are resolved (`connect`).
 * @throws EgressError
 */
export async function checkUrl(text: string, isAllowed: IsAllowed): Promise<URL> {
  const url = URL.parse(text);
  if (url === null) throw new EgressError("validation", "bad_url", `“${text.slice(0, 200)}” is not a URL. Write it whole, with https:// in front.`);
  if (url.protocol !== "http:" && url.protocol !== "https:") {
    throw blocked("blocked_scheme", `Only http and https may be called, not ${url.protocol.slice(0, 20)}`);
  }
  url.username = "";
  url.password = "";
  url.hash = "";
  const host = bareHost(url.hostname);
  const port = portOf(url);
  if (isIP(host) !== 0 && isBlockedAddress(host) && !(await isAllowed({ host, port, address: host }))) throw blockedAddress(host, port);
  if (otherServices.has(port) && !(await isAllowed({ host, port, address: isIP(host) === 0 ? "" : host }))) {
    throw blocked("blocked_port", `Port ${port} is not used by web services.`, { askAdmin: true });
  }
  return url;
}

export function blockedAddress(host: string, port: number): EgressError {
  return blocked("blocked_address", `${host}:${port} is on a private network, which flows may not reach.`, { askAdmin: true });
}

export function portOf(url: URL): number {
  if (url.port !== "") return Number(url.port);
  return url.protocol === "https:" ? 443 : 80;
}
