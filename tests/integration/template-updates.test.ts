import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { nodeTypes } from "#lib/connectors/registry.ts";
import type { FlowChange } from "#lib/contracts/flow-changes.schema.ts";
import type { Flow } from "#lib/contracts/flows.schema.ts";
import type { Template, TemplateInstall } from "#lib/contracts/templates.schema.ts";
import { mergeDocuments } from "#lib/flow/diff/merge-documents.ts";
import type { FlowDocument } from "#lib/flow/document.schema.ts";
import type { TemplateParameter } from "#lib/flow/templates/template-content.schema.ts";
import { type Answer, call, type Caller } from "#tests/support/api.ts";
import { buildDocument, fields, literal, nodeId, reference } from "#tests/support/build-document.ts";
import { configOf, ok, startTemplateLab, team, type TemplateLab, url } from "#tests/support/template-lab.ts";

let lab: TemplateLab;
let owner: Caller;
let stranger: Caller;

beforeAll(async () => {
  lab = await startTemplateLab();
  ({ owner, stranger } = lab);
}, 60_000);
afterAll(() => lab.api.stop());

describe("a newer version", () => {
  type Update = { from: { number: number }; to: { number: number; message: string }; draftRevision: number; base: FlowDocument; mine: FlowDocument; theirs: FlowDocument; parameters: TemplateParameter[]; connections: { key: string }[] };
  const updateOf = async (flow: string): Promise<Update> => await ok<Update>(call("GET /api/v1/flows/{flow}/install/update", { as: stranger, params: { flow } }));
  const newerOf = async (flow: string) => (await ok<{ install: TemplateInstall }>(call("GET /api/v1/flows/{flow}/install", { as: stranger, params: { flow } }))).install.newer;

  async function installed(): Promise<{ flow: Flow; source: Flow; template: Template; connection: string }> {
    const { flow: source, template } = await lab.published();
    await ok(lab.share(template.id, { visibility: "gallery" }));
    const connection = await lab.connect(stranger);
    const flow = await ok<Flow>(lab.install({ source: { kind: "template", template: template.id }, connections: { http: connection }, parameters: { crm_url: "https://mine.example.com/in", team: "south" } }), 201);
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
    await ok(lab.save(source, { ...document, nodes: document.nodes.map((node) => (node.type === "http/request" && had !== undefined ? { ...node, connection: had } : node)) }));
    const chat: TemplateParameter = { key: "chat_url", label: "Where is your chat?", help: "", type: "url", required: true, places: [{ node: nodeId("tell"), path: ["url", "value"] }] };
    await ok(lab.publish(source.id, { parameters: [url, team, chat], message: "Tells the chat" }), 201);
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
    await ok(lab.save(flow, mine, stranger));
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
    // Whoever wonders later what became of the flow finds it among its changes.
    const { changes } = await ok<{ changes: FlowChange[] }>(call("GET /api/v1/flows/{flow}/changes", { as: stranger, params: { flow: flow.id }, query: "" }));
    expect(changes.map(({ change }) => change)).toEqual([{ what: "template-taken", version: 2, template: { id: made.template.id, name: made.template.name } }]);
  });

  test("asks again for nothing that was left out before, or is chosen in the draft meanwhile", async () => {
    const { flow: source, template } = await lab.published();
    await ok(lab.share(template.id, { visibility: "gallery" }));
    const flow = await ok<Flow>(lab.install({ source: { kind: "template", template: template.id }, parameters: { crm_url: "https://mine.example.com/" } }), 201);
    await ok(lab.publish(source.id, { parameters: [url, team], sentence: "Second." }), 201);
    expect(await updateOf(flow.id)).toMatchObject({ parameters: [], connections: [{ key: "http" }] });
    const connection = await lab.connect(stranger);
    await ok(lab.save(flow, { ...flow.document, nodes: flow.document.nodes.map((node) => (node.name === "send" ? { ...node, connection } : node)) }, stranger));
    expect(await updateOf(flow.id)).toMatchObject({ parameters: [], connections: [] });
  });

  test("is asked about where both changed the same", async () => {
    const made = await installed();
    const { flow } = made;
    await ok(lab.save(flow, { ...flow.document, nodes: flow.document.nodes.map((node) => (node.name === "send" ? { ...node, settings: { timeoutMs: 1_000 } } : node)) }, stranger));
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
    await ok(lab.publish(made.source.id, { parameters: [url], sentence: "And a third one." }), 201);
    expect(await newerOf(flow.id)).toMatchObject({ number: 3 });
  });

  test("is not taken over a newer draft, nor when there is a newer one yet, nor with a connection of others", async () => {
    const made = await installed();
    await release(made);
    const { flow } = made;
    const { theirs } = await updateOf(flow.id);
    const take = (changes: object): Promise<Answer> => call("POST /api/v1/flows/{flow}/install/update", { as: stranger, params: { flow: flow.id }, body: { kind: "take", version: 2, baseRevision: 1, document: theirs, ...changes } });
    const foreign = await lab.connect(owner);
    expect((await take({ document: { ...theirs, nodes: theirs.nodes.map((node) => (node.connection === undefined ? node : { ...node, connection: foreign })) } })).status).toBe(422);
    expect((await take({ parameters: { chat_url: "no address" } })).status).toBe(422);
    expect((await take({ baseRevision: 7 })).status).toBe(409);
    await ok(lab.publish(made.source.id, { parameters: [url], sentence: "Yet another one." }), 201);
    expect(await take({})).toMatchObject({ status: 409, json: { error: { details: { version: 3 } } } });
    expect(await ok(call("GET /api/v1/flows/{flow}", { as: stranger, params: { flow: flow.id } }))).toMatchObject({ draftRevision: 1 });
  });

  test("of a link comes by that link alone", async () => {
    const { flow: source, template } = await lab.published();
    const link = (await ok<Template>(lab.share(template.id, { visibility: "link" }))).shareUrl?.split("/t/")[1];
    const flow = await ok<Flow>(lab.install({ source: { kind: "link", link }, parameters: { crm_url: "https://a.example.com/" } }), 201);
    await ok(lab.publish(source.id, { parameters: [url], sentence: "Second." }), 201);
    expect(await newerOf(flow.id)).toMatchObject({ number: 2 });
    await ok(lab.share(template.id, { newLink: true }));
    expect(await newerOf(flow.id)).toBeNull();
  });
});
