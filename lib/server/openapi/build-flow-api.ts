import type { DeclaredField } from "#lib/connectors/declared-field.ts";
import type { AnswerSettings } from "../answers/answer-settings.ts";

type JsonSchema = Record<string, unknown>;

export interface AnsweringFlow {
  name: string;
  address: string;
  version: number;
  note: string;
  answer: AnswerSettings;
  /** Of the connection whose credential its callers send. */
  kind: string | null;
  /** Of a key that is sent in a header of its own. */
  header: string | null;
}

const types: Record<DeclaredField["type"], JsonSchema> = { text: { type: "string" }, number: { type: "number" }, boolean: { type: "boolean" }, list: { type: "array", items: {} }, object: { type: "object" }, any: {} };

function bodyOf({ fields, schema }: AnswerSettings): JsonSchema {
  if (schema !== null) return schema;
  if (fields.length === 0) return {};
  return { type: "object", additionalProperties: false, properties: Object.fromEntries(fields.map(({ name, type }) => [name, types[type]])), required: fields.filter(({ required }) => required).map(({ name }) => name) };
}

/** The scheme of a flow whose callers are asked for one, by its name. */
function schemeOf({ answer, kind, header }: AnsweringFlow): [string, JsonSchema] | null {
  const given = "The credential that the flow’s owner gave you.";
  if (answer.auth.kind === "none") return null;
  if (answer.auth.kind === "api-key") return ["apiKey", { type: "http", scheme: "bearer", description: "An API key of this workspace with the scope `flows:call`." }];
  if (kind === "http/basic") return ["basic", { type: "http", scheme: "basic", description: given }];
  if (kind === "http/api-key" && header !== null) return [`key-${header}`, { type: "apiKey", in: "header", name: header, description: given }];
  return ["token", { type: "http", scheme: "bearer", description: given }];
}

const json = (schema: JsonSchema): JsonSchema => ({ "application/json": { schema } });
const error = (description: string): JsonSchema => ({ $ref: "#/components/responses/Error", description });

function operationOf(flow: AnsweringFlow): JsonSchema {
  const { name, address, version, note, answer } = flow;
  const takes = bodyOf(answer);
  const scheme = schemeOf(flow);
  return {
    operationId: `call-${address}`,
    summary: name.endsWith(".") ? name : `${name}.`,
    description: `${note === "" ? "" : `${note} `}Version ${version}; add /v${version} to the path to stay on it. It answers within ${answer.ms / 1_000} s, or says where the answer will be.`,
    tags: ["flows"],
    security: scheme === null ? [] : [{ [scheme[0]]: scheme[0] === "apiKey" ? ["flows:call"] : [] }],
    parameters: [{ name: "Idempotency-Key", in: "header", required: false, description: "The same request with the same key gets the same answer for 24 hours and runs once.", schema: { type: "string", maxLength: 255 } }],
    requestBody: { required: Object.keys(takes).length > 0, content: json(takes) },
    responses: {
      "200": { description: "What the flow responds.", content: json(answer.gives ?? {}) },
      "202": { description: "The deadline came first: read the answer at statusUrl.", headers: { Location: { schema: { type: "string" } } }, content: json({ type: "object", properties: { run: { type: ["string", "null"] }, state: { type: "string" }, statusUrl: { type: "string" } } }) },
      "204": { description: "The flow ended well without an answer." },
      "400": error("The body does not fit: the message names each field, and nothing ran."),
      ...(scheme === null ? {} : { "401": error("The credential is missing or wrong."), ...(scheme[0] === "apiKey" ? { "403": error("The API key may not call flows.") } : {}) }),
      "409": error("The first request with this Idempotency-Key still runs: send it again after Retry-After."),
      "422": error("The Idempotency-Key came before, with another body."),
      "429": error("More arrives than can be taken: send it again after Retry-After."),
      "500": error("The flow failed; its run says why."),
      "502": error("A system that the flow asks failed."),
      "503": error("The flow is paused, or Millrace is away for a moment: nothing ran, send it again."),
    },
  };
}

/** The OpenAPI 3.1 document of a workspace's own API: each of its flows that answers and has a name there. */
export function buildFlowApi({ workspace, publicUrl, flows }: { workspace: { slug: string; name: string }; publicUrl: string; flows: readonly AnsweringFlow[] }): JsonSchema {
  return {
    openapi: "3.1.0",
    info: { title: workspace.name, version: String(flows.reduce((sum, flow) => sum + flow.version, 0)), description: "The flows of this workspace that answer their caller." },
    servers: [{ url: publicUrl }],
    tags: [{ name: "flows" }],
    paths: Object.fromEntries(flows.map((flow) => [`/api/flows/${workspace.slug}/${flow.address}`, { post: operationOf(flow) }])),
    components: {
      securitySchemes: Object.fromEntries(flows.map(schemeOf).filter((scheme) => scheme !== null)),
      responses: {
        Error: {
          description: "What went wrong, in words.",
          content: json({ type: "object", required: ["error"], properties: { error: { type: "object", required: ["code", "message", "requestId"], properties: { code: { type: "string" }, message: { type: "string" }, requestId: { type: "string" }, run: { type: "string" }, details: {} } } } }),
        },
      },
    },
  };
}
