import type { LaunchEnv } from "#lib/launch/env.ts";
import { present } from "#lib/assert.ts";
import { receiveHook } from "#lib/server/hooks/receive-hook.ts";
import { openServer } from "#tests/support/inngest/open-server.ts";
import type { ProtocolServer } from "#tests/support/inngest/protocol-server.ts";
import { startEngine, type TestEngine } from "#tests/support/start-engine.ts";
import { startTarget, type TargetServer } from "#tests/support/target-server.ts";

/** A worker on the stand-in for an Inngest server, with a target for its flows. */
export interface ServerEngine extends TestEngine {
  server: ProtocolServer;
  target: TargetServer;
  /** The settings of the worker, for another one beside it. */
  changes: Partial<LaunchEnv>;
  post(path: string, body: unknown): Promise<string>;
  number(sql: string): Promise<number>;
}

export async function startServerEngine(options: { patienceMs?: number } = {}): Promise<ServerEngine> {
  const open = await openServer(options);
  const target = await startTarget();
  const changes = { ...open.changes, egressAllow: [target.address], logLevel: (process.env["MILLRACE_LOG_LEVEL"] ?? "silent") as LaunchEnv["logLevel"] };
  const engine = await startEngine(changes);
  return {
    ...engine,
    server: open.server,
    target,
    changes,
    async post(path, body) {
      const answer = await receiveHook({ method: "POST", path, query: new URLSearchParams(), headers: { "content-type": "application/json" }, body: Buffer.from(JSON.stringify(body)) });
      return present(answer.event, "the event");
    },
    async number(sql) {
      return Number((await engine.database.pool.query(sql)).rows[0].n);
    },
    async stop() {
      await engine.stop();
      await open.close();
      await target.close();
    },
  };
}
