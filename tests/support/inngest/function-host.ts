import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { workerSocket } from "#inngest/server/worker-socket.ts";
import { forwardInngest } from "#lib/launch/forward-inngest.ts";

/** What of the web process an Inngest server meets: calls are passed on to the worker of a data folder. */
export async function startFunctionHost(dataDir: string): Promise<{ url: string; close(): Promise<void> }> {
  const server = createServer((request, response) => void forwardInngest(request, response, workerSocket(dataDir)));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
