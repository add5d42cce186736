import type { Flow } from "#lib/contracts/flows.schema.ts";
import type { Template, TemplateDraft } from "#lib/contracts/templates.schema.ts";
import type { ConfigValue, FlowDocument } from "#lib/flow/document.schema.ts";
import type { TemplateParameter } from "#lib/flow/templates/template-content.schema.ts";
import { newId } from "#lib/ids.ts";
import { type Answer, call, type Caller, startApi, type TestApi } from "./api.ts";
import { buildDocument, fields, literal, nodeId, reference } from "./build-document.ts";
import { templateDraft } from "./template-draft.ts";

export type Said = Partial<TemplateDraft> & { message?: string };

export interface TemplateLab {
  api: TestApi;
  /** Of the workspace that makes templates; the stranger is the owner of another one. */
  owner: Caller;
  editor: Caller;
  viewer: Caller;
  stranger: Caller;
  connect(as: Caller, kind?: "http/bearer" | "webhook/secret"): Promise<string>;
  makeFlow(document: FlowDocument, as?: Caller): Promise<Flow>;
  save(flow: Flow, document: FlowDocument, as?: Caller): Promise<Answer>;
  publish(flow: string, said?: Said, as?: Caller): Promise<Answer>;
  install(body: unknown, as?: Caller): Promise<Answer>;
  share(template: string, body: unknown, as?: Caller): Promise<Answer>;
  read(template: string, as: Caller): Promise<Answer>;
  /** A flow that takes orders and its template, of the owner's. */
  published(said?: Said): Promise<{ flow: Flow; template: Template }>;
}

/** The answer's body. @throws when it has another status. */
export async function ok<Value>(answer: Promise<Answer>, status = 200): Promise<Value> {
  const { json, text, status: came } = await answer;
  if (came !== status) throw new Error(`${came} instead of ${status}: ${text}`);
  return json as Value;
}

export function orders(connection?: string): FlowDocument {
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

/** A question without a default, and a choice with one. */
export const url: TemplateParameter = { key: "crm_url", label: "Where is your CRM?", help: "", type: "url", required: true, places: [{ node: nodeId("send"), path: ["url", "value"] }] };
export const team: TemplateParameter = { key: "team", label: "Which team?", help: "", type: "choice", required: false, default: "north", options: { from: "list", values: ["north", "south"] }, places: [{ node: nodeId("send"), path: ["headers", "fields", 0, "value", "value"] }] };

export function configOf({ nodes }: FlowDocument, name: string): Record<string, ConfigValue> {
  return nodes.find((node) => node.name === name)?.config ?? {};
}

/** Two workspaces, and what is done with templates between them. */
export async function startTemplateLab(): Promise<TemplateLab> {
  const api = await startApi({ samplesPort: 4010 });
  const [one, two, three, four] = await Promise.all(["owner", "editor", "viewer", "other"].map((name) => api.user(`${name}@templates.test`)));
  const workspace = await api.workspace("makers", { [one?.id ?? ""]: "owner", [two?.id ?? ""]: "editor", [three?.id ?? ""]: "viewer" });
  const other = await api.workspace("takers", { [four?.id ?? ""]: "owner" });
  const owner = { cookie: one?.cookie ?? "", workspace: workspace.slug };
  const stranger = { cookie: four?.cookie ?? "", workspace: other.slug };
  const lab: TemplateLab = {
    api, owner, stranger,
    editor: { cookie: two?.cookie ?? "", workspace: workspace.slug },
    viewer: { cookie: three?.cookie ?? "", workspace: workspace.slug },
    async connect(as, kind = "http/bearer") {
      const credential = kind === "http/bearer" ? { kind, token: "t0ken-of-a-test" } : { kind, secret: "s3cret-of-a-test" };
      return (await ok<{ id: string }>(call("POST /api/v1/connections", { as, body: { name: newId("connection"), ...(kind === "http/bearer" ? { allowedHosts: ["crm.example.com"] } : {}), credential } }), 201)).id;
    },
    makeFlow: async (document, as = owner) => await ok<Flow>(call("POST /api/v1/flows", { as, body: { name: "Orders", document } }), 201),
    save: (flow, document, as = owner) => call("PUT /api/v1/flows/{flow}/draft", { as, params: { flow: flow.id }, body: { baseRevision: flow.draftRevision, document } }),
    publish: (flow, said = {}, as = owner) => call("POST /api/v1/flows/{flow}/template", { as, params: { flow }, body: { ...templateDraft({ parameters: [url, team] }), ...said } }),
    install: (body, as = stranger) => call("POST /api/v1/templates/install", { as, body }),
    share: (template, body, as = owner) => call("PATCH /api/v1/templates/{template}", { as, params: { template }, body }),
    read: (template, as) => call("GET /api/v1/templates/{template}", { as, params: { template } }),
    async published(said = {}) {
      const flow = await lab.makeFlow(orders(await lab.connect(owner)));
      return { flow, template: await ok<Template>(lab.publish(flow.id, said), 201) };
    },
  };
  return lab;
}
