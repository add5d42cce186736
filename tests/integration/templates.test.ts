import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Flow } from "#lib/contracts/flows.schema.ts";
import type { Sample } from "#lib/contracts/samples.schema.ts";
import type { SharedTemplate, Template, TemplateChoice, TemplateDraft, TemplateFinding, TemplateInstall, TemplateSummary } from "#lib/contracts/templates.schema.ts";
import { nodeTypes } from "#lib/connectors/registry.ts";
import { mergeDocuments } from "#lib/flow/diff/merge-documents.ts";
import type { ConfigValue, FlowDocument } from "#lib/flow/document.schema.ts";
import type { TemplateContent, TemplateParameter } from "#lib/flow/templates/template-content.schema.ts";
import { newId } from "#lib/ids.ts";
import { type Answer, call, type Caller, publicUrl, startApi, type TestApi } from "#tests/support/api.ts";
import { buildDocument, fields, literal, nodeId, reference } from "#tests/support/build-document.ts";
import { templateDraft } from "#tests/support/template-draft.ts";

let api: TestApi;
let owner: Caller;
let editor: Caller;
let viewer: Caller;
let stranger: Caller;

beforeAll(async () => {
  api = await startApi({ samplesPort: 4010 });
  const [one, two, three, four] = await Promise.all(["owner", "editor", "viewer", "other"].map((name) => api.user(`${name}@templates.test`)));
  const workspace = await api.workspace("makers", { [one?.id ?? ""]: "owner", [two?.id ?? ""]: "editor", [three?.id ?? ""]: "viewer" });
  const other = await api.workspace("takers", { [four?.id ?? ""]: "owner" });
  owner = { cookie: one?.cookie ?? "", workspace: workspace.slug };
  editor = { cookie: two?.cookie ?? "", workspace: workspace.slug };
  viewer = { cookie: three?.cookie ?? "", workspace: workspace.slug };
  stranger = { cookie: four?.cookie ?? "", workspace: other.slug };
}, 60_000);
afterAll(() => api.stop());

function orders(connection?: string): FlowDocument {
  const document = buildDocument(
    {
      hook: { type: "core/webhook" },
      shape: { type: "core/map", config: { fields: fields({ id: reference("hook", "body", "id"), source: literal("our shop") }) }, settings: { note: "Keeps what the CRM wants." } },
      send: { type: "http/request", config: { method: literal("POST"), url: literal("https://crm.example.com/leads"), headers: fields({ "X-Team": literal("north") }), send: literal("value"), bodyValue: reference("shape") }, settings: { timeoutMs: 5_000 } },
    },
    ["hook -> shape", "shape -> send"],
  );
  return connection === undefined ? document : { ...document, nodes: document.nodes.map((node) => (node.name === "send" ? { ...node, connection } : node)) };
}

const url: TemplateParameter = { key: "crm_url", label: "Where is your CRM?", help: "", type: "url", required: true, places: [{ node: nodeId("send"), path: ["url", "value"] }] };
const team: TemplateParameter = { key: "team", label: "Which team?", help: "", type: "choice", required: false, default: "north", options: { from: "list", values: ["north", "south"] }, places: [{ node: nodeId("send"), path: ["headers", "fields", 0, "value", "value"] }] };

async function ok<Value>(answer: Promise<Answer>, status = 200): Promise<Value> {
  const { json, text, status: came } = await answer;
  if (came !== status) throw new Error(`${came} instead of ${status}: ${text}`);
  return json as Value;
}

async function connect(as: Caller, kind: "http/bearer" | "webhook/secret" = "http/bearer"): Promise<string> {
  const credential = kind === "http/bearer" ? { kind, token: "t0ken-of-a-test" } : { kind, secret: "s3cret-of-a-test" };
  return (await ok<{ id: string }>(call("POST /api/v1/connections", { as, body: { name: newId("connection"), ...(kind === "http/bearer" ? { allowedHosts: ["crm.example.com"] } : {}), credential } }), 201)).id;
}

async function makeFlow(document: FlowDocument, as = owner): Promise<Flow> {
  return await ok<Flow>(call("POST /api/v1/flows", { as, body: { name: "Orders", document } }), 201);
}

