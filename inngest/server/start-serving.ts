import { createHash, randomUUID } from "node:crypto";
import { hostname } from "node:os";
import type { Inngest, InngestFunction } from "inngest";
import { serve } from "inngest/edge";
import type { Pool } from "pg";
import type { Logger } from "pino";
import type { LaunchEnv } from "#lib/launch/env.ts";
import type { InngestServerEnv } from "#lib/launch/inngest-env.ts";
import type { Advanced } from "#lib/server/engine/advance-run.ts";
import type { RunRequested } from "../events.ts";
import { createHeldRuns } from "./continue-held.ts";
import { createRegistrar } from "./create-registrar.ts";

import { adoptRuns } from "./outbox.ts";
import { dropPredecessors } from "./hold-run.ts";
import { keepPresence } from "./keep-presence.ts";
import { createPublisher } from "./publisher.ts";
import { createServerClient } from "./server-client.ts";
import { serveFunctions } from "./serve-functions.ts";
import { workerSocket } from "./worker-socket.ts";

const servePath = "/api/inngest";

interface ServingOptions {
  env: LaunchEnv;
  server: InngestServerEnv;
  pool: Pool;
  log: Logger;
  continueRun(workspaceId: string, runId: string): Promise<Advanced>;
  functions(client: Inngest, continueRun: (request: RunRequested) => Promise<Advanced>): InngestFunction.Any[];
}

/** A worker of an Inngest server: tells it of runs, and answers its calls. Does not wait for it to be there. */
export async function startServing({ env, server, pool, log, continueRun, functions }: ServingOptions): Promise<{ stop(deadlineMs: number): Promise<void> }> {
  const { patienceMs } = server;
  const { client, lastFault } = createServerClient(server, log);
  const instance = `${hostname()}-${createHash("sha256").update(env.dataDir).digest("hex").slice(0, 12)}`;
  const life = randomUUID();
  const held = createHeldRuns({ pool, log, patienceMs, holder: `${instance}#${life}`, continueRun });
  const origin = server.serveOrigin ?? env.publicUrl;
  const handler = serve({ client, functions: functions(client, (request) => held.continueRun(request)), serveOrigin: origin, servePath });
  const keys = [server.signingKey, server.signingKeyFallback].filter((key) => key !== null);
  const calls = await serveFunctions({ handler, socket: workerSocket(env.dataDir), origin, keys: server.dev ? null : keys, log });

  const adopted = await adoptRuns(pool);
  if (adopted > 0) log.info({ adopted }, "inngest.runs-adopted");
  const publisher = createPublisher({ pool, log, client, patienceMs, register: createRegistrar(handler, `${origin}${servePath}`, lastFault) });
  const presence = keepPresence({
    pool, log, instance, life,
    onWake: () => publisher.wake(),
    async onLock() {
      await dropPredecessors(pool, instance, life);
      publisher.wake();
    },
    problem: () => publisher.problem(),
  });
  return {
    async stop(deadlineMs) {
      await publisher.stop();
      await calls.stop(deadlineMs);
      await held.stop();
      await presence.stop();
    },
  };
}
