import ipaddr from "ipaddr.js";

/** Ranges that `ipaddr.js` calls unicast: IPv4-compatible addresses (::127.0.0.1) and Azure's host services. */
const denied = ["::/96", "168.63.129.16/32"].map((cidr) => ipaddr.parseCIDR(cidr));

/** Whether an address is private, local, reserved or not an address: everything but public unicast. */
export function isBlockedAddress(address: string): boolean {
  let parsed: ipaddr.IPv4 | ipaddr.IPv6;
  try {
    parsed = ipaddr.process(address.split("%")[0] ?? "");
  } catch {
    return true;
  }
  return parsed.range() !== "unicast" || denied.some(([network, bits]) => network.kind() === parsed.kind() && parsed.match(network, bits));
}

/** One spelling an address: IPv4 in IPv6 becomes IPv4, zone and zeros go. */
export function canonicalAddress(address: string): string {
  try {
    return ipaddr.process(address.split("%")[0] ?? "").toString();
  } catch {
    return address;
  }
}
