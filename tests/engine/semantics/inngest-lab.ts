import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startFunctionHost } from "#tests/support/inngest/function-host.ts";
import { createTestDatabase } from "#tests/support/database.ts";
import { testEnv } from "#tests/support/test-env.ts";
import type { ServerPlace } from "#tests/support/inngest/server-place.ts";
import { startWorker } from "#inngest/worker.ts";
import type { Lab } from "./lab.ts";
import { startScriptedTarget } from "./scripted-target.ts";

/** The same engine, moved by an Inngest server instead of by our executor: the worker, its driver and the way in are the product's. */
export async function startInngestLab(place: ServerPlace): Promise<Lab> {
  const database = await createTestDatabase();
  const target = await startScriptedTarget();
  const dataDir = mkdtempSync(join(tmpdir(), "millrace-inngest-"));
  const host = await startFunctionHost(dataDir);
  const worker = await startWorker(testEnv(database.url, { dataDir, publicUrl: host.url, egressAllow: [target.address], inngest: place.env }));
  return {
    database,
    target,
    patienceMs: 40_000,
    async stop() {
      await worker.stop(1_000);
      await host.close();
      await place.close();
      await target.close();
      await database.drop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