const publish = (flow: string, changes: Partial<TemplateDraft> & { message?: string } = {}, as = owner): Promise<Answer> => call("POST /api/v1/flows/{flow}/template", { as, params: { flow }, body: { ...templateDraft({ parameters: [url, team] }), ...changes } });
const save = (flow: Flow, document: FlowDocument, as = owner): Promise<Answer> => call("PUT /api/v1/flows/{flow}/draft", { as, params: { flow: flow.id }, body: { baseRevision: flow.draftRevision, document } });
const install = (body: unknown, as = stranger): Promise<Answer> => call("POST /api/v1/templates/install", { as, body });
const share = (template: string, body: unknown, as = owner): Promise<Answer> => call("PATCH /api/v1/templates/{template}", { as, params: { template }, body });
const read = (template: string, as: Caller): Promise<Answer> => call("GET /api/v1/templates/{template}", { as, params: { template } });

async function published(changes: Parameters<typeof publish>[1] = {}): Promise<{ flow: Flow; template: Template }> {
  const flow = await makeFlow(orders(await connect(owner)));
  return { flow, template: await ok<Template>(publish(flow.id, changes), 201) };
}

const configOf = ({ nodes }: FlowDocument, name: string): Record<string, ConfigValue> => nodes.find((node) => node.name === name)?.config ?? {};

