import type { LaunchEnv } from "#lib/launch/env.ts";
import { probePort } from "#lib/launch/port.ts";
import { accessKey } from "#lib/samples/access-key.ts";
import { encryptionKey } from "#lib/server/crypto/workspace-key.ts";
import { openSampleSystem } from "#lib/server/sample-systems/open-sample-system.ts";
import { startSamples } from "#lib/server/sample-systems/start-samples.ts";
import type { SampleStore } from "#lib/samples/sample-store.ts";
import type { WorkspaceContext } from "#lib/server/context.ts";
import { startEngine, type TestEngine } from "./start-engine.ts";

export interface SampleAnswer {
  status: number;
  headers: Headers;
  body: never;
}

export interface SampleLab {
  engine: TestEngine;
  url: string;
  port: number;
  /** One request to a system's API as a workspace (the engine's own when not said). */
  ask(method: string, path: string, options?: { body?: unknown; key?: string; bearer?: string; workspaceId?: string }): Promise<SampleAnswer>;
  store(system: string, context?: WorkspaceContext): SampleStore;
  stop(): Promise<void>;
}

/** A worker, and the sample systems beside it, as the web process serves them. */
export async function startSampleLab(changes: Partial<LaunchEnv> = {}): Promise<SampleLab> {
  const probe = await probePort("127.0.0.1", 0);
  if (!probe.free) throw new Error("No free port.");
  const { port } = probe;
  const engine = await startEngine({ ...changes, samplesPort: port });
  const samples = startSamples();
  const url = `http://127.0.0.1:${port}`;
  const lab: SampleLab = {
    engine, url, port,
    async ask(method, path, { body, key, bearer, workspaceId = engine.context.workspace.id } = {}) {
      const response = await fetch(`${url}${path}`, {
        method,
        headers: {
          authorization: `Bearer ${bearer ?? accessKey(encryptionKey(), workspaceId)}`,
          ...(key === undefined ? {} : { "idempotency-key": key }), ...(body === undefined ? {} : { "content-type": "application/json" }),
        },
        ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
      });
      return { status: response.status, headers: response.headers, body: (await response.json()) as never };
    },
    store: (system, context = engine.context) => openSampleSystem(context, system).store,
    async stop() {
      await samples.stop();
      await engine.stop();
    },
  };
  // It is asked again until it listens: the first request comes with the first test.
  await untilListening(url);
  return lab;
}

async function untilListening(url: string): Promise<void> {
  for (;;) {
    const answered = await fetch(url).then(() => true, () => false);
    if (answered) return;
  }
}
