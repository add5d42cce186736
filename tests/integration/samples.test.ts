import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Capture, Mock, Sample } from "#lib/contracts/samples.schema.ts";
import type { FlowDocument } from "#lib/flow/document.schema.ts";
import type { HookRequest } from "#lib/server/hooks/hook-request.ts";
import { receiveHook } from "#lib/server/hooks/receive-hook.ts";
import { buildDocument, fields, literal, nodeId, reference } from "#tests/support/build-document.ts";
import { type Answer, call, type Caller, startApi, type TestApi } from "#tests/support/api.ts";

let api: TestApi;
let owner: Caller;
let viewer: Caller;
let stranger: Caller;
let flow: { id: string; hookUrl: string; draftRevision: number; document: FlowDocument };

const hooked = (): FlowDocument => buildDocument({ hook: { type: "core/webhook" }, shape: { type: "core/map", config: { fields: fields({ id: reference("hook", "body") }) } } }, ["hook -> shape"]);

beforeAll(async () => {
  api = await startApi();
  const [one, two, three] = [await api.user("owner@samples.test"), await api.user("viewer@samples.test"), await api.user("other@samples.test")];
  const workspace = await api.workspace("samples", { [one.id]: "owner", [two.id]: "viewer" });
  const other = await api.workspace("other", { [three.id]: "owner" });
  owner = { cookie: one.cookie, workspace: workspace.slug };
  viewer = { cookie: two.cookie, workspace: workspace.slug };
  stranger = { cookie: three.cookie, workspace: other.slug };
}, 60_000);
afterAll(() => api.stop());

beforeEach(async () => {
  flow = (await call("POST /api/v1/flows", { as: owner, body: { name: "hooked", document: hooked() } })).json;
});

const params = (more: Record<string, string> = {}) => ({ flow: flow.id, ...more });
const path = (): string => flow.hookUrl.split("/").at(-1) ?? "";
const create = (body: unknown, as = owner): Promise<Answer> => call("POST /api/v1/flows/{flow}/samples", { as, params: params(), body });
const pasted = (value: unknown, name?: string, node = nodeId("hook")) => ({ node, ...(name === undefined ? {} : { name }), from: { kind: "pasted", value } });
const list = async (as = owner): Promise<Sample[]> => ((await call("GET /api/v1/flows/{flow}/samples", { as, params: params() })).json as { samples: Sample[] }).samples;
const save = (document: FlowDocument) => call("PUT /api/v1/flows/{flow}/draft", { as: owner, params: params(), body: { baseRevision: flow.draftRevision, document } });

function post(body: unknown, headers: Record<string, string> = {}): HookRequest {
  return { method: "POST", path: path(), query: new URLSearchParams(), headers: { "content-type": "application/json", ...headers }, body: Buffer.from(JSON.stringify(body)) };
}