describe("making a template", () => {
  test("what it holds is what may leave: values of questions are gone, connections are asked for, settings stay", async () => {
    const { flow, template } = await published();
    const { content } = template;
    expect(template).toMatchObject({ name: "Orders to the CRM", version: 1, origin: "own", visibility: "workspace", flow: flow.id, shareUrl: null, installs: 0, check: null, unavailable: null, pattern: "event" });
    expect(template.systems).toEqual([{ id: "http", title: "HTTP" }]);
    expect(template.shape.map(({ name }) => name)).toEqual(["hook", "shape", "send"]);
    expect(configOf(content.document, "send")).toMatchObject({ url: literal(""), headers: fields({ "X-Team": literal("north") }) });
    expect(content.document.nodes.every((node) => node.connection === undefined)).toBe(true);
    expect(content.document.nodes.find(({ name }) => name === "shape")?.settings).toEqual({ note: "Keeps what the CRM wants." });
    expect(content.connections).toEqual([{ key: "http", title: "HTTP", help: "", kinds: ["http/bearer"], nodes: [nodeId("send")] }]);
    expect(content.samples).toEqual([]);
  });

  test("the preview says what could be asked, and stores nothing", async () => {
    const flow = await makeFlow(orders());
    const before = await api.database.pool.query("select count(*)::int as n from templates");
    const preview = await ok<{ content: TemplateContent; choices: TemplateChoice[]; findings: TemplateFinding[]; nodeTypes: { type: string }[] }>(call("POST /api/v1/flows/{flow}/template/preview", { as: editor, params: { flow: flow.id }, body: templateDraft({ parameters: [url] }) }));
    const choice = preview.choices.find(({ place }) => JSON.stringify(place) === JSON.stringify(url.places[0]));
    expect(choice).toMatchObject({ where: "“send”, URL", label: "URL", type: "url", value: "https://crm.example.com/leads" });
    expect(preview.choices.find(({ label }) => label === "X-Team")).toMatchObject({ where: "“send”, Headers, “X-Team”", type: "text", value: "north", place: team.places[0] });
    expect(preview.findings).toEqual([]);
    expect(preview.nodeTypes.map(({ type }) => type).toSorted()).toEqual(["core/map", "core/webhook", "http/request"]);
    expect((await api.database.pool.query("select count(*)::int as n from templates")).rows).toEqual(before.rows);
  });

  test("a flow that is called is asked for by itself, its id goes nowhere", async () => {
    const called = await makeFlow(buildDocument({ start: { type: "core/called" } }, []));
    const flow = await makeFlow(buildDocument({ hook: { type: "core/webhook" }, ask: { type: "core/call-flow", config: { flow: literal(called.id), wait: literal("result") } } }, ["hook -> ask"]));
    const template = await ok<Template>(publish(flow.id, { parameters: [] }), 201);
    expect(template.content.parameters).toMatchObject([{ type: "choice", required: true, options: { from: "flows" }, places: [{ node: nodeId("ask"), path: ["flow", "value"] }] }]);
    expect(JSON.stringify(template)).not.toContain(called.id);
    const key = template.content.parameters[0]?.key ?? "";
    const own = await makeFlow(buildDocument({ start: { type: "core/called" } }, []), stranger);
    await ok(share(template.id, { visibility: "gallery" }));
    const source = { kind: "template", template: template.id };
    expect(await install({ source, parameters: { [key]: called.id } })).toMatchObject({ status: 422, json: { error: { details: [{ at: `parameters.${key}` }] } } });
    expect(configOf((await ok<Flow>(install({ source, parameters: { [key]: own.id } }), 201)).document, "ask")).toMatchObject({ flow: literal(own.id) });
  });

  test("the next version of the same template; nothing new is refused, what was said comes back", async () => {
    const { flow, template } = await published();
    expect(await publish(flow.id)).toMatchObject({ status: 409 });
    const second = await ok<Template>(publish(flow.id, { sentence: "Sends each order to your CRM.", message: "Says it better" }), 201);
    expect(second).toMatchObject({ id: template.id, version: 2, sentence: "Sends each order to your CRM." });
    expect(second.versions.map(({ number, message }) => [number, message])).toEqual([[2, "Says it better"], [1, ""]]);
    const said = await ok<{ template: Template; draft: TemplateDraft }>(call("GET /api/v1/flows/{flow}/template", { as: editor, params: { flow: flow.id } }));
    expect(said.draft).toMatchObject({ sentence: "Sends each order to your CRM.", parameters: [url, team] });
    expect(await ok(call("GET /api/v1/templates/{template}", { as: owner, params: { template: template.id }, query: "?version=1" }))).toMatchObject({ version: 1, sentence: "Sends each order that arrives to a CRM." });
  });

  test("a flow without a template has a draft to begin with, and no real data in it", async () => {
    const flow = await makeFlow(orders());
    const { template, draft } = await ok<{ template: null; draft: TemplateDraft }>(call("GET /api/v1/flows/{flow}/template", { as: owner, params: { flow: flow.id } }));
    expect(template).toBeNull();
    expect(draft).toMatchObject({ name: "Orders", sentence: "", from: "draft", parameters: [], samples: [{ name: "An example" }] });
  });

  test.each([
    ["a place that is not there", { parameters: [{ ...url, places: [{ node: nodeId("send"), path: ["nothing", "value"] }] }] }, "parameters.crm_url"],
    ["a place that would change what a setting is", { parameters: [{ ...url, places: [{ node: nodeId("send"), path: ["url", "kind"] }] }] }, "parameters.crm_url"],
    ["two questions for one place", { parameters: [url, { ...team, places: url.places }] }, "parameters.team"],
    ["a key that is there twice", { parameters: [url, { ...team, key: "crm_url" }] }, "parameters.crm_url"],
    ["a choice of nothing", { parameters: [{ ...team, options: undefined }] }, "parameters.team"],
    ["a connection for a step that needs none", { connections: [{ key: "crm", title: "CRM", help: "", nodes: [nodeId("shape")] }] }, "connections.crm"],
    ["a sample that does not fit the trigger", { samples: [{ name: "Wrong", input: { body: 1 } }] }, "samples.0"],
  ] satisfies [string, Partial<TemplateDraft>, string][])("%s is refused, by name", async (_, changes, at) => {
    const flow = await makeFlow(orders(await connect(owner)));
    expect(await publish(flow.id, changes)).toMatchObject({ status: 422, json: { error: { code: "invalid", details: [{ at }] } } });
  });

  test("one whose flow cannot run, or is not live when its live version is wanted, is refused", async () => {
    const broken = await makeFlow(buildDocument({ hook: { type: "core/webhook" }, send: { type: "http/request" } }, ["hook -> send"]));
    expect(await publish(broken.id, { parameters: [] })).toMatchObject({ status: 412, json: { error: { message: expect.stringContaining("cannot run yet") } } });
    const draft = await makeFlow(orders());
    expect(await publish(draft.id, { from: "live" })).toMatchObject({ status: 412, json: { error: { message: expect.stringContaining("not live") } } });
  });
});

