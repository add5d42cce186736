import { afterAll, beforeAll, expect, test } from "vitest";
import type { Connection } from "#lib/contracts/connections.schema.ts";
import type { FlowChange } from "#lib/contracts/flow-changes.schema.ts";
import type { Flow } from "#lib/contracts/flows.schema.ts";
import type { FlowDocument } from "#lib/flow/document.schema.ts";
import { newId } from "#lib/ids.ts";
import { watchRuns } from "#lib/server/runs/run-hub.ts";
import { call, type Caller, startApi, type TestApi } from "#tests/support/api.ts";
import { buildDocument, literal, reference } from "#tests/support/build-document.ts";
import { startTarget, type TargetServer } from "#tests/support/target-server.ts";
import { until } from "#tests/support/until.ts";

let api: TestApi;
let target: TargetServer;
let ada: Caller;
let vera: Caller;
let workspaceId: string;

beforeAll(async () => {
  target = await startTarget();
  api = await startApi({ egressAllow: [target.address] });
  const [editor, viewer] = [await api.user("ada@changes.test"), await api.user("vera@changes.test")];
  const workspace = await api.workspace("changes", { [editor.id]: "owner", [viewer.id]: "viewer" });
  workspaceId = workspace.id;
  ada = { cookie: editor.cookie, workspace: workspace.slug };
  vera = { cookie: viewer.cookie, workspace: workspace.slug };
});
afterAll(async () => {
  await api.stop();
  await target.close();
});

function document(connections: readonly string[], trigger: Record<string, unknown> = {}): FlowDocument {
  const made = buildDocument(
    { hook: { type: "core/webhook", config: trigger as never }, ...Object.fromEntries(connections.map((_, at) => [`call ${at}`, { type: "http/request", config: { method: literal("POST"), url: literal(`${target.url}/${at}`), bodyValue: reference("hook", "body") } }])) },
    connections.map((_, at) => `${at === 0 ? "hook" : `call ${at - 1}`} -> call ${at}`),
  );
  return { ...made, nodes: made.nodes.map((node) => ({ ...node, ...(node.type === "http/request" ? { connection: connections[Number(node.name.slice(5))] } : {}) })) as FlowDocument["nodes"] };
}

async function connection(name: string): Promise<string> {
  const made = await call("POST /api/v1/connections", { as: ada, body: { name, allowedHosts: [target.address], credential: { kind: "http/bearer", token: "secret-of-changes" } } });
  expect(made.status, made.text).toBe(201);
  return (made.json as Connection).id;
}

const replace = (id: string) => call("PATCH /api/v1/connections/{connection}", { as: ada, params: { connection: id }, body: { credential: { kind: "http/bearer", token: "another-secret" } } });

async function flowWith(made: FlowDocument): Promise<Flow> {
  return (await call("POST /api/v1/flows", { as: ada, body: { name: "Orders", document: made } })).json as Flow;
}

async function publish(flow: string, baseRevision: number, message: string): Promise<void> {
  const answer = await call("POST /api/v1/flows/{flow}/publish", { as: ada, params: { flow }, body: { baseRevision, message } });
  expect(answer.status, answer.text).toBe(200);
}

async function page(flow: string, query = "", as = vera): Promise<{ changes: FlowChange[]; next: string | null }> {
  const answer = await call("GET /api/v1/flows/{flow}/changes", { as, params: { flow }, query });
  expect(answer.status, answer.text).toBe(200);
  return answer.json;
}

async function changes(flow: string): Promise<FlowChange["change"][]> {
  return (await page(flow)).changes.map(({ change }) => change);
}

test("what people change about a flow is told in order, with what a version differs in", async () => {
  const first = await connection("shop");
  const flow = await flowWith(document([first]));
  await publish(flow.id, 1, "");
  const second = await connection("crm");
  await call("PUT /api/v1/flows/{flow}/draft", { as: ada, params: { flow: flow.id }, body: { baseRevision: 1, document: document([first, second], { most: literal(2) }) } });
  await publish(flow.id, 2, "retry on 429");
  await call("POST /api/v1/flows/{flow}/pause", { as: ada, params: { flow: flow.id }, body: { reason: "The shop moves" } });
  await call("POST /api/v1/flows/{flow}/resume", { as: ada, params: { flow: flow.id } });
  await call("PUT /api/v1/flows/{flow}/keep", { as: ada, params: { flow: flow.id }, body: { days: 7, megabytes: 500 } });
  await call("PATCH /api/v1/connections/{connection}", { as: ada, params: { connection: second }, body: { name: "the crm" } });
  await call("POST /api/v1/connections/{connection}/test", { as: ada, params: { connection: second }, body: { url: `${target.url}/` } });
  await replace(second);
  // Neither of these changes how the flow runs.
  await call("POST /api/v1/flows/{flow}/runs", { as: ada, params: { flow: flow.id }, body: {} });
  await replace(await connection("of nobody"));
  const told = await page(flow.id);
  expect(told.changes.map(({ change }) => change)).toEqual([
    { what: "connection-replaced", connection: { id: second, name: "the crm" } },
    { what: "connection-tested", connection: { id: second, name: "the crm" }, ok: true },
    { what: "connection-renamed", connection: { id: second, name: "the crm" }, from: "crm" },
    { what: "kept", days: 7, megabytes: 500 },
    { what: "resumed" },
    { what: "paused", reason: "The shop moves" },
    { what: "published", version: 2, message: "retry on 429", differs: { added: 1, removed: 0, changed: 1, fields: false, limits: true } },
    { what: "published", version: 1, message: "", differs: null },
  ]);
  expect(new Set(told.changes.map(({ by }) => by)).size).toBe(1);
  expect(JSON.stringify(told)).not.toContain("secret");
});

