import { readFileSync } from "node:fs";
import type { JsonObject } from "#lib/json.ts";

/** One HTTP exchange between Inngest's server and the SDK 4.24.0, as a proxy saw it. */
export type Exchange = {
  n: number;
  t_ms: number;
  t_end_ms: number;
  from: "server" | "sdk" | "client";
  method: string;
  path: string;
  query: Record<string, string>;
  headers: Record<string, string>;
  body: JsonObject;
  status: number | null;
  response_headers?: Record<string, string>;
  response_body?: JsonObject;
  note?: string;
};

export type Recording = {
  scenario: string;
  config: { signing_key?: string };
  exchanges: Exchange[];
  observed: { runs?: { status?: string }[] };
};

export function readRecording(name: string): Recording {
  const recording: Recording = JSON.parse(readFileSync(new URL(`./recordings/${name}.json`, import.meta.url), "utf8"));
  return recording;
}