describe("who sees it", () => {
  test("its workspace alone, until it is shared; by its link while the link counts; everybody in the gallery; nobody when it is withdrawn", async () => {
    const { template } = await published();
    const missing = await read(newId("template"), stranger);
    const withoutRequest = (answer: Answer): string => answer.text.replace(/"requestId":"[^"]*"/, "");
    const shown = (link: string): Promise<Answer> => call("GET /api/v1/shared-templates/{link}", { params: { link } });
    const linkIn = ({ shareUrl }: Template): string => shareUrl?.split("/t/")[1] ?? "";

    expect((await read(template.id, viewer)).status).toBe(200);
    expect(withoutRequest(await read(template.id, stranger))).toBe(withoutRequest(missing));

    expect((await share(template.id, { visibility: "link" }, editor)).status).toBe(403);
    const linked = await ok<Template>(share(template.id, { visibility: "link" }));
    expect(linked.shareUrl).toMatch(new RegExp(`^${publicUrl}/t/[A-Za-z0-9_-]{24}$`));
    expect((await read(template.id, stranger)).status).toBe(404);
    const page = await ok<SharedTemplate>(shown(linkIn(linked)));
    expect(page).toMatchObject({ name: template.name, version: 1, visibility: "link", content: template.content });
    expect(Object.keys(page)).not.toEqual(expect.arrayContaining(["id"]));
    expect(JSON.stringify(page)).not.toMatch(/ws_|flow_|conn_|usr_|tmpl_/);

    const renewed = await ok<Template>(share(template.id, { newLink: true }));
    expect(linkIn(renewed)).not.toBe(linkIn(linked));
    expect(withoutRequest(await shown(linkIn(linked)))).toBe(withoutRequest(await shown("nowhere")));
    expect((await shown(linkIn(renewed))).status).toBe(200);

    await ok(share(template.id, { visibility: "gallery" }));
    expect(await ok(read(template.id, stranger))).toMatchObject({ origin: "instance", flow: null, shareUrl: null });
    const back = await ok<Template>(share(template.id, { visibility: "workspace" }));
    expect(back.shareUrl).toBeNull();
    expect((await shown(linkIn(renewed))).status).toBe(404);

    await ok(share(template.id, { visibility: "gallery" }));
    expect((await call("DELETE /api/v1/templates/{template}", { as: owner, params: { template: template.id } })).status).toBe(204);
    for (const as of [owner, stranger]) expect(withoutRequest(await read(template.id, as))).toBe(withoutRequest(missing));
    expect((await shown(linkIn(renewed))).status).toBe(404);
  });

  test("a link of a template that only its workspace sees installs nothing either", async () => {
    const { template } = await published();
    const { rows } = await api.database.pool.query<{ link: string }>("select link from templates where id = $1", [template.id]);
    expect((await install({ source: { kind: "link", link: rows[0]?.link }, parameters: { crm_url: "https://a.example.com/" } })).status).toBe(404);
    expect((await install({ source: { kind: "template", template: template.id }, parameters: { crm_url: "https://a.example.com/" } })).status).toBe(404);
  });

  test("the list is found by pattern, system, goal, origin and words, page by page", async () => {
    const { template } = await published({ name: "Findable by its zebra", goal: "recover" });
    const list = async (query: string, as = owner) => await ok<{ templates: TemplateSummary[]; next: string | null; total: number; systems: { id: string }[] }>(call("GET /api/v1/templates", { as, query }));
    const hit = [template.id];
    expect((await list("?search=zebra")).templates.map(({ id }) => id)).toEqual(hit);
    expect((await list("?search=zebra&pattern=event&system=http&goal=recover&origin=own")).templates.map(({ id }) => id)).toEqual(hit);
    for (const query of ["?search=zebra&pattern=sync", "?search=zebra&system=postgres", "?search=zebra&goal=serve", "?search=zebra&origin=millrace", "?search=zebra&origin=instance", "?search=%25zebra%25"]) expect(await list(query), query).toMatchObject({ templates: [], total: 0, next: null });
    expect((await list("?search=zebra", stranger)).templates).toEqual([]);
    await ok(share(template.id, { visibility: "gallery" }));
    expect((await list("?search=zebra&origin=instance", stranger)).templates).toMatchObject([{ id: template.id, origin: "instance", visibility: "gallery" }]);
    const seen: string[] = [];
    const { total, systems } = await list("?limit=200");
    for (let cursor: string | null = ""; cursor !== null; ) {
      const page: Awaited<ReturnType<typeof list>> = await list(`?limit=3${cursor === "" ? "" : `&cursor=${cursor}`}`);
      seen.push(...page.templates.map(({ id }) => id));
      cursor = page.next;
    }
    expect(seen.length).toBe(total);
    expect(new Set(seen).size).toBe(total);
    expect(systems.map(({ id }) => id)).toContain("http");
  });
});

