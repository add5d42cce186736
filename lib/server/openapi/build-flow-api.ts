import type { DeclaredField } from "#lib/connectors/declared-field.ts";
import type { AnswerSettings, CallerAuth } from "../answers/answer-settings.ts";

type JsonSchema = Record<string, unknown>;

export interface AnsweringFlow {
  name: string;
  address: string;
  version: number;
  note: string;
  answer: AnswerSettings;
}

const types: Record<DeclaredField["type"], JsonSchema> = { text: { type: "string" }, number: { type: "number" }, boolean: { type: "boolean" }, list: { type: "array", items: {} }, object: { type: "object" }, any: {} };

function bodyOf({ fields, schema }: AnswerSettings): JsonSchema {
  if (schema !== null) return schema;
  if (fields.length === 0) return {};
  return { type: "object", additionalProperties: false, properties: Object.fromEntries(fields.map(({ name, type }) => [name, types[type]])), required: fields.filter(({ required }) => required).map(({ name }) => name) };
}

function securityOf(auth: CallerAuth): JsonSchema[] {
  if (auth.kind === "none") return [];
  return auth.kind === "api-key" ? [{ apiKey: ["flows:call"] }] : [{ credential: [] }];
}

const json = (schema: JsonSchema): JsonSchema => ({ "application/json": { schema } });
const error = { $ref: "#/components/responses/Error" };

function operationOf({ name, address, version, note, answer }: AnsweringFlow): JsonSchema {
  const takes = bodyOf(answer);
  return {
    operationId: `call-${address}`,
    summary: name.endsWith(".") ? name : `${name}.`,
    description: `${note === "" ? "" : `${note} `}Version ${version}; add /v${version} to the path to stay on it. It answers within ${answer.ms / 1_000} s, or says where the answer will be.`,
    tags: ["flows"],
    security: securityOf(answer.auth),
    parameters: [{ name: "Idempotency-Key", in: "header", required: false, description: "The same request with the same key gets the same answer for 24 hours and runs once.", schema: { type: "string", maxLength: 255 } }],
    requestBody: { required: Object.keys(takes).length > 0, content: json(takes) },
    responses: {
      "200": { description: "What the flow responds.", content: json(answer.gives ?? {}) },
      "202": { description: "The deadline came first: read the answer at statusUrl.", headers: { Location: { schema: { type: "string" } } }, content: json({ type: "object", properties: { run: { type: ["string", "null"] }, state: { type: "string" }, statusUrl: { type: "string" } } }) },
      "204": { description: "The flow ended well without an answer." },
      "400": error, "401": error, "409": error, "422": error, "500": error, "502": error, "503": error,
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
      securitySchemes: {
        apiKey: { type: "http", scheme: "bearer", description: "An API key of this workspace with the scope `flows:call`." },
        credential: { type: "apiKey", in: "header", name: "Authorization", description: "The credential that the flow’s owner gave you." },
      },
      responses: {
        Error: {
          description: "What went wrong, in words.",
          content: json({ type: "object", required: ["error"], properties: { error: { type: "object", required: ["code", "message", "requestId"], properties: { code: { type: "string" }, message: { type: "string" }, requestId: { type: "string" }, run: { type: "string" }, details: {} } } } }),
        },
      },
    },
  };
}
