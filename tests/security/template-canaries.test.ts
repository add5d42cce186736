import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Flow } from "#lib/contracts/flows.schema.ts";
import type { Template, TemplateFinding } from "#lib/contracts/templates.schema.ts";
import type { Binding, FlowDocument, FlowNode } from "#lib/flow/document.schema.ts";
import type { TemplateContent, TemplateParameter } from "#lib/flow/templates/template-content.schema.ts";
import { newId } from "#lib/ids.ts";
import { type Answer, call, type Caller, publicUrl, startApi, type TestApi } from "#tests/support/api.ts";
import { buildDocument, fields, literal, nodeId, reference } from "#tests/support/build-document.ts";
import { findLeaks } from "#tests/support/leak-oracle.ts";
import { templateDraft } from "#tests/support/template-draft.ts";

let api: TestApi;
let owner: Caller;
let workspace: { id: string; slug: string };
let connection: string;

const text = (...parts: (string | ReturnType<typeof reference>)[]): Binding => ({ kind: "template", parts });
const stripeKey = `sk_${"live"}_51Hcanary0Stripe9QwErTyUiOpAsDfGhJkLzXcVbNm`;

/** What must not leave, and where it stands in the flow. */
const canaries = {
  authorization: "canary-authorization-4711",
  apiKey: "canary-api-key-0815",
  cookie: "sid=canary-cookie-2342",
  bearer: "canary.Bearer_9a8b7c6d5e4f",
  password: "canary-pass word!",
  query: "canary-query-77ab",
  user: "canaryuser:canarypass99",
  mail: "canary.person+1@post.kanarien.de",
  phone: "+49 30 55667788",
  stripe: stripeKey,
  encoded: "canary.base64@post.kanarien.de",
  hex: "canary.hex@post.kanarien.de",
  url: "canary.url@post.kanarien.de",
  code: "canary-code-secret-1",
  sql: "canary.sql@post.kanarien.de",
  note: "canary.note@post.kanarien.de",
  canvas: "canary.canvas@post.kanarien.de",
  group: "canary.group@post.kanarien.de",
  step: "canary.step@post.kanarien.de",
  label: "canary.label@post.kanarien.de",
  fallback: "canary.fallback@post.kanarien.de",
  cel: "canary.cel@post.kanarien.de",
  fieldName: "canary.fieldname@post.kanarien.de",
  idempotency: "canary.idempotency@post.kanarien.de",
  sampleInput: "canary.sample@post.kanarien.de",
  about: "canary.about@post.kanarien.de",
  message: "canary.message@post.kanarien.de",
  privateHost: "http://canary-intranet.corp/orders",
  // Never looked at, because they stay at home.
  pinned: "canary pinned sample",
  mock: "canary mocked value",
  secret: "canary-of-the-connection-5150",
  connectionName: "Canary of a connection's name",
};

function stuffed(hookUrl: string, called: string): FlowDocument {
  const document = buildDocument(
    {
      hook: { type: "core/webhook" },
      form: { type: "core/approval", config: { question: literal("Go on?"), form: literal([{ name: "who", label: `Ask ${canaries.label}`, type: "text", required: true, canary: canaries.pinned }]) } },
      send: {
        type: "http/request",
        config: {
          method: literal("POST"), url: literal(`https://${canaries.user}@api.example.com/orders?api_key=${canaries.query}`),
          headers: fields({ Authorization: literal(canaries.authorization), "X-Api-Key": literal(canaries.apiKey), Cookie: literal(canaries.cookie), "X-Both": text(`Bearer ${canaries.bearer} `, reference("hook", "body", "id")) }),
          query: fields({ contact: literal(canaries.mail), call: literal(canaries.phone) }),
          send: literal("value"),
          bodyValue: literal({
            password: canaries.password, stripe: canaries.stripe, encoded: Buffer.from(`to: ${canaries.encoded}`).toString("base64"), hex: Buffer.from(canaries.hex).toString("hex"), url: encodeURIComponent(`mailto:${canaries.url}`),
            [canaries.fieldName]: 1, hook: hookUrl, host: canaries.privateHost, flow: called,
          }),
        },
        settings: { note: `Ask ${canaries.note} when it fails.`, idempotencyKey: literal(canaries.idempotency) },
      },
      code: { type: "core/code", config: { source: literal(`const apiKey = "${canaries.code}";\nreturn apiKey;`) } },
      query: { type: "postgres/query", config: { sql: literal(`select * from people where email = '${canaries.sql}'`) } },
      shape: { type: "core/map", config: { fields: fields({ to: { ...reference("hook", "body", "to"), default: canaries.fallback }, all: { kind: "cel", source: `${nodeId("hook")}.body.from == "${canaries.cel}"` } }) } },
    },
    ["hook -> form", "form.approved -> send", "send -> code", "code -> query", "query -> shape"],
  );
  const named = document.nodes.map((node): FlowNode => (node.name === "shape" ? { ...node, name: `For ${canaries.step}` } : node.name === "query" ? { ...node, connection } : node));
  return { ...document, nodes: named, layout: { ...document.layout, groups: { g_0001: { title: canaries.group, nodes: [nodeId("code")] } }, notes: { t_0001: { x: 0, y: 0, width: 200, text: `From ${canaries.canvas}` } } } };
}

