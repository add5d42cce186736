import { connect, type Socket } from "node:net";
import { blockedAddress } from "./check-url.ts";
import { checkedAddresses, type Guard, isPeer } from "./checked-addresses.ts";
import { bareHost } from "./egress-rule.ts";

export interface SocketOptions extends Guard {
  /** For each address. */
  timeoutMs: number;
}

/**
 * A TCP connection behind the guard, for protocols that are not HTTP. Its errors have a listener already, so one that
 * comes before the caller listens ends no process.
 * @throws EgressError, or the error of the last address that was tried.
 */
export async function openSocket(hostname: string, port: number, options: SocketOptions): Promise<Socket> {
  const host = bareHost(hostname);
  let last: unknown;
  for (const address of await checkedAddresses(host, port, options)) {
    try {
      return await dial(host, port, address, options.timeoutMs);
    } catch (error) {
      last = error;
    }
  }
  throw last;
}

function dial(host: string, port: number, address: string, timeoutMs: number): Promise<Socket> {
  const { promise, resolve, reject } = Promise.withResolvers<Socket>();
  const socket = connect({ host: address, port, noDelay: true, keepAlive: true, keepAliveInitialDelay: 30_000 });
  const timer = setTimeout(() => socket.destroy(Object.assign(new Error("connect timed out"), { code: "ETIMEDOUT" })), timeoutMs);
  socket.on("error", reject);
  socket.once("connect", () => {
    clearTimeout(timer);
    if (isPeer(socket.remoteAddress, address)) return resolve(socket);
    socket.destroy();
    reject(blockedAddress(host, port));
  });
  socket.once("close", () => clearTimeout(timer));
  return promise;
}
