import type { Server } from "node:http";

/** Takes no new connection, ends idle ones, lets open requests finish, and cuts them off after `deadlineMs`. */
export function drainServer(server: Server, deadlineMs: number): Promise<void> {
  return new Promise((resolve) => {
    const cut = setTimeout(() => server.closeAllConnections(), deadlineMs);
    // A kept-alive connection becomes idle only after its request; `close` alone would wait for the client to leave.
    const sweep = setInterval(() => server.closeIdleConnections(), 100);
    server.close(() => {
      clearTimeout(cut);
      clearInterval(sweep);
      resolve();
    });
    server.closeIdleConnections();
  });
}
