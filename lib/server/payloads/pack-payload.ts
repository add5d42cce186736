import { createHash } from "node:crypto";
import { gunzipSync, gzipSync } from "node:zlib";
import type { Json } from "#lib/json.ts";

export interface PackedPayload {
  hash: string;
  codec: "json" | "gzip";
  /** Bytes of the JSON text. */
  size: number;
  body: Buffer;
}

/** Below this, compressing costs more than the bytes it saves. */
const compressFrom = 4_096;

/** A value as it is stored: by the SHA-256 of its JSON text, compressed when large (SEMANTICS step-6: exact). */
export function packPayload(value: Json): PackedPayload {
  const text = Buffer.from(JSON.stringify(value), "utf8");
  const hash = createHash("sha256").update(text).digest("base64url");
  const compress = text.byteLength >= compressFrom;
  return { hash, codec: compress ? "gzip" : "json", size: text.byteLength, body: compress ? gzipSync(text, { level: 1 }) : text };
}

export function unpackPayload(packed: { codec: "json" | "gzip"; body: Buffer }): Json {
  const text = packed.codec === "gzip" ? gunzipSync(packed.body) : packed.body;
  return JSON.parse(text.toString("utf8")) as Json;
}
