import { AppError } from "#lib/errors.ts";
import { isJsonObject, type Json } from "#lib/json.ts";
import { handleCheckpoint } from "./checkpoint-api.ts";
import type { Engine } from "./engine.ts";
import { handleEvents } from "./event-api.ts";
import { parseRegistration } from "./registration.ts";
import { bearerToken, isSecret } from "./signature.ts";
import { readState } from "./store/read-state.ts";

const statePath = /^\/v0\/runs\/([^/]+)\/(batch|actions)$/;
const checkpointPath = /^\/v1\/checkpoint\/([^/]+)\/async$/;
const eventPath = /^\/e\/([^/]+)$/;

function problem(status: number, error: string): Response {
  return Response.json({ error, status }, { status });
}

async function readBody(request: Request): Promise<Json> {
  const body: Json = await request.json();
  return body;
}

/**
 * A `fetch` for the Inngest client: the SDK's own calls to its server (checkpoints, large state, events, registration)
 * are answered in this process, on any origin. The same function would serve an HTTP port.
 */
export function createApiFetch(engine: Engine): typeof fetch {
  const bearer = `Bearer ${bearerToken(engine.signingKey)}`;

  async function register(request: Request): Promise<Response> {
    const body = await readBody(request);
    try {
      for (const registered of parseRegistration(isJsonObject(body) ? body["functions"] : undefined)) engine.functions.set(registered.id, registered);
    } catch (error) {
      if (AppError.is(error)) return problem(400, error.message);
      throw error;
    }
    return Response.json({ ok: true, status: 200, modified: true });
  }

  async function state(runId: string, part: string): Promise<Response> {
    const found = await readState(engine.pool, runId);
    if (found === null) return problem(404, "No such run");
    return new Response(part === "batch" ? `[${found.event}]` : found.steps, { headers: { "content-type": "application/json" } });
  }

  return async (input, init) => {
    const request = new Request(input, init);
    const path = new URL(request.url).pathname;

    const eventKey = eventPath.exec(path)?.[1];
    if (request.method === "POST" && eventKey !== undefined) {
      if (!isSecret(decodeURIComponent(eventKey), engine.eventKey)) return problem(401, "Event key not found");
      return handleEvents(engine, await readBody(request), request.headers.get("x-inngest-event-id-seed"));
    }
    if (!isSecret(request.headers.get("authorization") ?? "", bearer)) return problem(401, "Unauthorized");

    const checkpoint = checkpointPath.exec(path)?.[1];
    if (request.method === "POST" && checkpoint !== undefined) return handleCheckpoint(engine, decodeURIComponent(checkpoint), await readBody(request));
    const wanted = statePath.exec(path);
    if (request.method === "GET" && wanted !== null) return state(decodeURIComponent(wanted[1] ?? ""), wanted[2] ?? "");
    if (request.method === "POST" && path === "/fn/register") return register(request);
    return problem(501, `The embedded executor does not serve ${request.method} ${path}`);
  };
}