describe("installing", () => {
  test("makes a draft, its samples and where it comes from, from the gallery, by a link and from a file alike", async () => {
    const { template } = await published({ samples: [{ name: "A first order", input: { method: "POST", headers: {}, query: {}, body: { id: "order-1" }, receivedAt: "2026-11-23T14:02:51.204Z" } }] });
    const link = (await ok<Template>(share(template.id, { visibility: "gallery" }))).shareUrl?.split("/t/")[1];
    const file = await ok(call("GET /api/v1/templates/{template}/file", { as: stranger, params: { template: template.id } }));
    const connection = await connect(stranger);
    const answers = { connections: { http: connection }, parameters: { crm_url: "https://mine.example.com/in", team: "south" } };
    for (const [source, id] of [[{ kind: "template", template: template.id }, template.id], [{ kind: "link", link }, template.id], [{ kind: "file", file }, null]] as const) {
      const flow = await ok<Flow>(install({ source, name: "Mine", ...answers }), 201);
      expect(flow).toMatchObject({ name: "Mine", liveVersion: null, draftRevision: 1, pattern: "event" });
      expect(configOf(flow.document, "send")).toMatchObject({ url: literal("https://mine.example.com/in"), headers: fields({ "X-Team": literal("south") }) });
      expect(flow.document.nodes.find(({ name }) => name === "send")?.connection).toBe(connection);
      const { samples } = await ok<{ samples: Sample[] }>(call("GET /api/v1/flows/{flow}/samples", { as: stranger, params: { flow: flow.id } }));
      expect(samples).toMatchObject([{ name: "A first order", node: nodeId("hook"), origin: "template", stale: false }]);
      const { install: made } = await ok<{ install: TemplateInstall }>(call("GET /api/v1/flows/{flow}/install", { as: stranger, params: { flow: flow.id } }));
      expect(made).toMatchObject({ template: { id, name: template.name, author: "Ada Lovelace" }, version: 1, parameters: answers.parameters, connections: answers.connections, newer: null });
      expect((await call("POST /api/v1/flows/{flow}/publish", { as: stranger, params: { flow: flow.id }, body: { baseRevision: 1 } })).status).toBe(200);
    }
    expect(await ok(read(template.id, owner))).toMatchObject({ installs: 2 });
  });

  test("connections may come later; the draft says what it lacks", async () => {
    const { template } = await published();
    const flow = await ok<Flow>(install({ source: { kind: "template", template: template.id }, parameters: { crm_url: "https://mine.example.com/" } }, owner), 201);
    expect(configOf(flow.document, "send")["headers"]).toEqual(fields({ "X-Team": literal("north") }));
    expect(flow.document.nodes.every(({ connection }) => connection === undefined)).toBe(true);
  });

  test.each([
    ["a question without an answer", {}, "parameters.crm_url"],
    ["an answer of the wrong kind", { parameters: { crm_url: "not an address" } }, "parameters.crm_url"],
    ["a choice that is not offered", { parameters: { crm_url: "https://a.example.com/", team: "east" } }, "parameters.team"],
    ["an answer to what is not asked", { parameters: { crm_url: "https://a.example.com/", constructor: "x" } }, "parameters.constructor"],
    ["a connection that nothing needs", { parameters: { crm_url: "https://a.example.com/" }, connections: { other: "own" } }, "connections.other"],
    ["a connection of another workspace", { parameters: { crm_url: "https://a.example.com/" }, connections: { http: "foreign" } }, "connections.http"],
    ["a connection that is nowhere", { parameters: { crm_url: "https://a.example.com/" }, connections: { http: "conn_00000000000000000000000000" } }, "connections.http"],
    ["a connection of another kind", { parameters: { crm_url: "https://a.example.com/" }, connections: { http: "webhook" } }, "connections.http"],
  ] as [string, { parameters?: Record<string, string>; connections?: Record<string, string> }, string][])("%s is refused, and nothing is made", async (_, answers, at) => {
    const { template } = await published();
    await ok(share(template.id, { visibility: "gallery" }));
    const real: Record<string, () => Promise<string>> = { own: () => connect(stranger), foreign: () => connect(owner), webhook: () => connect(stranger, "webhook/secret") };
    const connections = Object.fromEntries(await Promise.all(Object.entries(answers.connections ?? {}).map(async ([key, id]) => [key, (await real[id]?.()) ?? id])));
    const count = async () => (await api.database.pool.query("select count(*)::int as n from flows")).rows[0].n;
    const before = await count();
    expect(await install({ source: { kind: "template", template: template.id }, ...answers, connections })).toMatchObject({ status: 422, json: { error: { code: "invalid", details: [{ at }] } } });
    expect(await count()).toBe(before);
  });

  test("a failure in the middle leaves nothing half", async () => {
    const { template } = await published({ samples: [{ name: "A first order", input: { method: "POST", headers: {}, query: {}, body: { id: newId("event").slice(4, 10) }, receivedAt: "2026-11-23T14:02:51.204Z" } }] });
    const tables = ["flows", "draft_history", "samples", "template_installs", "audit_log", "payloads"];
    const counts = async () => Object.fromEntries(await Promise.all(tables.map(async (table) => [table, (await api.database.pool.query(`select count(*)::int as n from ${table}`)).rows[0].n])));
    for (const table of tables.filter((name) => name !== "payloads")) {
      const before = await counts();
      await api.database.pool.query(`create function fail_here() returns trigger language plpgsql as $$ begin raise exception 'planted'; end $$`);
      await api.database.pool.query(`create trigger planted after insert on ${table} for each row execute function fail_here()`);
      try {
        expect((await install({ source: { kind: "template", template: template.id }, parameters: { crm_url: "https://a.example.com/" } }, owner)).status, table).toBe(500);
      } finally {
        await api.database.pool.query(`drop trigger planted on ${table}`);
        await api.database.pool.query("drop function fail_here()");
      }
      expect(await counts(), table).toEqual(before);
    }
    await ok(install({ source: { kind: "template", template: template.id }, parameters: { crm_url: "https://a.example.com/" } }, owner), 201);
  });

  test("what is deleted or withdrawn afterwards does not reach the flow", async () => {
    const { template } = await published();
    await ok(share(template.id, { visibility: "gallery" }));
    const flow = await ok<Flow>(install({ source: { kind: "template", template: template.id }, parameters: { crm_url: "https://a.example.com/" } }), 201);
    await call("DELETE /api/v1/templates/{template}", { as: owner, params: { template: template.id } });
    expect(await ok(call("GET /api/v1/flows/{flow}/install", { as: stranger, params: { flow: flow.id } }))).toMatchObject({ install: { template: { name: template.name }, newer: null } });
    expect((await call("GET /api/v1/flows/{flow}/install/update", { as: stranger, params: { flow: flow.id } })).status).toBe(412);
  });
});

