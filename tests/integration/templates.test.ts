import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Flow } from "#lib/contracts/flows.schema.ts";
import type { Sample } from "#lib/contracts/samples.schema.ts";
import type { SharedTemplate, Template, TemplateChoice, TemplateDraft, TemplateFinding, TemplateInstall, TemplateSummary } from "#lib/contracts/templates.schema.ts";
import type { FlowDocument } from "#lib/flow/document.schema.ts";
import type { TemplateContent } from "#lib/flow/templates/template-content.schema.ts";
import { newId } from "#lib/ids.ts";
import { type Answer, call, type Caller, publicUrl, type TestApi } from "#tests/support/api.ts";
import { buildDocument, fields, literal, nodeId } from "#tests/support/build-document.ts";
import { templateDraft } from "#tests/support/template-draft.ts";
import { configOf, ok, orders, startTemplateLab, team, type TemplateLab, url } from "#tests/support/template-lab.ts";

let lab: TemplateLab;
let api: TestApi;
let owner: Caller;
let editor: Caller;
let viewer: Caller;
let stranger: Caller;

beforeAll(async () => {
  lab = await startTemplateLab();
  ({ api, owner, editor, viewer, stranger } = lab);
}, 60_000);
afterAll(() => lab.api.stop());

describe("making a template", () => {
  test("what it holds is what may leave: values of questions are gone, connections are asked for, settings stay", async () => {
    const { flow, template } = await lab.published();
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
    const flow = await lab.makeFlow(orders());
    const before = await api.database.pool.query("select count(*)::int as n from templates");
    const preview = await ok<{ content: TemplateContent; choices: TemplateChoice[]; findings: TemplateFinding[]; issues: unknown[]; nodeTypes: { type: string }[] }>(call("POST /api/v1/flows/{flow}/template/preview", { as: editor, params: { flow: flow.id }, body: templateDraft({ parameters: [url] }) }));
    const choice = preview.choices.find(({ place }) => JSON.stringify(place) === JSON.stringify(url.places[0]));
    expect(choice).toMatchObject({ where: "“send”, URL", label: "URL", type: "url", value: "https://crm.example.com/leads" });
    expect(preview.choices.find(({ label }) => label === "X-Team")).toMatchObject({ where: "“send”, Headers, “X-Team”", type: "text", value: "north", place: team.places[0] });
    expect([preview.findings, preview.issues]).toEqual([[], []]);
    expect(preview.nodeTypes.map(({ type }) => type).toSorted()).toEqual(["core/map", "core/webhook", "http/request"]);
    expect((await api.database.pool.query("select count(*)::int as n from templates")).rows).toEqual(before.rows);
  });

  test("a flow that is called is asked for by itself, its id goes nowhere", async () => {
    const called = await lab.makeFlow(buildDocument({ start: { type: "core/called" } }, []));
    const flow = await lab.makeFlow(buildDocument({ hook: { type: "core/webhook" }, ask: { type: "core/call-flow", config: { flow: literal(called.id), wait: literal("result") } } }, ["hook -> ask"]));
    const template = await ok<Template>(lab.publish(flow.id, { parameters: [] }), 201);
    expect(template.content.parameters).toMatchObject([{ type: "choice", required: true, options: { from: "flows" }, places: [{ node: nodeId("ask"), path: ["flow", "value"] }] }]);
    expect(JSON.stringify(template)).not.toContain(called.id);
    const key = template.content.parameters[0]?.key ?? "";
    const own = await lab.makeFlow(buildDocument({ start: { type: "core/called" } }, []), stranger);
    await ok(lab.share(template.id, { visibility: "gallery" }));
    const source = { kind: "template", template: template.id };
    expect(await lab.install({ source, parameters: { [key]: called.id } })).toMatchObject({ status: 422, json: { error: { details: [{ at: `parameters.${key}` }] } } });
    expect(configOf((await ok<Flow>(lab.install({ source, parameters: { [key]: own.id } }), 201)).document, "ask")).toMatchObject({ flow: literal(own.id) });
  });

  test("the next version of the same template; nothing new is refused, what was said comes back", async () => {
    const { flow, template } = await lab.published();
    expect(await lab.publish(flow.id)).toMatchObject({ status: 409 });
    const second = await ok<Template>(lab.publish(flow.id, { sentence: "Sends each order to your CRM.", message: "Says it better" }), 201);
    expect(second).toMatchObject({ id: template.id, version: 2, sentence: "Sends each order to your CRM." });
    expect(second.versions.map(({ number, message }) => [number, message])).toEqual([[2, "Says it better"], [1, ""]]);
    const said = await ok<{ template: Template; draft: TemplateDraft }>(call("GET /api/v1/flows/{flow}/template", { as: editor, params: { flow: flow.id } }));
    expect(said.draft).toMatchObject({ sentence: "Sends each order to your CRM.", parameters: [url, team] });
    expect(await ok(call("GET /api/v1/templates/{template}", { as: owner, params: { template: template.id }, query: "?version=1" }))).toMatchObject({ version: 1, sentence: "Sends each order that arrives to a CRM." });
  });

  test("a flow without a template has a draft to begin with, and no real data in it", async () => {
    const flow = await lab.makeFlow(orders());
    const { template, draft } = await ok<{ template: null; draft: TemplateDraft }>(call("GET /api/v1/flows/{flow}/template", { as: owner, params: { flow: flow.id } }));
    expect(template).toBeNull();
    expect(draft).toMatchObject({ name: "Orders", sentence: "", from: "draft", parameters: [], samples: [{ name: "An example" }] });
  });

  test.each([
    ["a place that is not there", { parameters: [{ ...url, places: [{ node: nodeId("send"), path: ["nothing", "value"] }] }] }, "parameters.crm_url"],
    ["a place that would change what a setting is", { parameters: [{ ...url, places: [{ node: nodeId("send"), path: ["url", "kind"] }] }] }, "parameters.crm_url"],
    ["two questions for one place", { parameters: [url, { ...team, places: url.places }] }, "parameters.team"],
    ["a question about a part of what another asks about", { parameters: [{ ...team, places: [{ node: nodeId("whole"), path: ["bodyValue", "value", "a"] }] }, { ...url, type: "json", places: [{ node: nodeId("whole"), path: ["bodyValue", "value"] }] }] }, "parameters.team"],
    ["a default that is no answer", { parameters: [{ ...url, default: "nowhere" }] }, "parameters.crm_url"],
    ["a default that cannot be chosen", { parameters: [{ ...team, default: "east" }] }, "parameters.team"],
    ["a key that is there twice", { parameters: [url, { ...team, key: "crm_url" }] }, "parameters.crm_url"],
    ["a choice of nothing", { parameters: [{ ...team, options: undefined }] }, "parameters.team"],
    ["a connection for a step that needs none", { connections: [{ key: "crm", title: "CRM", help: "", nodes: [nodeId("shape")] }] }, "connections.crm"],
    ["a sample that does not fit the trigger", { samples: [{ name: "Wrong", input: { body: 1 } }] }, "samples.0"],
  ] satisfies [string, Partial<TemplateDraft>, string][])("%s is refused, by name", async (_, changes, at) => {
    const document = orders(await lab.connect(owner));
    const whole: FlowDocument["nodes"][number] = { id: nodeId("whole"), name: "whole", type: "http/request", config: { method: literal("POST"), url: literal("https://a.example.com/"), send: literal("value"), bodyValue: literal({ a: "north", b: 1 }) }, settings: {} };
    const flow = await lab.makeFlow({ ...document, nodes: [...document.nodes, whole], edges: [...document.edges, { id: "e_whole", carries: "value", from: { node: nodeId("send"), port: "out" }, to: { node: whole.id, port: "in" } }] });
    expect(await lab.publish(flow.id, changes)).toMatchObject({ status: 422, json: { error: { code: "invalid", details: [{ at }] } } });
  });

  test("one whose flow cannot run, or is not live when its live version is wanted, is refused", async () => {
    const broken = await lab.makeFlow(buildDocument({ hook: { type: "core/webhook" }, send: { type: "http/request" } }, ["hook -> send"]));
    expect(await lab.publish(broken.id, { parameters: [] })).toMatchObject({ status: 412, json: { error: { message: expect.stringContaining("cannot run yet") } } });
    // The preview says so before anybody presses Publish.
    const { issues } = await ok<{ issues: { message: string }[] }>(call("POST /api/v1/flows/{flow}/template/preview", { as: editor, params: { flow: broken.id }, body: templateDraft({ parameters: [] }) }));
    expect(issues.length).toBeGreaterThan(0);
    const draft = await lab.makeFlow(orders());
    expect(await lab.publish(draft.id, { from: "live" })).toMatchObject({ status: 412, json: { error: { message: expect.stringContaining("not live") } } });
  });
});