describe("samples", () => {
  test("one is pasted, read, renamed and deleted, exactly as it was given", async () => {
    const value = { body: { id: 1, "ключ": [null, 0.1] } };
    const made = (await create(pasted(value, "An order"))).json as Sample;
    expect(made).toMatchObject({ node: nodeId("hook"), name: "An order", origin: "pasted", stale: false, size: Buffer.byteLength(JSON.stringify(value)) });
    const at = params({ sample: made.id });
    expect((await call("GET /api/v1/flows/{flow}/samples/{sample}", { as: owner, params: at })).json).toMatchObject({ id: made.id, payload: { kind: "inline", value, hidden: [] } });
    expect((await call("PATCH /api/v1/flows/{flow}/samples/{sample}", { as: owner, params: at, body: { name: "Renamed" } })).json).toMatchObject({ name: "Renamed" });
    expect((await list()).map(({ name }) => name)).toEqual(["Renamed"]);
    expect((await call("DELETE /api/v1/flows/{flow}/samples/{sample}", { as: owner, params: at })).status).toBe(204);
    expect(await list()).toEqual([]);
  });

  test("viewers see that they are there and their shape, no value; others see nothing", async () => {
    const { id } = (await create(pasted({ secret: 1 }))).json as Sample;
    expect((await list(viewer)).map((sample) => sample.id)).toEqual([id]);
    expect((await call("GET /api/v1/flows/{flow}/samples/{sample}", { as: viewer, params: params({ sample: id }) })).json).toMatchObject({ payload: { kind: "shape", shape: { secret: "number" } } });
    expect((await create(pasted(1), viewer)).status).toBe(403);
    const foreign = await call("GET /api/v1/flows/{flow}/samples/{sample}", { as: stranger, params: params({ sample: id }) });
    const missing = await call("GET /api/v1/flows/{flow}/samples/{sample}", { as: stranger, params: { flow: "flow_missing", sample: id } });
    expect([foreign.status, missing.status]).toEqual([404, 404]);
    // Of another flow of the same workspace.
    const other = (await call("POST /api/v1/flows", { as: owner, body: { name: "other", document: hooked() } })).json as { id: string };
    expect((await call("GET /api/v1/flows/{flow}/samples/{sample}", { as: owner, params: { flow: other.id, sample: id } })).status).toBe(404);
  });

  test("a generated one has what the step is said to give", async () => {
    const declared = literal([{ name: "email", type: "text", required: true }, { name: "count", type: "number", required: false }, { name: "tags", type: "list", required: true }]);
    await save(buildDocument({ hook: { type: "core/manual", config: { fields: declared } }, shape: { type: "core/map", config: { fields: fields({ to: reference("hook", "email"), n: reference("hook", "count") }) } } }, ["hook -> shape"]));
    const read = async (node: string): Promise<unknown> => {
      const { id } = (await create({ node: nodeId(node), from: { kind: "generated" } })).json as Sample;
      return ((await call("GET /api/v1/flows/{flow}/samples/{sample}", { as: owner, params: params({ sample: id }) })).json as { payload: { value: unknown } }).payload.value;
    };
    expect(await read("hook")).toEqual({ email: "text", count: 1, tags: [null] });
    expect(await read("shape")).toEqual({ to: "text", n: 1 });
  });

  test("one is stale once its step gives something else, and not for a move or a name", async () => {
    await create(pasted({ id: 1 }, "of the map", nodeId("shape")));
    const document = hooked();
    const moved = { ...document, nodes: document.nodes.map((node) => ({ ...node, name: `${node.name} 2` })), layout: { nodes: { [nodeId("shape")]: { x: 900, y: 5 } } } };
    expect((await save(moved)).status).toBe(200);
    expect((await list()).map(({ stale }) => stale)).toEqual([false]);
    flow.draftRevision += 1;
    const changed = buildDocument({ hook: { type: "core/webhook" }, shape: { type: "core/map", config: { fields: fields({ other: reference("hook", "body") }) } } }, ["hook -> shape"]);
    expect((await save(changed)).status).toBe(200);
    expect((await list()).map(({ stale }) => stale)).toEqual([true]);
  });

  test("a step has fifty at most, and a step that is not there has none", async () => {
    await api.database.pool.query(
      "insert into samples (workspace_id, id, flow_id, node_id, name, payload, size, origin, fingerprint, created_by) select workspace_id, 'smp_' || n, id, $2, 'n', 'h', 1, 'pasted', '', 'user:x' from flows, generate_series(1, 50) n where id = $1",
      [flow.id, nodeId("hook")],
    );
    const full = await create(pasted(1));
    expect(full).toMatchObject({ status: 412, json: { error: { message: expect.stringContaining("has 50 samples. Delete one first.") } } });
    expect((await create(pasted(1, "fits", nodeId("shape")))).status).toBe(201);
    expect(await create(pasted(1, "lost", "n_lost"))).toMatchObject({ status: 422 });
    expect(await call("POST /api/v1/flows/{flow}/captures", { as: owner, params: params(), body: { count: 1 } })).toMatchObject({ status: 412 });
  });
});

describe("mocks", () => {
  const put = (node: string, mock: unknown, as = owner) => call("PUT /api/v1/flows/{flow}/mocks/{node}", { as, params: params({ node: nodeId(node) }), body: { mock } });
  const mocks = async (as = owner): Promise<Mock[]> => ((await call("GET /api/v1/flows/{flow}/mocks", { as, params: params() })).json as { mocks: Mock[] }).mocks;

  test("a value, a sample or a failure stands in; the last one set is meant, and a deleted sample takes its mock along", async () => {
    const sample = (await create(pasted({ kept: true }, "Kept", nodeId("shape")))).json as Sample;
    expect((await put("shape", { value: { id: 1 } })).status).toBe(204);
    expect(await mocks()).toMatchObject([{ node: nodeId("shape"), kind: "value", payload: { kind: "inline", value: { id: 1 } } }]);
    expect((await mocks(viewer))[0]).toMatchObject({ payload: { kind: "shape", shape: { id: "number" } } });
    expect((await put("shape", { error: { class: "transient", message: "Away." } })).status).toBe(204);
    expect(await mocks()).toMatchObject([{ kind: "error", error: { class: "transient", message: "Away." } }]);
    expect((await put("shape", { sample: sample.id })).status).toBe(204);
    expect(await mocks()).toMatchObject([{ kind: "sample", sample: { name: "Kept" } }]);
    expect((await put("shape", { sample: "smp_missing" })).status).toBe(404);
    expect((await put("shape", { value: 1 }, viewer)).status).toBe(403);
    await call("DELETE /api/v1/flows/{flow}/samples/{sample}", { as: owner, params: params({ sample: sample.id }) });
    expect(await mocks()).toEqual([]);
    await put("shape", { value: null });
    expect((await call("DELETE /api/v1/flows/{flow}/mocks/{node}", { as: owner, params: params({ node: nodeId("shape") }) })).status).toBe(204);
    expect(await mocks()).toEqual([]);
  });

  test("those kept with the flow stand in in every test-run; one given with it comes before", async () => {
    await put("shape", { value: { kept: 1 } });
    const stored = async (body: unknown): Promise<unknown> => {
      const { run } = (await call("POST /api/v1/flows/{flow}/test", { as: owner, params: params(), body })).json as { run: string };
      const found = await api.database.pool.query("select p.body from runs r join payloads p on p.bucket = r.bucket and p.hash = r.options where r.id = $1", [run]);
      return JSON.parse(String(found.rows[0].body)).mocks;
    };
    expect(await stored({})).toEqual({ [nodeId("shape")]: { value: { kept: 1 } } });
    expect(await stored({ mocks: { [nodeId("shape")]: { value: 2 } } })).toEqual({ [nodeId("shape")]: { value: 2 } });
  });
});

