import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Flow } from "#lib/contracts/flows.schema.ts";
import type { ConfigValue, FlowDocument } from "#lib/flow/document.schema.ts";
import type { TemplateContent } from "#lib/flow/templates/template-content.schema.ts";
import type { Json } from "#lib/json.ts";
import { newId } from "#lib/ids.ts";
import { type Answer, call, type Caller, startApi, type TestApi } from "#tests/support/api.ts";
import { buildDocument, fields, literal, nodeId, reference } from "#tests/support/build-document.ts";
import { sandboxChildren } from "#tests/support/sandbox-children.ts";
import { startTarget, type TargetServer } from "#tests/support/target-server.ts";

let api: TestApi;
let target: TargetServer;
let owner: Caller;
let connection: string;
let called: string;

beforeAll(async () => {
  target = await startTarget();
  api = await startApi({ egressAllow: [target.address] });
  const user = await api.user("owner@imports.test");
  const workspace = await api.workspace("imports", { [user.id]: "owner" });
  owner = { cookie: user.cookie, workspace: workspace.slug };
  connection = ((await call("POST /api/v1/connections", { as: owner, body: { name: "Own", allowedHosts: [target.address], credential: { kind: "http/bearer", token: "t0ken" } } })).json as { id: string }).id;
  called = ((await call("POST /api/v1/flows", { as: owner, body: { name: "Called" } })).json as Flow).id;
}, 60_000);
afterAll(async () => {
  await api.stop();
  await target.close();
});

const evil = 'await fetch("http://127.0.0.1:1/"); globalThis.constructor.constructor("return process")().exit(1); return 1;';

function good(): TemplateContent {
  const document = buildDocument(
    {
      hook: { type: "core/webhook" },
      read: { type: "http/request", config: { method: literal("GET"), url: literal(`${target.url}/read`) } },
      code: { type: "core/code", config: { source: literal(evil) } },
      cel: { type: "core/map", config: { fields: fields({ a: { kind: "cel", source: "[1,2,3].map(x, x * 2)" }, b: reference("hook", "body") }) } },
    },
    ["hook -> read", "read -> code", "code -> cel"],
  );
  return {
    format: 1, name: "From afar", sentence: "Does what it says.", author: "Somebody", licence: "MIT", goal: "collect", pattern: "event",
    description: `# Hello <script>fetch("${target.url}/script")</script>\n![pixel](${target.url}/pixel.png) <img src="${target.url}/img" onerror="alert(1)"> [go](javascript:alert(1))`,
    document: { ...document, layout: { ...document.layout, notes: { t_0001: { x: 0, y: 0, width: 200, text: `![note](${target.url}/note.png)` } } } },
    parameters: [{ key: "address", label: "Where?", help: "", type: "url", required: false, default: `${target.url}/read`, places: [{ node: nodeId("read"), path: ["url", "value"] }] }],
    connections: [{ key: "api", title: "API", help: "", kinds: ["http/bearer"], nodes: [nodeId("read")] }],
    samples: [{ name: "One", input: { method: "POST", headers: {}, query: {}, body: { a: 1 }, receivedAt: "2026-11-23T14:02:51.204Z" }, expected: null }],
  };
}

const inspect = (file: unknown): Promise<Answer> => call("POST /api/v1/templates/inspect", { as: owner, body: { file } });
const install = (file: unknown): Promise<Answer> => call("POST /api/v1/templates/install", { as: owner, body: { source: { kind: "file", file } } });
const flows = async (): Promise<number> => (await api.database.pool.query("select count(*)::int as n from flows")).rows[0].n;

function withNode(name: string, change: (node: FlowDocument["nodes"][number]) => object): (content: TemplateContent) => unknown {
  return (content) => ({ ...content, document: { ...content.document, nodes: content.document.nodes.map((node) => (node.name === name ? change(node) : node)) } });
}
const withDocument = (change: (document: FlowDocument) => object) => (content: TemplateContent): unknown => ({ ...content, document: change(content.document) });
const place = (path: (string | number)[], node = nodeId("read")) => (content: TemplateContent): unknown => ({ ...content, parameters: content.parameters.map((parameter) => ({ ...parameter, places: [{ node, path }] })) });

