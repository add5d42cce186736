import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { LaunchEnv } from "#lib/launch/env.ts";
import { startFunctionHost } from "./function-host.ts";
import type { ProtocolServer } from "./protocol-server.ts";
import { standIn } from "./server-place.ts";

export interface OpenServer {
  server: ProtocolServer;
  /** The settings of a worker on this server. */
  changes: Pick<LaunchEnv, "dataDir" | "publicUrl" | "inngest">;
  close(): Promise<void>;
}

/** A stand-in for an Inngest server, and the way in to the worker of a data folder of its own. */
export async function openServer({ patienceMs = 120_000 }: { patienceMs?: number } = {}): Promise<OpenServer> {
  const place = await standIn({ patienceMs });
  const dataDir = mkdtempSync(join(tmpdir(), "millrace-inngest-"));
  const host = await startFunctionHost(dataDir);
  return {
    server: place.server,
    changes: { dataDir, publicUrl: host.url, inngest: place.env },
    async close() {
      await host.close();
      await place.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