/** Which findings have to be there: by the words that name where, and the kind. */
const expected: [keyof typeof canaries | "hook" | "id", string, TemplateFinding["kind"]][] = [
  ["authorization", "“send”, Headers, “Authorization”", "secret"],
  ["apiKey", "“send”, Headers, “X-Api-Key”", "secret"],
  ["cookie", "“send”, Headers, “Cookie”", "secret"],
  ["bearer", "“send”, Headers, “X-Both”", "secret"],
  ["user", "“send”, URL", "secret"],
  ["query", "“send”, URL", "secret"],
  ["mail", "“send”, Query, “contact”", "personal"],
  ["phone", "“send”, Query, “call”", "personal"],
  ["password", "“send”, Body value, password", "secret"],
  ["stripe", "“send”, Body value, stripe", "secret"],
  ["encoded", "“send”, Body value, encoded", "personal"],
  ["hex", "“send”, Body value, hex", "personal"],
  ["url", "“send”, Body value, url", "personal"],
  ["fieldName", "“send”, Body value, a field", "personal"],
  ["hook", "“send”, Body value, hook", "internal"],
  ["privateHost", "“send”, Body value, host", "internal"],
  ["id", "“send”, Body value, flow", "internal"],
  ["note", "“send”, note", "personal"],
  ["idempotency", "“send”, idempotency key", "personal"],
  ["code", "“code”, Code", "secret"],
  ["sql", "“query”, SQL", "personal"],
  ["canvas", "A note on the canvas", "personal"],
  ["group", "The title of a group", "personal"],
  ["step", "The name of step 6 (Map)", "personal"],
  ["fallback", "Step 6 (Map), Fields, “to”, default", "personal"],
  ["cel", "Step 6 (Map), Fields, “all”, expression", "personal"],
  ["label", "“form”, Form, “who”, label", "personal"],
  ["sampleInput", "The sample “One”, body, to", "personal"],
  ["about", "The description", "personal"],
  ["message", "The message", "personal"],
];

async function ok<Value>(answer: Promise<Answer>, status = 200): Promise<Value> {
  const { json, text: came, status: code } = await answer;
  if (code !== status) throw new Error(`${code} instead of ${status}: ${came}`);
  return json as Value;
}

/** All that is kept of templates, or what was noted about them. */
async function storedTexts(...tables: string[]): Promise<string> {
  const rows = await Promise.all(tables.map(async (table) => (await api.database.pool.query<{ row: string }>(`select row_to_json(t)::text as row from ${table} t`)).rows.map(({ row }) => row)));
  return rows.flat().join("\n");
}

let flow: Flow;
let called: string;
let secrets: string[];

beforeAll(async () => {
  api = await startApi();
  const user = await api.user("owner@canaries.test");
  workspace = await api.workspace("canaries", { [user.id]: "owner" });
  owner = { cookie: user.cookie, workspace: workspace.slug };
  connection = (await ok<{ id: string }>(call("POST /api/v1/connections", { as: owner, body: { name: canaries.connectionName, credential: { kind: "postgres/password", host: "db.example.com", database: "shop", user: "shop", password: canaries.secret } } }), 201)).id;
  called = (await ok<Flow>(call("POST /api/v1/flows", { as: owner, body: { name: "Called", document: buildDocument({ start: { type: "core/called" } }, []) } }), 201)).id;
  flow = await ok<Flow>(call("POST /api/v1/flows", { as: owner, body: { name: "Stuffed" } }), 201);
  flow = await ok<Flow>(call("GET /api/v1/flows/{flow}", { as: owner, params: { flow: flow.id } }));
  await ok(call("PUT /api/v1/flows/{flow}/draft", { as: owner, params: { flow: flow.id }, body: { baseRevision: 1, document: stuffed(flow.hookUrl, called) } }));
  await ok(call("POST /api/v1/flows/{flow}/samples", { as: owner, params: { flow: flow.id }, body: { node: nodeId("hook"), name: canaries.pinned, from: { kind: "pasted", value: { body: canaries.pinned } } } }), 201);
  await ok(call("PUT /api/v1/flows/{flow}/mocks/{node}", { as: owner, params: { flow: flow.id, node: nodeId("send") }, body: { mock: { value: canaries.mock } } }), 204);
  secrets = [...Object.values(canaries), flow.hookUrl.split("/").at(-1) ?? "", called, connection];
}, 60_000);
afterAll(() => api.stop());

