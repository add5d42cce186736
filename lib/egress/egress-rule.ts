import { isIP } from "node:net";
import ipaddr from "ipaddr.js";

/** A target about to be connected to: the name or literal asked for, and the address it has. */
export interface Target {
  host: string;
  port: number;
  address: string;
}

export type EgressRule = { kind: "host"; host: string; port: number } | { kind: "network"; network: ipaddr.IPv4 | ipaddr.IPv6; bits: number };

/**
 * Reads `host:port` (`nas.local:8080`, `10.0.0.5:443`, `[fd00::5]:443`) or a CIDR range (`10.1.0.0/16`); null for
 * anything else. A host without a port is refused, so that opening one service does not open all of the machine.
 */
export function parseEgressRule(text: string): EgressRule | null {
  if (text.includes("/")) {
    if (!ipaddr.isValidCIDR(text)) return null;
    const [network, bits] = ipaddr.parseCIDR(text);
    return { kind: "network", network, bits };
  }
  const url = /^[^\s/?#@\\]+:\d{1,5}$/.test(text) ? URL.parse(`http://${text}/`) : null;
  const port = Number(text.slice(text.lastIndexOf(":") + 1));
  if (url === null || port < 1 || port > 65_535) return null;
  const host = bareHost(url.hostname);
  const isName = /^(?=.{1,253}$)[a-z0-9_-]+(\.[a-z0-9_-]+)*$/.test(host);
  return isIP(host) !== 0 || isName ? { kind: "host", host, port } : null;
}

/** As it is kept and shown: lower case, addresses in their short form. */
export function formatEgressRule(rule: EgressRule): string {
  if (rule.kind === "network") return `${rule.network.toString()}/${rule.bits}`;
  return `${isIP(rule.host) === 6 ? `[${rule.host}]` : rule.host}:${rule.port}`;
}

export function ruleAllows(rule: EgressRule, target: Target): boolean {
  if (rule.kind === "host") return rule.host === bareHost(target.host) && rule.port === target.port;
  const address = ipaddr.isValid(target.address) ? ipaddr.process(target.address) : null;
  return address !== null && address.kind() === rule.network.kind() && address.match(rule.network, rule.bits);
}

/** A URL's host name without brackets, a trailing dot or upper case. */
export function bareHost(hostname: string): string {
  return hostname.replace(/^\[|\]$/g, "").replace(/\.$/, "").toLowerCase();
}