const refused: [string, (content: TemplateContent) => unknown, RegExp][] = [
  ["nothing", () => null, /one JSON object/],
  ["a list", () => [1], /one JSON object/],
  ["something else", () => ({ nodes: [], connections: {} }), /not a template file/],
  ["a format to come", (content) => ({ ...content, format: 2 }), /newer Millrace \(format 2/],
  ["a schema to come", withDocument((document) => ({ ...document, schemaVersion: 99 })), /newer Millrace \(schema 99/],
  ["an unknown step", withNode("code", (node) => ({ ...node, type: "evil/run" })), /“code” is of the type evil\/run, which this Millrace does not have/],
  ["a key more", (content) => ({ ...content, postInstall: "rm -rf /" }), /field that a template does not have: “/],
  ["a key more in a step", withNode("code", (node) => ({ ...node, credentials: { token: "x" } })), /field that a template does not have: “/],
  ["a key more in a setting", withNode("read", (node) => ({ ...node, settings: { run: "now" } })), /field that a template does not have: “/],
  ["a key more in a question", (content) => ({ ...content, parameters: content.parameters.map((parameter) => ({ ...parameter, eval: "1" })) }), /field that a template does not have: “/],
  ["something missing", ({ author: _, ...content }) => content, /missing/],
  ["something else", (content) => ({ ...content, licence: "mine" }), /Something else stands here/],
  ["steps in a circle", withDocument((document) => ({ ...document, edges: [...document.edges, { id: "e_back", carries: "value", from: { node: nodeId("cel"), port: "out" }, to: { node: nodeId("read"), port: "in" } }] })), /go in a circle at “read”/],
  ["a step that leads to itself", withDocument((document) => ({ ...document, edges: [...document.edges, { id: "e_self", carries: "value", from: { node: nodeId("cel"), port: "out" }, to: { node: nodeId("cel"), port: "in" } }] })), /circle/],
  ["an edge to nowhere", withDocument((document) => ({ ...document, edges: [...document.edges, { id: "e_away", carries: "value", from: { node: nodeId("cel"), port: "out" }, to: { node: "n_nowhere", port: "in" } }] })), /not there/],
  ["a group of what is not there", withDocument((document) => ({ ...document, layout: { ...document.layout, groups: { g_0001: { title: "x", nodes: ["n_nowhere"] } } } })), /group holds a step/],
  ["a step twice", withDocument((document) => ({ ...document, nodes: [...document.nodes, document.nodes[1] as object] })), /is there twice/],
  ["no trigger", withDocument((document) => ({ ...document, nodes: document.nodes.slice(1), edges: document.edges.slice(1) })), /no trigger/],
  ["two triggers", withDocument((document) => ({ ...document, nodes: [...document.nodes, { ...(document.nodes[0] as object), id: "n_other", name: "other" }] })), /more than one trigger/],
  ["a connection of the workspace", withNode("read", (node) => ({ ...node, connection })), /comes with a connection/],
  ["a flow of the workspace", withNode("code", (node) => ({ ...node, type: "core/call-flow", config: { flow: literal(called) } })), /calls a flow by its id/],
  ["an id in an idempotency key", withNode("read", (node) => ({ ...node, settings: { idempotencyKey: literal(newId("run")) } })), /holds an id/],
  ["a question about a step that is not there", place(["url", "value"], "n_nowhere"), /not in the flow/],
  ["a question that changes what a setting is", place(["url", "kind"]), /not in the flow/],
  ["a question that reaches a prototype", place(["url", "value", "__proto__", "polluted"]), /not in the flow/],
  ["a question that reaches a constructor", place(["url", "value", "constructor", "prototype"]), /not in the flow/],
  ["a question about the type of a step", place(["type"], nodeId("read")), /./],
  ["a choice from a connection that is not asked for", (content) => ({ ...content, parameters: content.parameters.map((parameter) => ({ ...parameter, type: "choice", options: { from: "tables", connection: "nothing" } })) }), /connection that the template does not have/],
  ["a connection for a step that takes none", (content) => ({ ...content, connections: [{ ...(content.connections[0] as object), nodes: [nodeId("cel")] }] }), /cannot use such a connection/],
  ["a connection of a kind that does not fit", (content) => ({ ...content, connections: [{ ...(content.connections[0] as object), kinds: ["postgres/password"] }] }), /cannot use such a connection/],
  ["a step in two connections", (content) => ({ ...content, connections: [...content.connections, { ...(content.connections[0] as object), key: "again" }] }), /in two connections/],
  ["1,001 steps", withDocument((document) => ({ ...document, nodes: [...document.nodes, ...Array.from({ length: 997 }, (_, index) => ({ id: `n_more${index}`, name: `More ${index}`, type: "core/map", config: {}, settings: {} }))] })), /at most 1,000/],
  ["a character that cannot be stored", (content) => ({ ...content, author: "a\u0000b" }), /cannot be stored/],
  ["half of a pair of characters", (content) => ({ ...content, samples: [{ name: "One", input: { "a\ud800": 1 }, expected: null }] }), /cannot be stored/],
  ["51 questions", (content) => ({ ...content, parameters: Array.from({ length: 51 }, (_, index) => ({ ...(content.parameters[0] as object), key: `q${index}` })) }), /at most 50/],
  ["11 samples", (content) => ({ ...content, samples: Array.from({ length: 11 }, (_, index) => ({ name: `s${index}`, input: 1, expected: null })) }), /at most 10/],
];

describe("a file from elsewhere", () => {
  test.each(refused)("with %s is refused in words, looked at or installed", async (_, change, words) => {
    const before = await flows();
    const file = change(good());
    for (const answer of [await inspect(file), await install(file)]) {
      expect(answer.status, answer.text.slice(0, 300)).toBe(422);
      const { message, details } = (answer.json as { error: { message: string; details: { at: string; message: string }[] } }).error;
      expect(message).toMatch(/^The template cannot be taken: /);
      expect(message).toMatch(words);
      expect(details[0]).toMatchObject({ at: expect.any(String), message: expect.any(String) });
    }
    expect(await flows()).toBe(before);
  });

  test.each([
    ["10 MB", (): string => JSON.stringify({ file: { ...good(), description: "x".repeat(10 * 1024 * 1024) } }), 413],
    ["__proto__", () => JSON.stringify({ file: good() }).replace('"format":1', '"format":1,"__proto__":{"polluted":true}'), 400],
    ["__proto__ in a step", () => JSON.stringify({ file: good() }).replace('"kind":"literal"', '"__proto__":{"polluted":true},"kind":"literal"'), 400],
    ["a constructor with a prototype", () => JSON.stringify({ file: good() }).replace('"format":1', '"format":1,"constructor":{"prototype":{"polluted":true}}'), 400],
    ["1,000 levels", () => `{"file":${"[".repeat(1_000)}${"]".repeat(1_000)}}`, 400],
    ["text that is no JSON", () => "{file: 1}", 400],
  ] as [string, () => string, number][])("with %s is refused before it is looked at", async (_, raw, status) => {
    for (const endpoint of ["POST /api/v1/templates/inspect", "POST /api/v1/templates/install"] as const) expect((await call(endpoint, { as: owner, raw: endpoint.endsWith("inspect") ? raw() : raw().replace(/^\{"file":/, '{"source":{"kind":"file"},"file":') })).status).toBe(status);
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
  });

  test("brings code, markup and remote images as text, says where code is, and starts and asks nothing", async () => {
    const before = sandboxChildren().map(({ pid }) => pid);
    const looked = await inspect(good());
    expect(looked.status, looked.text.slice(0, 300)).toBe(200);
    expect(looked.json).toMatchObject({ content: { description: good().description }, code: [{ node: nodeId("code"), name: "code" }], unavailable: null });
    const made = await call("POST /api/v1/templates/install", { as: owner, body: { source: { kind: "file", file: good() }, connections: { api: connection } } });
    expect(made.status, made.text.slice(0, 300)).toBe(201);
    const flow = made.json as Flow;
    expect(flow).toMatchObject({ name: "From afar", liveVersion: null });
    expect(configOf(flow, "code")["source"]).toEqual(literal(evil));
    expect((await api.database.pool.query("select 1 from runs where flow_id = $1", [flow.id])).rowCount).toBe(0);
    expect((await api.database.pool.query("select 1 from subscriptions where flow_id = $1", [flow.id])).rowCount).toBe(0);
    expect(sandboxChildren().map(({ pid }) => pid)).toEqual(before);
    expect(target.received).toEqual([]);
  });

  test("the watch of the target sees a request when there is one", async () => {
    await call("POST /api/v1/connections/{connection}/test", { as: owner, params: { connection }, body: { url: `${target.url}/probe` } });
    expect(target.received.splice(0)).toMatchObject([{ url: "/probe" }]);
  });

  test("names that mean something to JavaScript are names", async () => {
    const file = good();
    const odd: Json = { constructor: "x", prototype: 1, hasOwnProperty: 2, toString: "y" };
    const document = buildDocument({ hook: { type: "core/webhook" }, shape: { type: "core/map", config: { fields: fields({ constructor: literal(odd), toString: literal(1) }) } } }, ["hook -> shape"]);
    const made = await install({ ...file, document, parameters: [], connections: [] });
    expect(made.status, made.text.slice(0, 300)).toBe(201);
    expect(configOf(made.json as Flow, "shape")["fields"]).toEqual(fields({ constructor: literal(odd), toString: literal(1) }));
  });

  test("of 1,000 steps is taken", async () => {
    const file = good();
    const nodes = [...file.document.nodes, ...Array.from({ length: 996 }, (_, index) => ({ id: `n_more${index}`, name: `More ${index}`, type: "core/map", config: {}, settings: {} }))];
    expect((await inspect({ ...file, document: { ...file.document, nodes } })).status).toBe(200);
    expect((await install({ ...file, document: { ...file.document, nodes } })).status).toBe(201);
  });

  test("a document of an earlier schema is migrated", async () => {
    const file = good();
    const made = await install({ ...file, document: { ...file.document, schemaVersion: 1, layout: { nodes: file.document.layout.nodes } } });
    expect(made.json).toMatchObject({ document: { schemaVersion: 3 } });
  });

  test("an answer that cannot be stored is refused", async () => {
    expect(await call("POST /api/v1/templates/install", { as: owner, body: { source: { kind: "file", file: good() }, parameters: { address: "https://a.example.com/\u0000" } } })).toMatchObject({ status: 422 });
  });

  test("what is left out where something is asked is asked, as at every install", async () => {
    const file = good();
    const asked = { ...file, parameters: file.parameters.map(({ default: _, ...parameter }) => ({ ...parameter, required: true })) };
    expect(await install(asked)).toMatchObject({ status: 422, json: { error: { details: [{ at: "parameters.address" }] } } });
  });
});

function configOf({ document }: Flow, name: string): Record<string, ConfigValue> {
  return document.nodes.find((node) => node.name === name)?.config ?? {};
}