const sample = (to: string) => ({ name: "One", input: { method: "POST", headers: {}, query: {}, body: { to }, receivedAt: "2026-11-23T14:02:51.204Z" } });
const dirty = () => templateDraft({ description: `Ask ${canaries.about}`, samples: [sample(canaries.sampleInput)] });

describe("a flow stuffed with what must not leave it", () => {
  test("each field is named, and no value is", async () => {
    const refusal = await call("POST /api/v1/flows/{flow}/template", { as: owner, params: { flow: flow.id }, body: { ...dirty(), message: `For ${canaries.message}` } });
    expect(refusal.status).toBe(412);
    const findings = (refusal.json as { error: { details: TemplateFinding[] } }).error.details;
    const found = findings.map(({ where, kind }) => `${where}: ${kind}`);
    expect(expected.filter(([, where, kind]) => !found.includes(`${where}: ${kind}`)).map(([name]) => name)).toEqual([]);
    expect(findings.filter(({ mayKeep, kind }) => mayKeep !== (kind === "random"))).toEqual([]);
    expect(findLeaks("refusal", refusal.text, secrets)).toEqual([]);
    // What is named is there, and what can be asked is said where.
    for (const { place, where } of findings) if (/^“send”, (Headers|URL|Query|Body)/.test(where)) expect(place?.node, where).toBe(nodeId("send"));
    expect(new Set(findings.map(({ at }) => at)).size).toBe(findings.length);
  });

  test("nothing was stored of it", async () => {
    expect(findLeaks("tables", await storedTexts("templates", "template_versions", "template_checks", "template_installs"), secrets)).toEqual([]);
    expect(findLeaks("audit log", await storedTexts("audit_log"), Object.values(canaries))).toEqual([]);
    expect((await api.database.pool.query("select 1 from templates")).rowCount).toBe(0);
  });

  test("keeping what is a secret for certain keeps nothing", async () => {
    const preview = await ok<{ content: TemplateContent; findings: TemplateFinding[] }>(call("POST /api/v1/flows/{flow}/template/preview", { as: owner, params: { flow: flow.id }, body: dirty() }));
    // What no setting is known to take, and what is not the document's, is not there to be found.
    expect(findLeaks("preview", JSON.stringify(preview.content), [canaries.pinned, canaries.mock, canaries.secret, canaries.connectionName, connection])).toEqual([]);
    const kept = await call("POST /api/v1/flows/{flow}/template", { as: owner, params: { flow: flow.id }, body: { ...dirty(), keep: preview.findings.map(({ at }) => at) } });
    expect(kept.status).toBe(412);
    expect((kept.json as { error: { details: TemplateFinding[] } }).error.details).toEqual(preview.findings.filter(({ mayKeep }) => !mayKeep));
  });

  test("once what was found is asked instead of given, it is published, and none of it is stored, shown or exported", async () => {
    const clean = stuffed(flow.hookUrl, called);
    const without: Record<string, FlowNode> = {
      code: { ...part(clean, "code"), config: { source: literal("return input;") } },
      query: { ...part(clean, "query"), config: { sql: literal("select 1") } },
      form: { ...part(clean, "form"), config: { question: literal("Go on?") } },
      [`For ${canaries.step}`]: { ...part(clean, `For ${canaries.step}`), name: "shape", config: { fields: fields({ to: reference("hook", "body", "to") }) } },
      // Its note goes; an idempotency key with an id in it goes by itself.
      send: { ...part(clean, "send"), settings: { idempotencyKey: literal(`order ${called}`) } },
    };
    const document: FlowDocument = { ...clean, nodes: clean.nodes.map((node) => without[node.name] ?? node), layout: { nodes: clean.layout.nodes } };
    const { draftRevision } = await ok<Flow>(call("GET /api/v1/flows/{flow}", { as: owner, params: { flow: flow.id } }));
    await ok(call("PUT /api/v1/flows/{flow}/draft", { as: owner, params: { flow: flow.id }, body: { baseRevision: draftRevision, document } }));

    const draft = templateDraft({ samples: [sample("ada@example.com")] });
    const { findings } = await ok<{ findings: TemplateFinding[] }>(call("POST /api/v1/flows/{flow}/template/preview", { as: owner, params: { flow: flow.id }, body: draft }));
    const places = new Map(findings.map(({ place }) => [JSON.stringify(place), place]));
    expect(findings.filter(({ place }) => place === null)).toEqual([]);
    const parameters = [...places.values()].map((place, index): TemplateParameter => ({ key: `asked_${index}`, label: `What is number ${index}?`, help: "", type: "text", required: true, places: place === null ? [] : [place] }));
    const whole = parameters.find(({ places: [place] }) => JSON.stringify(place?.path) === '["bodyValue","value"]');
    const asked = whole === undefined ? parameters : [{ ...whole, type: "json" as const }, ...parameters.filter(({ places: [place] }) => place?.path[0] !== "bodyValue")];
    const template = await ok<Template>(call("POST /api/v1/flows/{flow}/template", { as: owner, params: { flow: flow.id }, body: { ...draft, parameters: asked } }), 201);
    expect(part(template.content.document, "send").settings).toEqual({});
    await ok(call("PATCH /api/v1/templates/{template}", { as: owner, params: { template: template.id }, body: { visibility: "gallery" } }));
    const { shareUrl } = await ok<Template>(call("GET /api/v1/templates/{template}", { as: owner, params: { template: template.id } }));
    const file = await call("GET /api/v1/templates/{template}/file", { as: owner, params: { template: template.id } });
    const shown = await call("GET /api/v1/shared-templates/{link}", { params: { link: shareUrl?.split("/t/")[1] ?? "" } });
    expect([file.status, shown.status]).toEqual([200, 200]);
    expect(findLeaks("file", file.text, secrets)).toEqual([]);
    expect(findLeaks("page", shown.text, [...secrets, workspace.id, workspace.slug])).toEqual([]);
    expect(findLeaks("tables", await storedTexts("templates", "template_versions", "template_checks", "template_installs"), secrets)).toEqual([]);
    expect(findLeaks("audit log", await storedTexts("audit_log"), Object.values(canaries))).toEqual([]);
    const installed = await ok<Flow>(call("POST /api/v1/templates/install", { as: owner, body: { source: { kind: "file", file: file.json as TemplateContent }, parameters: Object.fromEntries(asked.map(({ key, type }) => [key, type === "json" ? { a: 1 } : "x"])) } }), 201);
    expect(findLeaks("installed", JSON.stringify(installed.document), secrets)).toEqual([]);
  });
});