describe("a newer version", () => {
  type Update = { from: { number: number }; to: { number: number; message: string }; draftRevision: number; base: FlowDocument; mine: FlowDocument; theirs: FlowDocument; parameters: TemplateParameter[]; connections: { key: string }[] };
  const updateOf = async (flow: string): Promise<Update> => await ok<Update>(call("GET /api/v1/flows/{flow}/install/update", { as: stranger, params: { flow } }));
  const newerOf = async (flow: string) => (await ok<{ install: TemplateInstall }>(call("GET /api/v1/flows/{flow}/install", { as: stranger, params: { flow } }))).install.newer;

  async function installed(): Promise<{ flow: Flow; source: Flow; template: Template; connection: string }> {
    const { flow: source, template } = await published();
    await ok(share(template.id, { visibility: "gallery" }));
    const connection = await connect(stranger);
    const flow = await ok<Flow>(install({ source: { kind: "template", template: template.id }, connections: { http: connection }, parameters: { crm_url: "https://mine.example.com/in", team: "south" } }), 201);
    return { flow, source, template, connection };
  }

  /** Version 2: another field in the map, a step more that uses the connection, and a question more. */
  async function release({ source }: { source: Flow }): Promise<void> {
    const document = buildDocument(
      {
        hook: { type: "core/webhook" },
        shape: { type: "core/map", config: { fields: fields({ id: reference("hook", "body", "id"), source: literal("our shop"), total: reference("hook", "body", "total") }) }, settings: { note: "Keeps what the CRM wants." } },
        send: { type: "http/request", config: { method: literal("POST"), url: literal("https://crm.example.com/leads"), headers: fields({ "X-Team": literal("north") }), send: literal("value"), bodyValue: reference("shape") }, settings: { timeoutMs: 9_000 } },
        tell: { type: "http/request", config: { method: literal("POST"), url: literal("https://chat.example.com/hook"), send: literal("value"), bodyValue: reference("send", "body") } },
      },
      ["hook -> shape", "shape -> send", "send -> tell"],
    );
    const had = source.document.nodes.find(({ name }) => name === "send")?.connection;
    await ok(save(source, { ...document, nodes: document.nodes.map((node) => (node.type === "http/request" && had !== undefined ? { ...node, connection: had } : node)) }));
    const chat: TemplateParameter = { key: "chat_url", label: "Where is your chat?", help: "", type: "url", required: true, places: [{ node: nodeId("tell"), path: ["url", "value"] }] };
    await ok(publish(source.id, { parameters: [url, team, chat], message: "Tells the chat" }), 201);
  }

  test("reaches an edited install as a three-way difference; what is local stays", async () => {
    const made = await installed();
    const { flow, connection } = made;
    // Edited since: another name, another field of the map, a step of one's own.
    const mine: FlowDocument = {
      ...flow.document,
      nodes: [
        ...flow.document.nodes.map((node) => (node.name === "send" ? { ...node, name: "To our CRM" } : node)),
        { id: "n_mine0", name: "Mine", type: "core/map", config: { fields: fields({ a: literal(1) }) }, settings: {} },
      ],
      edges: [...flow.document.edges, { id: "e_mine0", carries: "value", from: { node: nodeId("shape"), port: "out" }, to: { node: "n_mine0", port: "in" } }],
      layout: { nodes: { ...flow.document.layout.nodes, n_mine0: { x: 0, y: 400 } } },
    };
    await ok(save(flow, mine, stranger));
    expect(await newerOf(flow.id)).toBeNull();
    await release(made);
    expect(await newerOf(flow.id)).toMatchObject({ number: 2, message: "Tells the chat" });

    const update = await updateOf(flow.id);
    expect(update).toMatchObject({ from: { number: 1 }, to: { number: 2 }, draftRevision: 2, parameters: [{ key: "chat_url" }], connections: [] });
    // Both sides have the local answers, so that none of them is a difference.
    for (const side of [update.base, update.theirs]) {
      expect(configOf(side, "send")).toMatchObject({ url: literal("https://mine.example.com/in"), headers: fields({ "X-Team": literal("south") }) });
      expect(side.nodes.filter(({ type }) => type === "http/request").every((node) => node.connection === connection)).toBe(true);
    }
    const merged = mergeDocuments(update.base, update.mine, update.theirs, nodeTypes);
    expect(merged.conflicts).toEqual([]);
    const names = merged.document.nodes.map(({ name }) => name);
    expect(names.toSorted()).toEqual(["Mine", "To our CRM", "hook", "shape", "tell"]);

    const took = await ok<Flow>(call("POST /api/v1/flows/{flow}/install/update", { as: stranger, params: { flow: flow.id }, body: { kind: "take", version: 2, baseRevision: 2, document: merged.document, parameters: { chat_url: "https://chat.mine.example.com/" } } }));
    expect(configOf(took.document, "To our CRM")).toMatchObject({ url: literal("https://mine.example.com/in"), headers: fields({ "X-Team": literal("south") }) });
    expect(took.document.nodes.find(({ name }) => name === "To our CRM")?.settings).toEqual({ timeoutMs: 9_000 });
    expect(configOf(took.document, "tell")["url"]).toEqual(literal("https://chat.mine.example.com/"));
    expect(took.document.nodes.find(({ name }) => name === "tell")?.connection).toBe(connection);
    expect(configOf(took.document, "shape")["fields"]).toMatchObject({ fields: [{ name: "id" }, { name: "source" }, { name: "total" }] });
    const after = await ok<{ install: TemplateInstall }>(call("GET /api/v1/flows/{flow}/install", { as: stranger, params: { flow: flow.id } }));
    expect(after.install).toMatchObject({ version: 2, newer: null, parameters: { crm_url: "https://mine.example.com/in", team: "south", chat_url: "https://chat.mine.example.com/" }, connections: { http: connection } });
  });

  test("is asked about where both changed the same", async () => {
    const made = await installed();
    const { flow } = made;
    await ok(save(flow, { ...flow.document, nodes: flow.document.nodes.map((node) => (node.name === "send" ? { ...node, settings: { timeoutMs: 1_000 } } : node)) }, stranger));
    await release(made);
    const { base, mine, theirs } = await updateOf(flow.id);
    expect(mergeDocuments(base, mine, theirs, nodeTypes).conflicts).toMatchObject([{ name: "send", label: "Time limit", mine: "1000", theirs: "9000" }]);
  });

  test("may be left aside, until there is another", async () => {
    const made = await installed();
    await release(made);
    const { flow } = made;
    await ok(call("POST /api/v1/flows/{flow}/install/update", { as: stranger, params: { flow: flow.id }, body: { kind: "leave", version: 2 } }));
    expect(await newerOf(flow.id)).toBeNull();
    await ok(publish(made.source.id, { parameters: [url], sentence: "And a third one." }), 201);
    expect(await newerOf(flow.id)).toMatchObject({ number: 3 });
  });

  test("is not taken over a newer draft, nor when there is a newer one yet, nor with a connection of others", async () => {
    const made = await installed();
    await release(made);
    const { flow } = made;
    const { theirs } = await updateOf(flow.id);
    const take = (changes: object): Promise<Answer> => call("POST /api/v1/flows/{flow}/install/update", { as: stranger, params: { flow: flow.id }, body: { kind: "take", version: 2, baseRevision: 1, document: theirs, ...changes } });
    const foreign = await connect(owner);
    expect((await take({ document: { ...theirs, nodes: theirs.nodes.map((node) => (node.connection === undefined ? node : { ...node, connection: foreign })) } })).status).toBe(422);
    expect((await take({ parameters: { chat_url: "no address" } })).status).toBe(422);
    expect((await take({ baseRevision: 7 })).status).toBe(409);
    await ok(publish(made.source.id, { parameters: [url], sentence: "Yet another one." }), 201);
    expect(await take({})).toMatchObject({ status: 409, json: { error: { details: { version: 3 } } } });
    expect(await ok(call("GET /api/v1/flows/{flow}", { as: stranger, params: { flow: flow.id } }))).toMatchObject({ draftRevision: 1 });
  });

  test("of a link comes by that link alone", async () => {
    const { flow: source, template } = await published();
    const link = (await ok<Template>(share(template.id, { visibility: "link" }))).shareUrl?.split("/t/")[1];
    const flow = await ok<Flow>(install({ source: { kind: "link", link }, parameters: { crm_url: "https://a.example.com/" } }), 201);
    await ok(publish(source.id, { parameters: [url], sentence: "Second." }), 201);
    expect(await newerOf(flow.id)).toMatchObject({ number: 2 });
    await ok(share(template.id, { newLink: true }));
    expect(await newerOf(flow.id)).toBeNull();
  });
});

test("what was done is in the audit log, without a value", async () => {
  const { template } = await published();
  await ok(share(template.id, { visibility: "gallery" }));
  await ok(install({ source: { kind: "template", template: template.id }, parameters: { crm_url: "https://audited.example.com/" } }, owner), 201);
  await call("DELETE /api/v1/templates/{template}", { as: owner, params: { template: template.id } });
  const { rows } = await api.database.pool.query("select action, details from audit_log where target = $1 or details ->> 'template' = $1 order by seq", [template.id]);
  expect(rows.map(({ action }) => action)).toEqual(["template.publish", "template.share", "template.install", "template.withdraw"]);
  expect(JSON.stringify(rows)).not.toContain("audited.example.com");
});
