import { z } from "zod";
import type { Json } from "#lib/json.ts";
import type { Route, SampleSystem } from "./sample-system.ts";

const described = new Map<string, Json>();

const problem: Json = {
  type: "object", required: ["error"],
  properties: {
    error: {
      type: "object", required: ["code", "message"],
      properties: {
        code: { type: "string" }, message: { type: "string" },
        fields: { type: "array", items: { type: "object", required: ["field", "message"], properties: { field: { type: "string" }, message: { type: "string" } } } },
      },
    },
  },
};

const refusals: Record<string, string> = {
  "400": "The body is not JSON", "401": "The key is missing or wrong", "404": "Nothing is there", "409": "It conflicts with what is there, or the Idempotency-Key was used for another request",
  "422": "A field is wrong: the answer names it", "429": "Too many requests: see Retry-After", "503": "The system is down",
};

function schemaOf(schema: z.ZodType, io: "input" | "output"): Json {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, target: "openapi-3.0" }) as { [key: string]: Json };
  return rest;
}

function parametersOf(route: Route): Json[] {
  const inPath = [...route.path.matchAll(/\{(\w+)\}/g)].map(([, name = ""]): Json => ({ name, in: "path", required: true, schema: { type: "string" } }));
  const query = route.query ? (schemaOf(route.query, "input") as { properties?: Record<string, Json> }).properties : undefined;
  const inQuery = Object.entries(query ?? {}).map(([name, schema]): Json => ({ name, in: "query", required: false, schema }));
  const key: Json[] = route.method === "GET" ? [] : [{ name: "Idempotency-Key", in: "header", required: false, description: "The same key and request again gives the first answer and does nothing new.", schema: { type: "string", maxLength: 255 } }];
  return [...inPath, ...inQuery, ...key];
}

function operationOf(route: Route): Json {
  const content = (schema: Json): Json => ({ "application/json": { schema } });
  return {
    summary: route.summary,
    parameters: parametersOf(route),
    ...(route.body ? { requestBody: { required: true, content: content(schemaOf(route.body, "input")) } } : {}),
    responses: {
      [String(route.status)]: { description: "Done", content: content(schemaOf(route.answer, "output")) },
      ...Object.fromEntries(Object.entries(refusals).map(([status, description]) => [status, { description, content: content(problem) }])),
    },
  };
}

/** A system's OpenAPI 3.0 document, served beside its API. */
export function describeSystem(system: SampleSystem, url: string): Json {
  const kept = described.get(url);
  if (kept !== undefined) return kept;
  const paths: Record<string, Record<string, Json>> = {};
  for (const route of system.routes) (paths[route.path] ??= {})[route.method.toLowerCase()] = operationOf(route);
  const document: Json = {
    openapi: "3.0.3",
    info: { title: system.title, version: "1", description: system.description },
    servers: [{ url }],
    security: [{ key: [] }],
    components: { securitySchemes: { key: { type: "http", scheme: "bearer" } } },
    paths,
  };
  described.set(url, document);
  return document;
}
