import type { Server } from "node:http";
import { Server as Listener } from "node:net";

/** A request may be on its way over a connection that is idle here: who uses its connections is told by then that they end. */
const graceMs = 1_000;

/**
 * Takes no new connection and lets open requests finish. Requests that come over connections kept alive are answered, as
 * the last one of theirs; idle ones end after a moment, and all of them after `deadlineMs`.
 */
export function drainServer(server: Server, deadlineMs: number): Promise<void> {
  return new Promise((resolve) => {
    server.prependListener("request", (_, response) => {
      response.shouldKeepAlive = false;
    });
    const cut = setTimeout(() => server.closeAllConnections(), deadlineMs);
    // A kept-alive connection becomes idle only after its request; `close` alone would wait for the client to leave.
    let sweep: NodeJS.Timeout | undefined;
    const grace = setTimeout(() => {
      server.closeIdleConnections();
      sweep = setInterval(() => server.closeIdleConnections(), 100);
    }, Math.min(graceMs, deadlineMs));
    // Not the web server's own `close`, which ends idle connections at once.
    Listener.prototype.close.call(server, () => {
      clearTimeout(cut);
      clearTimeout(grace);
      clearInterval(sweep);
      resolve();
    });
  });
}
