import { isJsonObject, type Json, type JsonObject } from "#lib/json.ts";

export interface KeptBody {
  text: string;
  /** Bytes of the whole body, where only its beginning is kept. */
  whole: number | null;
}

export interface ReadExchange {
  request: { line: string; headers: Json; body: KeptBody | null };
  reply: { status: number; headers: Json; body: KeptBody | null; durationMs: number | null } | null;
}

function text(value: Json | undefined): string | null {
  if (value === undefined || value === null || value === "") return null;
  return typeof value === "string" ? value : JSON.stringify(value, null, 2);
}

function body({ body: kept, bodyBytes }: JsonObject): KeptBody | null {
  const shown = text(kept);
  return shown === null ? null : { text: shown, whole: typeof bodyBytes === "number" ? bodyBytes : null };
}

/** A stored exchange, made safe to show; null when it is not one. */
export function readExchange(value: Json): ReadExchange | null {
  if (!isJsonObject(value)) return null;
  const { request, reply } = value;
  if (!isJsonObject(request)) return null;
  return {
    request: { line: `${text(request["method"]) ?? ""} ${text(request["url"]) ?? ""}`.trim(), headers: request["headers"] ?? {}, body: body(request) },
    reply:
      isJsonObject(reply) && typeof reply["status"] === "number"
        ? { status: reply["status"], headers: reply["headers"] ?? {}, body: body(reply), durationMs: typeof reply["durationMs"] === "number" ? reply["durationMs"] : null }
        : null,
  };
}
