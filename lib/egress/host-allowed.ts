import { portOf } from "./check-url.ts";

/**
 * Whether a parsed URL is at one of a connection's hosts. An entry without a port stands for the scheme's own port; a
 * leading `*.` for exactly one label.
 */
export function isHostAllowed(url: URL, allowedHosts: readonly string[]): boolean {
  const host = url.hostname.replace(/\.$/, "").toLowerCase();
  return allowedHosts.some((entry) => {
    const split = /^(.*?)(?::(\d{1,5}))?$/.exec(entry.startsWith("[") ? entry.slice(entry.indexOf("]") + 1) : entry);
    const name = entry.startsWith("[") ? entry.slice(0, entry.indexOf("]") + 1) : (split?.[1] ?? entry);
    const port = split?.[2] === undefined ? (url.protocol === "https:" ? 443 : 80) : Number(split[2]);
    return port === portOf(url) && matches(host, name.toLowerCase());
  });
}

function matches(host: string, name: string): boolean {
  if (!name.startsWith("*.")) return host === name;
  const suffix = name.slice(1);
  const label = host.slice(0, -suffix.length);
  return host.endsWith(suffix) && label !== "" && !label.includes(".");
}
