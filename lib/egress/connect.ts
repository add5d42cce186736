import { lookup } from "node:dns/promises";
import { isIP } from "node:net";
import { buildConnector } from "undici";
import { blockedAddress } from "./check-url.ts";
import { checkedAddresses, type Guard, isPeer } from "./checked-addresses.ts";
import { bareHost } from "./egress-rule.ts";

export interface ConnectOptions extends Guard {
  timeoutMs: number;
}

/**
 * undici's connector behind the guard: every address of a name is checked, and the connection goes to a checked address
 * with the name as SNI.
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
    const addresses = await checkedAddresses(host, port, options);
    const servername = isIP(host) !== 0 || target.protocol !== "https:" ? target.servername : target.servername || host;
    let last: unknown;
    for (const address of addresses) {
      try {
        return await dial({ ...target, hostname: address, ...(servername ? { servername } : {}) }, address);
      } catch (error) {
        last = error;
      }
    }
    throw last;
  }

  function dial(target: buildConnector.Options, address: string) {
    const { promise, resolve, reject } = Promise.withResolvers<import("node:net").Socket>();
    connect(target, (error, socket) => {
      if (error !== null) reject(error);
      else if (!isPeer(socket.remoteAddress, address)) {
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
