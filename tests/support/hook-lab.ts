import { expect } from "vitest";
import type { Connection } from "#lib/contracts/connections.schema.ts";
import type { Flow } from "#lib/contracts/flows.schema.ts";
import type { FlowDocument } from "#lib/flow/document.schema.ts";
import type { Json } from "#lib/json.ts";
import { call, type Caller, startApi, type TestApi } from "./api.ts";
import { buildDocument, literal } from "./build-document.ts";
import { type HookServer, startHooks } from "./start-hooks.ts";

export interface HookLab {
  api: TestApi;
  hooks: HookServer;
  owner: Caller;
  secretOf(secret: string): Promise<Connection>;
  draftOf(document: FlowDocument): Promise<Flow>;
  publish(flow: Flow): Promise<Flow & { path: string }>;
  /** A published flow whose webhook has these settings. */
  hookFlow(settings?: Record<string, Json>, connection?: string): Promise<Flow & { path: string }>;
  send(path: string, body: string | Buffer, headers?: Record<string, string>, method?: string): Promise<Response>;
  /** Events and runs of a flow. */
  stored(flow: string): Promise<{ events: number; runs: number }>;
  /** What a flow's first run was given. */
  inputOf(flow: string): Promise<{ headers: Record<string, string>; query: Record<string, string>; body: Json }>;
  stop(): Promise<void>;
}

export const json = { "content-type": "application/json" };

export function hookDocument(settings: Record<string, Json> = {}, connection?: string): FlowDocument {
  const document = buildDocument({ hook: { type: "core/webhook", config: Object.fromEntries(Object.entries(settings).map(([key, value]) => [key, literal(value)])) }, stop: { type: "core/stop" } }, ["hook -> stop"]);
  return { ...document, nodes: document.nodes.map((node) => (node.name === "hook" && connection !== undefined ? { ...node, connection } : node)) };
}

/** Flows with hooks, made by the API, and the hook listener on a port. */
export async function startHookLab(): Promise<HookLab> {
  const api = await startApi();
  const hooks = await startHooks();
  const user = await api.user("owner@hooks.test");
  const workspace = await api.workspace("hooks", { [user.id]: "owner" });
  const owner = { cookie: user.cookie, workspace: workspace.slug };
  let counter = 0;
  const lab: HookLab = {
    api,
    hooks,
    owner,
    async secretOf(secret) {
      const answer = await call("POST /api/v1/connections", { as: owner, body: { name: `secret ${(counter += 1)}`, credential: { kind: "webhook/secret", secret } } });
      expect(answer.status, answer.text).toBe(201);
      return answer.json;
    },
    async draftOf(document) {
      const made = await call("POST /api/v1/flows", { as: owner, body: { name: `hook ${(counter += 1)}`, document } });
      expect(made.status, made.text).toBe(201);
      return made.json;
    },
    async publish(flow) {
      const answer = await call("POST /api/v1/flows/{flow}/publish", { as: owner, params: { flow: flow.id }, body: { baseRevision: flow.draftRevision, message: "" } });
      expect(answer.status, answer.text).toBe(200);
      const published = answer.json as Flow;
      return { ...published, path: new URL(published.hookUrl).pathname };
    },
    async hookFlow(settings = {}, connection) {
      return await lab.publish(await lab.draftOf(hookDocument(settings, connection)));
    },
    send(path, body, headers = json, method = "POST") {
      return fetch(`http://127.0.0.1:${hooks.port}${path}`, { method, headers, ...(method === "GET" || method === "HEAD" ? {} : { body }) } as RequestInit);
    },
    async stored(flow) {
      const { rows } = await api.database.pool.query("select (select count(*)::int from events where source = $2) as events, (select count(*)::int from runs where flow_id = $1) as runs", [flow, `hook:${flow}`]);
      return rows[0];
    },
    async inputOf(flow) {
      const { rows } = await api.database.pool.query("select convert_from(p.body, 'utf8') as text from runs r join payloads p on p.hash = r.input and p.bucket = r.bucket where r.flow_id = $1 and p.codec = 'json' order by r.id limit 1", [flow]);
      return JSON.parse(rows[0]?.text ?? "null");
    },
    async stop() {
      await hooks.close();
      await api.stop();
    },
  };
  return lab;
}
