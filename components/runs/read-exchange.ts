import { isJsonObject, type Json } from "#lib/json.ts";

export interface ReadExchange {
  request: { line: string; headers: Json; body: string | null };
  reply: { status: number; headers: Json; body: string | null; durationMs: number | null } | null;
}

function text(value: Json | undefined): string | null {
  if (value === undefined || value === null || value === "") return null;
  return typeof value === "string" ? value : JSON.stringify(value, null, 2);
}

/** A stored exchange, made safe to show; null when it is not one. */
export function readExchange(value: Json): ReadExchange | null {
  if (!isJsonObject(value)) return null;
  const { request, reply } = value;
  if (!isJsonObject(request)) return null;
  return {
    request: { line: `${text(request["method"]) ?? ""} ${text(request["url"]) ?? ""}`.trim(), headers: request["headers"] ?? {}, body: text(request["body"]) },
    reply:
      isJsonObject(reply) && typeof reply["status"] === "number"
        ? { status: reply["status"], headers: reply["headers"] ?? {}, body: text(reply["body"]), durationMs: typeof reply["durationMs"] === "number" ? reply["durationMs"] : null }
        : null,
  };
}