describe("captures", () => {
  const start = (body: unknown = {}, as = owner): Promise<Answer> => call("POST /api/v1/flows/{flow}/captures", { as, params: params(), body });
  const read = async (): Promise<Capture | null> => ((await call("GET /api/v1/flows/{flow}/captures", { as: owner, params: params() })).json as { capture: Capture | null }).capture;
  const runs = async (): Promise<number> => (await api.database.pool.query("select 1 from runs where flow_id = $1", [flow.id])).rowCount ?? 0;

  test("of a flow that was never published: captured, not run, and gone again when the count is reached", async () => {
    await expect(receiveHook(post({ n: 0 }))).rejects.toThrow("No published flow answers");
    expect(await start({ count: 2 })).toMatchObject({ status: 201, json: { wanted: 2, remaining: 2, state: "open", runs: false, url: flow.hookUrl } });
    expect(await receiveHook(post({ n: 1 }, { authorization: "Bearer secret" }))).toMatchObject({ event: null, captured: expect.stringMatching(/^smp_/), note: "Captured, not run: the flow is not published." });
    expect(await read()).toMatchObject({ remaining: 1, state: "open" });
    await receiveHook(post({ n: 2 }));
    expect(await read()).toMatchObject({ remaining: 0, state: "done" });
    await expect(receiveHook(post({ n: 3 }))).rejects.toThrow("No published flow answers");
    const [newest, oldest] = await list();
    expect([newest?.origin, oldest?.origin, newest?.stale]).toEqual(["captured", "captured", false]);
    const { payload: value } = (await call("GET /api/v1/flows/{flow}/samples/{sample}", { as: owner, params: params({ sample: oldest?.id ?? "" }) })).json as { payload: { value: { body: unknown; headers: object } } };
    expect(value.value).toMatchObject({ method: "POST", body: { n: 1 } });
    expect(value.value.headers).not.toHaveProperty("authorization");
    expect(await runs()).toBe(0);
  });

  test("of a published flow: each also runs, a repeat is not captured twice, and not one more than asked for", async () => {
    await call("POST /api/v1/flows/{flow}/publish", { as: owner, params: params(), body: { baseRevision: flow.draftRevision } });
    await start({ count: 3 });
    const first = await receiveHook(post({ n: 1 }, { "webhook-id": "one" }));
    expect(first).toMatchObject({ event: expect.stringMatching(/^evt_/), captured: expect.stringMatching(/^smp_/) });
    expect(await receiveHook(post({ n: 1 }, { "webhook-id": "one" }))).toEqual({ event: first.event, duplicate: true });
    const answers = await Promise.all(Array.from({ length: 8 }, (_, n) => receiveHook(post({ n: n + 2 }))));
    expect(answers.filter(({ captured }) => captured !== undefined)).toHaveLength(2);
    expect(answers.every(({ event }) => event !== null)).toBe(true);
    expect(await list()).toHaveLength(3);
    expect(await runs()).toBe(9);
  });

  test("ends by itself and by hand, belongs to editors, and needs a hook", async () => {
    await start({ count: 5, forSeconds: 10 });
    await api.database.pool.query("update hook_captures set ends_at = clock_timestamp() where flow_id = $1", [flow.id]);
    expect(await read()).toMatchObject({ state: "stopped", remaining: 5 });
    await expect(receiveHook(post({}))).rejects.toThrow("No published flow answers");
    await start();
    expect((await call("DELETE /api/v1/flows/{flow}/captures", { as: viewer, params: params() })).status).toBe(403);
    expect((await call("DELETE /api/v1/flows/{flow}/captures", { as: owner, params: params() })).status).toBe(204);
    expect(await read()).toMatchObject({ state: "stopped" });
    expect((await start({}, viewer)).status).toBe(403);
    expect((await start({}, stranger)).status).toBe(404);
    await save(buildDocument({ hook: { type: "core/manual" } }, []));
    expect(await start()).toMatchObject({ status: 412, json: { error: { message: expect.stringContaining("starts by webhook or form") } } });
  });

  test("a body that is not taken in is neither captured nor counted", async () => {
    await start({ count: 1 });
    await expect(receiveHook({ ...post({}), body: Buffer.from("{") })).rejects.toThrow("not JSON");
    await expect(receiveHook({ ...post({}), method: "GET" })).rejects.toThrow("Post to this address");
    expect(await read()).toMatchObject({ remaining: 1 });
  });
});
