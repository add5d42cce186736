import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import type { InngestServerEnv } from "#lib/launch/inngest-env.ts";
import { killAll } from "#tests/support/processes.ts";
import { until } from "#tests/support/until.ts";
import { type ProtocolServer, startProtocolServer } from "./protocol-server.ts";
import { throwAwayKeys } from "./wire.ts";

/** An Inngest server somewhere, and how Millrace is told of it. */
export interface ServerPlace {
  env: InngestServerEnv;
  close(): Promise<void>;
}

const base = { mode: "server", dev: false, signingKeyFallback: null, serveOrigin: null, patienceMs: 120_000 } as const;

/** The stand-in, signed as Cloud is. */
export async function standIn(changes: Partial<InngestServerEnv> = {}): Promise<ServerPlace & { server: ProtocolServer }> {
  const keys = throwAwayKeys();
  const server = await startProtocolServer(keys);
  return { server, env: { ...base, ...keys, baseUrl: server.url, ...changes }, close: () => server.close() };
}

async function freePort(): Promise<number> {
  const socket = createServer();
  socket.listen(0, "127.0.0.1");
  await once(socket, "listening");
  const { port } = socket.address() as AddressInfo;
  socket.close();
  await once(socket, "close");
  return port;
}

/** A real server whose program is at `bin`: a dev server, because only that one repeats within a second. */
export async function realServer(bin: string): Promise<ServerPlace> {
  const port = await freePort();
  const server = spawn(bin, ["dev", "--no-discovery", "--no-poll", "--host", "127.0.0.1", "--port", String(port), "--tick", "20", "--retry-interval", "1"], { stdio: ["ignore", "ignore", "inherit"] });
  const baseUrl = `http://127.0.0.1:${port}`;
  await until("the Inngest server", async () => {
    if (server.exitCode !== null) throw new Error(`${bin} ended with ${server.exitCode}`);
    return await fetch(`${baseUrl}/health`).then(() => true, () => false);
  }, 60_000);
  return {
    env: { ...base, dev: true, baseUrl, signingKey: null, eventKey: "test" },
    async close() {
      if (server.pid !== undefined) await killAll([server.pid]);
    },
  };
}
