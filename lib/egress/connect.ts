import { lookup } from "node:dns/promises";
import { isIP } from "node:net";
import { buildConnector } from "undici";
import { canonicalAddress, isBlockedAddress } from "./blocked-address.ts";
import { blockedAddress, type IsAllowed } from "./check-url.ts";
import { EgressError } from "./egress-error.ts";
import { bareHost } from "./egress-rule.ts";

export type Resolve = (host: string) => Promise<readonly string[]>;

const maxAddresses = 4;

export interface ConnectOptions {
  isAllowed: IsAllowed;
  resolve: Resolve;
  timeoutMs: number;
  /** Told when a blocked address was let through by a rule, so that a later call can ask again. */
  onAdmitted(host: string, port: number, address: string): void;
}

/**
 * undici's connector behind the guard: a name is resolved once, every address is checked, and the connection goes to a
 * checked address with the name as SNI, so a second lookup cannot answer differently.
 */
export function createConnect(options: ConnectOptions): buildConnector.connector {
  const connect = buildConnector({ timeout: options.timeoutMs, allowH2: false });
  return (target, callback) => {
    void open(target).then(
      (socket) => callback(null, socket),
      (error: unknown) => callback(error instanceof Error ? error : new Error("connect failed"), null),
    );
  };

  async function open(target: buildConnector.Options) {
    const host = bareHost(target.hostname);
    const port = Number(target.port) || (target.protocol === "https:" ? 443 : 80);
    const isLiteral = isIP(host) !== 0;
    const addresses = isLiteral ? [host] : await options.resolve(host);
    if (addresses.length === 0) throw new EgressError("not_found", "unknown_host", `No address is known for ${host}. Check the host name.`);
    for (const address of addresses) await admit(host, port, address);
    const servername = isLiteral || target.protocol !== "https:" ? target.servername : target.servername || host;
    let last: unknown;
    for (const address of addresses.slice(0, maxAddresses)) {
      try {
        return await dial({ ...target, hostname: address, ...(servername ? { servername } : {}) }, address);
      } catch (error) {
        last = error;
      }
    }
    throw last;
  }

  async function admit(host: string, port: number, address: string): Promise<void> {
    if (!isBlockedAddress(address)) return;
    if (!(await options.isAllowed({ host, port, address: canonicalAddress(address) }))) throw blockedAddress(host, port);
    options.onAdmitted(host, port, canonicalAddress(address));
  }

  /** The last belt: the socket's peer must be the address that was checked. */
  function dial(target: buildConnector.Options, address: string) {
    const { promise, resolve, reject } = Promise.withResolvers<import("node:net").Socket>();
    connect(target, (error, socket) => {
      if (error !== null) reject(error);
      else if (canonicalAddress(socket.remoteAddress ?? "") !== canonicalAddress(address)) {
        socket.destroy();
        reject(blockedAddress(bareHost(target.hostname), Number(target.port)));
      } else resolve(socket);
    });
    return promise;
  }
}

export async function resolveBySystem(host: string): Promise<readonly string[]> {
  const answers = await lookup(host, { all: true, order: "ipv4first" });
  return answers.map((answer) => answer.address);
}