function part(document: FlowDocument, name: string): FlowNode {
  const node = document.nodes.find((one) => one.name === name);
  if (!node) throw new Error(`There is no step ${name}.`);
  return node;
}

test("a credential that is read from what came before, or is a scheme alone, is none", async () => {
  const headers = fields({ Authorization: text("Bearer ", reference("hook", "body", "token")), "X-Api-Key": { ...reference("hook", "body", "secret"), default: "" }, Cookie: { kind: "cel", source: `${nodeId("hook")}.body.cookie` }, Token: literal("") });
  const document = buildDocument({ hook: { type: "core/webhook" }, send: { type: "http/request", config: { method: literal("GET"), url: literal("https://api.example.com/"), headers } } }, ["hook -> send"]);
  const made = await ok<Flow>(call("POST /api/v1/flows", { as: owner, body: { name: "Read", document } }), 201);
  expect((await ok<{ findings: TemplateFinding[] }>(call("POST /api/v1/flows/{flow}/template/preview", { as: owner, params: { flow: made.id }, body: templateDraft() }))).findings).toEqual([]);
});

test("the address of this Millrace and ids of a workspace are its own wherever they stand", async () => {
  const document = (value: string): FlowDocument => buildDocument({ hook: { type: "core/webhook" }, shape: { type: "core/map", config: { fields: fields({ a: literal(value) }) } } }, ["hook -> shape"]);
  for (const [value, kind] of [[`${publicUrl}/w/shop`, "internal"], ["https://flows.example.org/api/hooks/0123456789abcdefABCDEF", "internal"], [newId("run"), "internal"], ["http://10.0.0.7:8080/x", "internal"], ["http://localhost:3000/", "internal"], ["http://[::1]/", "internal"], [`path ${flow.hookUrl.split("/").at(-1) ?? ""}`, "internal"], [Buffer.from(flow.hookUrl.split("/").at(-1) ?? "").toString("hex"), "internal"]] as const) {
    const made = await ok<Flow>(call("POST /api/v1/flows", { as: owner, body: { name: "Own", document: document(value) } }), 201);
    const { findings } = await ok<{ findings: TemplateFinding[] }>(call("POST /api/v1/flows/{flow}/template/preview", { as: owner, params: { flow: made.id }, body: templateDraft() }));
    expect(findings, value).toMatchObject([{ kind, where: "“shape”, Fields, “a”", node: nodeId("shape"), place: { node: nodeId("shape"), path: ["fields", "fields", 0, "value", "value"] }, mayKeep: false }]);
  }
});
