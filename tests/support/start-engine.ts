import { randomBytes } from "node:crypto";
import { startWorker } from "#inngest/worker.ts";
import type { Role } from "#lib/contracts/permissions.ts";
import type { FlowDocument } from "#lib/flow/document.schema.ts";
import { newId } from "#lib/ids.ts";
import type { LaunchEnv } from "#lib/launch/env.ts";
import type { WorkspaceContext } from "#lib/server/context.ts";
import { createFlow } from "#lib/server/flows/create-flow.ts";
import { publishFlow } from "#lib/server/flows/publish-flow.ts";
import type { Flow } from "#lib/contracts/flows.schema.ts";
import { runtime } from "#lib/server/runtime.ts";
import { createTestDatabase, type TestDatabase } from "./database.ts";
import { openServer } from "./inngest/open-server.ts";
import { testEnv } from "./test-env.ts";

export interface TestEngine {
  database: TestDatabase;
  context: WorkspaceContext;
  publish(name: string, document: FlowDocument): Promise<Flow & { hookPath: string }>;
  /** Resolves when no run of the workspace is unfinished. */
  idle(): Promise<void>;
  /** Ends the worker, as when its process is told to stop; the database and the use cases stay. */
  stopWorker(): Promise<void>;
  stop(): Promise<void>;
}

export function ownerContext(workspace: WorkspaceContext["workspace"], role: Role = "owner"): WorkspaceContext {
  return {
    requestId: newId("request"),
    actor: { kind: "user", userId: newId("user"), email: "owner@example.com", name: "Owner", sessionId: "session", instanceAdmin: false },
    ip: "127.0.0.1",
    headers: new Headers(),
    requestHeaders: new Headers(),
    workspace,
    role,
  };
}

/** A database, a workspace and a worker in this process, with the use cases bound to them. `MILLRACE_TEST_EXECUTOR=inngest` puts a server in the executor's place. */
export async function startEngine(changes: Partial<LaunchEnv> = {}): Promise<TestEngine> {
  const database = await createTestDatabase();
  const open = process.env["MILLRACE_TEST_EXECUTOR"] === "inngest" ? await openServer() : null;
  const worker = await startWorker(testEnv(database.url, { ...changes, ...open?.changes }));
  const workspace = { id: newId("workspace"), slug: `w-${randomBytes(4).toString("hex")}`, name: "Test" };
  await database.pool.query("insert into workspaces (id, slug, name) values ($1, $2, $3)", [workspace.id, workspace.slug, workspace.name]);
  const context = ownerContext(workspace);
  let isStopped = false;
  const stopWorker = async (): Promise<void> => {
    if (isStopped) return;
    isStopped = true;
    await worker.stop(5_000);
  };
  return {
    database,
    context,
    async publish(name, document) {
      const flow = await createFlow(context, { name, document });
      const published = await publishFlow(context, { flow: flow.id, baseRevision: flow.draftRevision, message: "" });
      return { ...published, hookPath: published.hookUrl.split("/").at(-1) ?? "" };
    },
    async idle() {
      for (;;) {
        const open = await runtime().pool.query("select 1 from runs where finished_at is null limit 1");
        if (open.rowCount === 0) return;
        await new Promise((resolve) => {
          setTimeout(resolve, 20);
        });
      }
    },
    stopWorker,
    async stop() {
      await stopWorker();
      await open?.close();
      await database.drop();
    },
  };
}
