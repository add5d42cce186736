import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { driveHere } from "#inngest/drive-here.ts";
import { handleHook } from "#lib/server/hooks/hook-listener.ts";
import { handleStatus } from "#lib/server/answers/status-listener.ts";
import { runtime, setRuntime } from "#lib/server/runtime.ts";
import { startEngine, type TestEngine } from "./start-engine.ts";
import type { LaunchEnv } from "#lib/launch/env.ts";

export interface SyncLab extends TestEngine {
  /** Of the server that takes hooks and answers them, as the web process does. */
  url: string;
  /** One request to a flow's hook. */
  call(hookPath: string, body: unknown, headers?: Record<string, string>): Promise<Called>;
  /** The process that took requests leaves what it holds to others, as when it is told to stop. */
  leave(): Promise<void>;
}

export interface Called {
  status: number;
  headers: Headers;
  text: string;
  json: { [key: string]: unknown } | null;
}

export async function toCalled(response: Response): Promise<Called> {
  const text = await response.text();
  const isJson = response.headers.get("content-type")?.startsWith("application/json") === true;
  return { status: response.status, headers: response.headers, text, json: isJson && text !== "" ? (JSON.parse(text) as { [key: string]: unknown }) : null };
}

/** An engine and, beside it, a server that runs in process what its callers wait for. */
export async function startSyncLab(changes: Partial<LaunchEnv> = {}): Promise<SyncLab> {
  const server = createServer((request, response) => void (request.url?.startsWith("/api/answers/") ? handleStatus(request, response) : handleHook(request, response)));
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const engine = await startEngine({ ...changes, publicUrl: url });
  const here = await driveHere(runtime());
  setRuntime({ ...runtime(), driver: here.driver });
  let hasLeft = false;
  const leave = async (): Promise<void> => {
    if (hasLeft) return;
    hasLeft = true;
    await here.stop(0);
  };
  return {
    ...engine,
    url,
    async call(hookPath, body, headers = {}) {
      return await toCalled(await fetch(`${url}/api/hooks/${hookPath}`, { method: "POST", redirect: "manual", headers: { "content-type": "application/json", ...headers }, body: JSON.stringify(body) }));
    },
    leave,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => {
        server.close(resolve);
      });
      await leave();
      await engine.stop();
    },
  };
}
