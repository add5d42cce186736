import { createHash } from "node:crypto";
import { z } from "zod";
import { contracts } from "#lib/contracts/all.ts";
import type { Access, Contract } from "#lib/contracts/contract.ts";
import { permissions, type Scope, scopes } from "#lib/contracts/permissions.ts";
import { errorCodes } from "#lib/errors.ts";

type JsonSchema = Record<string, unknown>;
/** Of the document's components: what recurs, by name. */
type Schemas = Map<string, JsonSchema>;

const scopeMeaning: Record<Scope, string> = {
  "flows:read": "Read the workspace, flows, versions and node types.",
  "flows:write": "Create, change, publish, pause and delete flows.",
  "flows:call": "Call the flows of the workspace that answer and ask for a key.",
  "runs:read": "Read runs, their data and the event log.",
  "runs:write": "Start, cancel, replay and decide runs.",
  "events:write": "Publish events.",
  "connections:read": "List connections, without their secrets.",
  "connections:write": "Create, replace, test and delete connections.",
};

/** The OpenAPI 3.1 document of this API, made from the contracts alone. */
export function buildOpenApi({ version, publicUrl }: { version: string; publicUrl: string }): JsonSchema {
  const paths: Record<string, Record<string, unknown>> = {};
  const schemas: Schemas = new Map([["Error", errorSchema]]);
  for (const contract of contracts) (paths[contract.path] ??= {})[contract.method.toLowerCase()] = operationOf(contract, schemas);
  return {
    openapi: "3.1.0",
    info: { title: "Millrace", version, description: "Build, run and watch integrations. Every error has the same shape; its message says what to do next.", license: { name: "Apache-2.0", identifier: "Apache-2.0" } },
    servers: [{ url: publicUrl }],
    tags: [...new Set(contracts.map((contract) => tagOf(contract.path)))].map((name) => ({ name })),
    paths,
    components: {
      securitySchemes: {
        apiKey: { type: "http", scheme: "bearer", description: `An API key; it fixes the workspace. Scopes: ${scopes.map((scope) => `\`${scope}\`: ${scopeMeaning[scope]}`).join(" ")}` },
        metricsToken: { type: "http", scheme: "bearer", description: "The content of `MILLRACE_METRICS_TOKEN`." },
        session: { type: "apiKey", in: "cookie", name: publicUrl.startsWith("https:") ? "__Host-millrace" : "millrace", description: "The cookie of a signed-in browser, with the X-Millrace-Workspace header naming the workspace." },
      },
      parameters: { workspace: { name: "X-Millrace-Workspace", in: "header", required: false, description: "Slug or id of the workspace; needed with a session, implied by an API key.", schema: { type: "string" } } },
      schemas: Object.fromEntries(schemas),
      responses: { Error: { description: "What went wrong.", content: { "application/json": { schema: { $ref: "#/components/schemas/Error" } } } } },
    },
  };
}

const errorSchema: JsonSchema = {
  type: "object",
  required: ["error"],
  properties: {
    error: {
      type: "object",
      required: ["code", "message", "requestId"],
      properties: { code: { type: "string", enum: Object.keys(errorCodes) }, message: { type: "string" }, requestId: { type: "string" }, details: {} },
    },
  },
};

function operationOf(contract: Contract, schemas: Schemas): JsonSchema {
  const answer = contract.status === 204 ? { description: "Done." } : { description: "The answer.", content: { [contract.access.kind === "metrics" ? "text/plain" : "application/json"]: { schema: schemaOf(contract.answer, "output", schemas) } } };
  const parameters = [...parametersOf(contract.params, "path", schemas), ...parametersOf(contract.query, "query", schemas)];
  if (contract.access.kind === "workspace") parameters.push({ $ref: "#/components/parameters/workspace" });
  return {
    operationId: operationIdOf(contract),
    summary: contract.summary,
    tags: [tagOf(contract.path)],
    security: securityOf(contract.access),
    ...describe(contract.access),
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(contract.body === undefined ? {} : { requestBody: { required: true, content: { "application/json": { schema: schemaOf(contract.body, "input", schemas) } } } }),
    responses: { [contract.status]: answer, default: { $ref: "#/components/responses/Error" } },
  };
}

function securityOf(access: Access): JsonSchema[] {
  if (access.kind === "public") return [];
  if (access.kind === "metrics") return [{ metricsToken: [] }, { session: [] }];
  if (access.kind !== "workspace" || permissions[access.permission].scope === null) return [{ session: [] }];
  // OpenAPI 3.1 lets any scheme list role names; here they are the key's scopes.
  return [{ apiKey: [permissions[access.permission].scope] }, { session: [] }];
}

function describe(access: Access): JsonSchema {
  if (access.kind === "instance-admin") return { description: "For the admin of the instance." };
  if (access.kind === "metrics") return { description: "For the holder of `MILLRACE_METRICS_TOKEN` and the admin of the instance; without such a token, also for this machine, as long as the instance is for this machine only." };
  if (access.kind !== "workspace") return {};
  const { roles, scope } = permissions[access.permission];
  return { description: `Roles: ${roles.join(", ")}. ${scope === null ? "No API key may." : `An API key needs the scope \`${scope}\`.`}` };
}

function parametersOf(schema: z.ZodObject | undefined, where: "path" | "query", schemas: Schemas): JsonSchema[] {
  if (schema === undefined) return [];
  const { properties, required } = schemaOf(schema, "input", schemas) as { properties?: Record<string, JsonSchema>; required?: string[] };
  return Object.entries(properties ?? {}).map(([name, property]) => ({ name, in: where, required: where === "path" || (required?.includes(name) ?? false), schema: property }));
}

/** Definitions that zod put beside a schema move to the document's components, where references can reach them. */
function schemaOf(schema: z.ZodType, io: "input" | "output", schemas: Schemas): JsonSchema {
  const { $schema: _dialect, $defs: definitions = {}, ...made } = z.toJSONSchema(schema, { io, unrepresentable: "any", reused: "inline" });
  const names = new Map(Object.entries(definitions).map(([name, definition]) => [name, `Shared${createHash("sha256").update(JSON.stringify(definition)).digest("hex").slice(0, 8)}`]));
  const moved = (part: unknown): JsonSchema =>
    JSON.parse(JSON.stringify(part).replaceAll(/"#\/\$defs\/([^"]+)"/g, (_, name: string) => JSON.stringify(`#/components/schemas/${names.get(name) ?? name}`)));
  for (const [name, definition] of Object.entries(definitions)) schemas.set(names.get(name) ?? name, moved(definition));
  return moved(made);
}

function tagOf(path: string): string {
  return path.split("/").find((part) => part !== "" && part !== "api" && part !== "v1") ?? "api";
}

/** `GET /api/v1/flows/{flow}/versions` is `getFlowsFlowVersions`. */
function operationIdOf({ method, path }: Contract): string {
  const words = path.replace(/^\/api\/(v1\/)?/, "").split(/[^A-Za-z0-9]+/).filter((word) => word !== "");
  return method.toLowerCase() + words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join("");
}