test("a connection counts only while the live version uses it", async () => {
  const [early, late] = [await connection("early"), await connection("late")];
  const flow = await flowWith(document([early]));
  await publish(flow.id, 1, "");
  await replace(late);
  await replace(early);
  await call("PUT /api/v1/flows/{flow}/draft", { as: ada, params: { flow: flow.id }, body: { baseRevision: 1, document: document([late]) } });
  await publish(flow.id, 2, "");
  await replace(early);
  await replace(late);
  const named = (await changes(flow.id)).map((change) => ("connection" in change ? change.connection.id : change.what));
  expect(named).toEqual([late, "published", early, "published"]);
});

test("pages and spans hold each change once", async () => {
  const used = await connection("paged");
  const flow = await flowWith(document([used]));
  await publish(flow.id, 1, "");
  for (let round = 0; round < 4; round += 1) {
    await replace(used);
    await call("POST /api/v1/flows/{flow}/pause", { as: ada, params: { flow: flow.id }, body: { reason: "Again" } });
  }
  const all = (await page(flow.id)).changes;
  expect(all).toHaveLength(9);
  const paged: FlowChange[] = [];
  for (let next: string | null = ""; next !== null; ) {
    const read: Awaited<ReturnType<typeof page>> = await page(flow.id, `?limit=2${next === "" ? "" : `&cursor=${next}`}`);
    expect(read.changes.length).toBeLessThanOrEqual(2);
    paged.push(...read.changes);
    next = read.next;
  }
  expect(paged).toEqual(all);
  const later = new Date(Date.parse(all[0]?.at ?? "") + 60_000).toISOString();
  const [since, before] = [await page(flow.id, `?since=${later}`), await page(flow.id, `?until=${later}&limit=9`)];
  expect([since.changes.length, before.changes.length, before.next]).toEqual([0, 9, null]);
});

test("a key that may not see connections is not told their names; a foreign flow is missing", async () => {
  const used = await connection("hidden from keys");
  const flow = await flowWith(document([used]));
  await publish(flow.id, 1, "");
  await replace(used);
  const made = await call("POST /api/v1/api-keys", { as: ada, body: { name: "reader", scopes: ["flows:read"], expiresInDays: 1 } });
  const key = (made.json as { secret: string }).secret;
  expect((await page(flow.id, "", { key })).changes[0]?.change).toEqual({ what: "connection-replaced", connection: { id: used, name: null } });
  const stranger = await api.user("else@changes.test");
  const elsewhere = await api.workspace("elsewhere", { [stranger.id]: "owner" });
  const foreign = await call("GET /api/v1/flows/{flow}/changes", { as: { cookie: stranger.cookie, workspace: elsewhere.slug }, params: { flow: flow.id } });
  expect(foreign.status).toBe(404);
});

test("an open page hears of a change when it is committed, and not of what changes nothing", async () => {
  const heard: string[] = [];
  const stop = watchRuns(workspaceId, ({ changes: targets }) => heard.push(...targets));
  const flow = await flowWith(document([await connection("heard")]));
  await publish(flow.id, 1, "");
  await until("the hub to hear", async () => {
    await call("POST /api/v1/flows/{flow}/pause", { as: ada, params: { flow: flow.id }, body: { reason: "Now" } });
    return heard.includes(flow.id);
  });
  expect(new Set(heard)).toEqual(new Set([flow.id]));
  stop();
});

test("among many audit rows the changes of one flow come from their index", async () => {
  const flow = await flowWith(document([await connection("indexed")]));
  await publish(flow.id, 1, "");
  await api.database.pool.query(
    "insert into audit_log (id, workspace_id, actor, action, target) select 'aud_' || n, $1, 'user:x', case when n % 2 = 0 then 'run.start' else 'flow.publish' end, $2 || n from generate_series(1, 20000) n",
    [workspaceId, newId("flow")],
  );
  await api.database.pool.query("analyze audit_log");
  const { rows } = await api.database.pool.query<{ "QUERY PLAN": string }>(
    `explain select id from audit_log where workspace_id = '${workspaceId}' and target = '${flow.id}' and action in ('flow.publish', 'flow.pause', 'flow.resume', 'flow.keep', 'connection.update', 'connection.replace', 'connection.test') and id >= 'aud_' order by id desc limit 51`,
  );
  expect(rows.map((row) => row["QUERY PLAN"]).join("\n")).toContain("audit_log_changes");
});
