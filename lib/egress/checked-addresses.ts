import { isIP } from "node:net";
import { canonicalAddress, isBlockedAddress } from "./blocked-address.ts";
import { blockedAddress, type IsAllowed } from "./check-url.ts";
import { EgressError } from "./egress-error.ts";

export type Resolve = (host: string) => Promise<readonly string[]>;

export interface Guard {
  isAllowed: IsAllowed;
  resolve: Resolve;
  /** Told when a blocked address was let through by a rule, so that a later call can ask again. */
  onAdmitted?(host: string, port: number, address: string): void;
}

const maxAddresses = 4;

/**
 * The addresses that may be connected to, at most four. A name is resolved once and one blocked address refuses all of
 * them; whoever connects to one of these addresses cannot be answered differently by a second lookup.
 * @throws EgressError
 */
export async function checkedAddresses(host: string, port: number, guard: Guard): Promise<readonly string[]> {
  const addresses = isIP(host) !== 0 ? [host] : await guard.resolve(host);
  if (addresses.length === 0) throw new EgressError("not_found", "unknown_host", `No address is known for ${host}. Check the host name.`);
  for (const address of addresses) await admit(host, port, address, guard);
  return addresses.slice(0, maxAddresses);
}

async function admit(host: string, port: number, address: string, guard: Guard): Promise<void> {
  if (!isBlockedAddress(address)) return;
  if (!(await guard.isAllowed({ host, port, address: canonicalAddress(address) }))) throw blockedAddress(host, port);
  guard.onAdmitted?.(host, port, canonicalAddress(address));
}

/** The last belt: a socket's peer must be the address that was checked. */
export function isPeer(remote: string | undefined, address: string): boolean {
  return canonicalAddress(remote ?? "") === canonicalAddress(address);
}
