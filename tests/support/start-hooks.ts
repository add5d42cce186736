import { createServer } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { handleHook } from "#lib/server/hooks/hook-listener.ts";

export interface HookServer {
  port: number;
  /** What the bytes of a request are answered with, until the connection is closed. */
  raw(chunks: readonly (string | Buffer)[]): Promise<string>;
  close(): Promise<void>;
}

/** The hook listener on a port of its own, as the web process has it. */
export async function startHooks(): Promise<HookServer> {
  const server = createServer((request, response) => void handleHook(request, response));
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    port,
    raw: (chunks) =>
      new Promise((resolve, reject) => {
        const socket = connect(port, "127.0.0.1");
        let text = "";
        socket.on("data", (data) => {
          text += data.toString("latin1");
        });
        socket.on("error", reject);
        socket.on("close", () => resolve(text));
        for (const chunk of chunks) socket.write(chunk);
      }),
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
