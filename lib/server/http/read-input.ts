import { z } from "zod";
import type { Contract } from "#lib/contracts/contract.ts";
import { AppError } from "#lib/errors.ts";
import { notFound } from "#lib/server/not-found.ts";
import { readJsonBody } from "./read-json-body.ts";

type Schemas = Pick<Contract, "method"> & { params?: z.ZodType; query?: z.ZodType; body?: z.ZodType; maxBody?: number };

const nothing = z.strictObject({});
const defaultMaxBody = 1024 * 1024;
// Control characters: Postgres refuses NUL, and no id holds the others.
const impossible = /[\u0000-\u001f\u007f]/;

/**
 * Parameters, query and body of a request in one object; the path wins over the query, and that over the body.
 * @throws AppError not_found for an impossible path, invalid with `details: [{ at, message }]` for the rest.
 */
export async function readInput(contract: Schemas, request: Request, rawParams: unknown): Promise<Record<string, unknown>> {
  const params = readParams(contract, rawParams);
  const query = parsed(contract.query ?? nothing, readQuery(request), "query");
  const body = contract.method === "GET" ? undefined : await readJsonBody(request, contract.maxBody ?? defaultMaxBody);
  return { ...readBody(contract, body), ...query, ...params };
}

function readParams(contract: Schemas, raw: unknown): Record<string, unknown> {
  if (contract.params === undefined) return {};
  const given: Record<string, unknown> = { ...(typeof raw === "object" ? raw : {}) };
  if (Object.values(given).some((value) => typeof value !== "string" || impossible.test(value))) throw notFound();
  const result = contract.params.safeParse(given);
  if (!result.success) throw notFound();
  return asObject(result.data);
}

/** A name given twice becomes a list, which no schema of ours takes. */
function readQuery(request: Request): Record<string, unknown> {
  const search = new URL(request.url).searchParams;
  const names = [...new Set(search.keys())];
  return Object.fromEntries(names.map((name) => [name, search.getAll(name).length === 1 ? search.get(name) : search.getAll(name)]));
}

function readBody(contract: Schemas, body: unknown): Record<string, unknown> {
  if (contract.body !== undefined) {
    if (body === undefined) throw new AppError("malformed", "This call needs a JSON body.");
    return parsed(contract.body, body, "body");
  }
  return body === undefined ? {} : parsed(nothing, body, "body");
}

function parsed(schema: z.ZodType, value: unknown, where: "query" | "body"): Record<string, unknown> {
  const result = schema.safeParse(value);
  if (result.success) return asObject(result.data);
  const details = result.error.issues.slice(0, 20).map((issue) => ({ at: [where, ...issue.path].map(String).join("."), message: issue.message }));
  const first = details[0];
  throw new AppError("invalid", first ? `${first.at}: ${first.message}` : `The ${where} is not as expected.`, { details });
}

function asObject(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? Object.fromEntries(Object.entries(value)) : {};
}
