import { setTimeout as delay } from "node:timers/promises";
import { Agent, request } from "undici";
import { isJsonObject, type Json } from "#lib/json.ts";
import { seed } from "./random.ts";

export interface Calling {
  from?: number;
  count: number;
  clients: number;
  /** Whether a caller sends its number's `Idempotency-Key`; one that does not calls once, and never knows when the connection breaks. */
  isKeyed(n: number): boolean;
  /** Asked before each call: resolves when it may go out. */
  pace?: (n: number) => Promise<void>;
}

/** What a caller has in the end, by its own records. */
export interface CallersAnswer {
  status: number;
  run: string | null;
  body: Json;
}

export interface Calls {
  answers: Map<number, CallersAnswer>;
  /** Numbers whose caller cannot know: no key, and the connection broke. */
  unknown: Set<number>;
  /** Connections that broke, and answers that said "come back": by status or error. */
  refusals: Record<string, number>;
  /** How many were told to read their answer at a link. */
  late: number;
  /** How many answers said that they were given before. */
  repeated: number;
}

const agent = new Agent({ connections: 64, pipelining: 1, headersTimeout: 30_000, connect: { timeout: 5_000 } });

function json(text: string): Json {
  return text === "" ? null : (JSON.parse(text) as Json);
}

/** The answer that waits behind a link, asked for at whichever port the system has now. */
async function readLater(url: string, statusUrl: string, refused: (why: string) => void): Promise<CallersAnswer> {
  const at = new URL(new URL(statusUrl).pathname, url);
  for (;;) {
    try {
      const asked = await request(at, { dispatcher: agent });
      const body = json(await asked.body.text());
      if (asked.statusCode !== 200) refused(`${asked.statusCode} at the link`);
      else if (isJsonObject(body) && isJsonObject(body["response"])) return { status: Number(body["response"]["status"]), run: String(body["run"]), body: body["response"]["body"] ?? null };
    } catch (error) {
      refused(error instanceof Error && "code" in error ? String(error.code) : String(error));
    }
    await delay(50);
  }
}

/** One call with a key, as a careful caller repeats it, or without. */
export async function callOnce(url: string, n: number, key: string | null): Promise<{ status: number; run: string | null; body: Json; isRepeated: boolean }> {
  const headers = { "content-type": "application/json", ...(key === null ? {} : { "idempotency-key": key }) };
  const answer = await request(url, { method: "POST", dispatcher: agent, headers, body: JSON.stringify({ n }) });
  const run = answer.headers["millrace-run"];
  return { status: answer.statusCode, run: typeof run === "string" ? run : null, body: json(await answer.body.text()), isRepeated: answer.headers["idempotency-replayed"] === "true" };
}

export function keyOf(n: number): string {
  return `${seed} ${n}`;
}

/** Calls a flow that answers, each with its number; those with a key go on until they have an answer. */
export async function callFlow(url: string, { from = 1, count, clients, isKeyed, pace = async () => undefined }: Calling): Promise<Calls> {
  const calls: Calls = { answers: new Map(), unknown: new Set(), refusals: {}, late: 0, repeated: 0 };
  const refused = (why: string): void => {
    calls.refusals[why] = (calls.refusals[why] ?? 0) + 1;
  };
  const settle = async (n: number): Promise<void> => {
    for (;;) {
      try {
        const { isRepeated, ...answer } = await callOnce(url, n, isKeyed(n) ? keyOf(n) : null);
        if (isRepeated) calls.repeated += 1;
        if (answer.status === 202 && isJsonObject(answer.body)) {
          calls.late += 1;
          return void calls.answers.set(n, await readLater(url, String(answer.body["statusUrl"]), refused));
        }
        // These say that nothing was done, or that the first request with the key still runs.
        if (answer.status !== 409 && answer.status !== 429 && answer.status !== 503) return void calls.answers.set(n, answer);
        refused(String(answer.status));
      } catch (error) {
        const code = error instanceof Error && "code" in error ? String(error.code) : String(error);
        refused(code);
        // What was never sent may be sent again.
        if (!isKeyed(n) && code !== "ECONNREFUSED") return void calls.unknown.add(n);
      }
      await delay(50);
    }
  };
  let next = from;
  await Promise.all(Array.from({ length: clients }, async () => {
    for (let n = next++; n < from + count; n = next++) {
      await pace(n);
      await settle(n);
    }
  }));
  return calls;
}
