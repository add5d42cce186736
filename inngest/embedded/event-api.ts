import { createHash, randomUUID } from "node:crypto";
import { isJsonObject, type Json } from "#lib/json.ts";
import type { Engine } from "./engine.ts";
import type { EngineEvent } from "./event-text.ts";
import { startByEvents } from "./start-by-events.ts";
import { inTransaction } from "./store/statement.ts";

const group = "events";

function readEvent(value: Json, internalId: string): EngineEvent | null {
  if (!isJsonObject(value) || typeof value["name"] !== "string") return null;
  const { id, ts, data, name } = value;
  return { name, id: typeof id === "string" && id !== "" ? id : internalId, data: data ?? {}, ts: typeof ts === "number" ? ts : Date.now() };
}

/** The SDK's seed makes the ids of a repeated request the same, so that its retries start nothing twice. */
function internalIds(seed: string | null, count: number): string[] {
  return Array.from({ length: count }, (_, place) =>
    seed === null ? randomUUID() : createHash("sha256").update(`${seed}\n${place}`).digest("hex").slice(0, 32),
  );
}

/** `POST /e/{key}`: starts what the events trigger; answered when it is committed. */
export async function handleEvents(engine: Engine, body: Json, seed: string | null): Promise<Response> {
  const values = Array.isArray(body) ? body : [body];
  const ids = internalIds(seed, values.length);
  const events = values.map((value, place) => readEvent(value, ids[place] ?? "")).filter((event) => event !== null);
  if (events.length < values.length) return Response.json({ ids: [], status: 400, error: "An event needs a name" }, { status: 400 });
  await inTransaction(engine.pool, (client) => startByEvents(client, engine.functions.values(), events, group));
  engine.wake();
  return Response.json({ ids, status: 200 });
}