describe("who sees it", () => {
  test("its workspace alone, until it is shared; by its link while the link counts; everybody in the gallery; nobody when it is withdrawn", async () => {
    const { template } = await lab.published();
    const missing = await lab.read(newId("template"), stranger);
    const withoutRequest = (answer: Answer): string => answer.text.replace(/"requestId":"[^"]*"/, "");
    const shown = (link: string): Promise<Answer> => call("GET /api/v1/shared-templates/{link}", { params: { link } });
    const linkIn = ({ shareUrl }: Template): string => shareUrl?.split("/t/")[1] ?? "";

    expect((await lab.read(template.id, viewer)).status).toBe(200);
    expect(withoutRequest(await lab.read(template.id, stranger))).toBe(withoutRequest(missing));

    expect((await lab.share(template.id, { visibility: "link" }, editor)).status).toBe(403);
    const linked = await ok<Template>(lab.share(template.id, { visibility: "link" }));
    expect(linked.shareUrl).toMatch(new RegExp(`^${publicUrl}/t/[A-Za-z0-9_-]{24}$`));
    expect((await lab.read(template.id, stranger)).status).toBe(404);
    const page = await ok<SharedTemplate>(shown(linkIn(linked)));
    expect(page).toMatchObject({ name: template.name, version: 1, visibility: "link", content: template.content });
    expect(Object.keys(page)).not.toEqual(expect.arrayContaining(["id"]));
    expect(JSON.stringify(page)).not.toMatch(/ws_|flow_|conn_|usr_|tmpl_/);

    const renewed = await ok<Template>(lab.share(template.id, { newLink: true }));
    expect(linkIn(renewed)).not.toBe(linkIn(linked));
    expect(withoutRequest(await shown(linkIn(linked)))).toBe(withoutRequest(await shown("nowhere")));
    expect((await shown(linkIn(renewed))).status).toBe(200);

    await ok(lab.share(template.id, { visibility: "gallery" }));
    expect(await ok(lab.read(template.id, stranger))).toMatchObject({ origin: "instance", flow: null, shareUrl: null });
    const back = await ok<Template>(lab.share(template.id, { visibility: "workspace" }));
    expect(back.shareUrl).toBeNull();
    expect((await shown(linkIn(renewed))).status).toBe(404);

    await ok(lab.share(template.id, { visibility: "gallery" }));
    expect((await call("DELETE /api/v1/templates/{template}", { as: owner, params: { template: template.id } })).status).toBe(204);
    for (const as of [owner, stranger]) expect(withoutRequest(await lab.read(template.id, as))).toBe(withoutRequest(missing));
    expect((await shown(linkIn(renewed))).status).toBe(404);
  });

  test("a link of a template that only its workspace sees installs nothing either", async () => {
    const { template } = await lab.published();
    const { rows } = await api.database.pool.query<{ link: string }>("select link from templates where id = $1", [template.id]);
    expect((await lab.install({ source: { kind: "link", link: rows[0]?.link }, parameters: { crm_url: "https://a.example.com/" } })).status).toBe(404);
    expect((await lab.install({ source: { kind: "template", template: template.id }, parameters: { crm_url: "https://a.example.com/" } })).status).toBe(404);
  });

  test("the list is found by pattern, system, goal, origin and words, page by page", async () => {
    const { template } = await lab.published({ name: "Findable by its zebra", goal: "recover" });
    const list = async (query: string, as = owner) => await ok<{ templates: TemplateSummary[]; next: string | null; total: number; systems: { id: string }[] }>(call("GET /api/v1/templates", { as, query }));
    const hit = [template.id];
    expect((await list("?search=zebra")).templates.map(({ id }) => id)).toEqual(hit);
    expect((await list("?search=zebra&pattern=event&system=http&goal=recover&origin=own")).templates.map(({ id }) => id)).toEqual(hit);
    for (const query of ["?search=zebra&pattern=sync", "?search=zebra&system=postgres", "?search=zebra&goal=serve", "?search=zebra&origin=millrace", "?search=zebra&origin=instance", "?search=%25zebra%25"]) expect(await list(query), query).toMatchObject({ templates: [], total: 0, next: null });
    expect((await list("?search=zebra", stranger)).templates).toEqual([]);
    await ok(lab.share(template.id, { visibility: "gallery" }));
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
    const { template } = await lab.published({ samples: [{ name: "A first order", input: { method: "POST", headers: {}, query: {}, body: { id: "order-1" }, receivedAt: "2026-11-23T14:02:51.204Z" } }] });
    const link = (await ok<Template>(lab.share(template.id, { visibility: "gallery" }))).shareUrl?.split("/t/")[1];
    const file = await ok(call("GET /api/v1/templates/{template}/file", { as: stranger, params: { template: template.id } }));
    const connection = await lab.connect(stranger);
    const answers = { connections: { http: connection }, parameters: { crm_url: "https://mine.example.com/in", team: "south" } };
    for (const [source, id] of [[{ kind: "template", template: template.id }, template.id], [{ kind: "link", link }, template.id], [{ kind: "file", file }, null]] as const) {
      const flow = await ok<Flow>(lab.install({ source, name: "Mine", ...answers }), 201);
      expect(flow).toMatchObject({ name: "Mine", liveVersion: null, draftRevision: 1, pattern: "event" });
      expect(configOf(flow.document, "send")).toMatchObject({ url: literal("https://mine.example.com/in"), headers: fields({ "X-Team": literal("south") }) });
      expect(flow.document.nodes.find(({ name }) => name === "send")?.connection).toBe(connection);
      const { samples } = await ok<{ samples: Sample[] }>(call("GET /api/v1/flows/{flow}/samples", { as: stranger, params: { flow: flow.id } }));
      expect(samples).toMatchObject([{ name: "A first order", node: nodeId("hook"), origin: "template", stale: false }]);
      const { install: made } = await ok<{ install: TemplateInstall }>(call("GET /api/v1/flows/{flow}/install", { as: stranger, params: { flow: flow.id } }));
      expect(made).toMatchObject({ template: { id, name: template.name, author: "Ada Lovelace" }, version: 1, parameters: answers.parameters, connections: answers.connections, newer: null });
      expect((await call("POST /api/v1/flows/{flow}/publish", { as: stranger, params: { flow: flow.id }, body: { baseRevision: 1 } })).status).toBe(200);
    }
    expect(await ok(lab.read(template.id, owner))).toMatchObject({ installs: 2 });
  });

  test("connections may come later; the draft says what it lacks", async () => {
    const { template } = await lab.published();
    const flow = await ok<Flow>(lab.install({ source: { kind: "template", template: template.id }, parameters: { crm_url: "https://mine.example.com/" } }, owner), 201);
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
    const { template } = await lab.published();
    await ok(lab.share(template.id, { visibility: "gallery" }));
    const real: Record<string, () => Promise<string>> = { own: () => lab.connect(stranger), foreign: () => lab.connect(owner), webhook: () => lab.connect(stranger, "webhook/secret") };
    const connections = Object.fromEntries(await Promise.all(Object.entries(answers.connections ?? {}).map(async ([key, id]) => [key, (await real[id]?.()) ?? id])));
    const count = async () => (await api.database.pool.query("select count(*)::int as n from flows")).rows[0].n;
    const before = await count();
    expect(await lab.install({ source: { kind: "template", template: template.id }, ...answers, connections })).toMatchObject({ status: 422, json: { error: { code: "invalid", details: [{ at }] } } });
    expect(await count()).toBe(before);
  });

  test("a failure in the middle leaves nothing half", async () => {
    const { template } = await lab.published({ samples: [{ name: "A first order", input: { method: "POST", headers: {}, query: {}, body: { id: newId("event").slice(4, 10) }, receivedAt: "2026-11-23T14:02:51.204Z" } }] });
    const tables = ["flows", "draft_history", "samples", "template_installs", "audit_log", "payloads"];
    const counts = async () => Object.fromEntries(await Promise.all(tables.map(async (table) => [table, (await api.database.pool.query(`select count(*)::int as n from ${table}`)).rows[0].n])));
    for (const table of tables.filter((name) => name !== "payloads")) {
      const before = await counts();
      await api.database.pool.query(`create function fail_here() returns trigger language plpgsql as $$ begin raise exception 'planted'; end $$`);
      await api.database.pool.query(`create trigger planted after insert on ${table} for each row execute function fail_here()`);
      try {
        expect((await lab.install({ source: { kind: "template", template: template.id }, parameters: { crm_url: "https://a.example.com/" } }, owner)).status, table).toBe(500);
      } finally {
        await api.database.pool.query(`drop trigger planted on ${table}`);
        await api.database.pool.query("drop function fail_here()");
      }
      expect(await counts(), table).toEqual(before);
    }
    await ok(lab.install({ source: { kind: "template", template: template.id }, parameters: { crm_url: "https://a.example.com/" } }, owner), 201);
  });

  test("what is deleted or withdrawn afterwards does not reach the flow", async () => {
    const { template } = await lab.published();
    await ok(lab.share(template.id, { visibility: "gallery" }));
    const flow = await ok<Flow>(lab.install({ source: { kind: "template", template: template.id }, parameters: { crm_url: "https://a.example.com/" } }), 201);
    await call("DELETE /api/v1/templates/{template}", { as: owner, params: { template: template.id } });
    expect(await ok(call("GET /api/v1/flows/{flow}/install", { as: stranger, params: { flow: flow.id } }))).toMatchObject({ install: { template: { name: template.name }, newer: null } });
    expect((await call("GET /api/v1/flows/{flow}/install/update", { as: stranger, params: { flow: flow.id } })).status).toBe(412);
  });
});

test("what was done is in the audit log, without a value", async () => {
  const { template } = await lab.published();
  await ok(lab.share(template.id, { visibility: "gallery" }));
  await ok(lab.install({ source: { kind: "template", template: template.id }, parameters: { crm_url: "https://audited.example.com/" } }, owner), 201);
  await call("DELETE /api/v1/templates/{template}", { as: owner, params: { template: template.id } });
  const { rows } = await api.database.pool.query("select action, details from audit_log where target = $1 or details ->> 'template' = $1 order by seq", [template.id]);
  expect(rows.map(({ action }) => action)).toEqual(["template.publish", "template.share", "template.install", "template.withdraw"]);
  expect(JSON.stringify(rows)).not.toContain("audited.example.com");
});
