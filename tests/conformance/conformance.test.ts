import { readdirSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { canonicalJson } from "#lib/json.ts";
import { bearerToken, signature } from "#inngest/embedded/signature.ts";
import { createTestDatabase, type TestDatabase } from "#tests/support/database.ts";
import { excluded } from "./excluded.ts";
import { readRecording } from "./recording.ts";
import { replay, type CallShape } from "./replay.ts";

const vectors = new Set(["signed-in-band", "signed-mode-on"]);
const recorded = readdirSync(new URL("./recordings", import.meta.url)).map((file) => file.replace(/\.json$/, ""));

/** Calls of one wave may be made in any order. */
const inOrder = (calls: CallShape[]) => calls.map((call) => canonicalJson(JSON.parse(JSON.stringify(call)))).toSorted().map((text) => JSON.parse(text));

describe("the executor makes the calls that Inngest's server made", () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.drop());

  test.each(recorded.filter((name) => !vectors.has(name)))("%s", async (name) => {
    const recording = readRecording(name);
    const result = await replay(database.pool, recording);
    for (const checkpoint of result.checkpoints) expect(checkpoint).toEqual({ recorded: 200, answered: 200 });
    expect(inOrder(result.made)).toEqual(inOrder(result.expected));

    expect(result.ends).toEqual((recording.observed.runs ?? []).map(({ status }) => status).toSorted());
  });
});

test("no recording is both replayed and excluded", () => {
  expect(recorded.filter((name) => name in excluded)).toEqual([]);
});

describe("signatures equal the recorded ones", () => {
  const recording = readRecording("signed-in-band");
  const key = recording.config.signing_key ?? "";
  const signed = recording.exchanges.filter(({ headers, status }) => headers["x-inngest-signature"] !== undefined && status === 200);

  test.each(signed.map((exchange) => [exchange.note, exchange] as const))("%s", (_, { body, headers }) => {
    const wanted = headers["x-inngest-signature"] ?? "";
    expect(signature(key, body === null ? "" : canonicalJson(body), Number(/t=(\d+)/.exec(wanted)?.[1]))).toBe(wanted);
  });

  test("of every call of a signed run", () => {
    const { config, exchanges } = readRecording("signed-mode-on");
    const calls = exchanges.filter(({ from, method, headers }) => from === "server" && method === "POST" && headers["x-inngest-signature"] !== undefined);
    expect(calls.length).toBeGreaterThan(2);
    for (const { body, headers } of calls) {
      const wanted = headers["x-inngest-signature"] ?? "";
      expect(signature(config.signing_key ?? "", canonicalJson(body), Number(/t=(\d+)/.exec(wanted)?.[1]))).toBe(wanted);
    }
  });

  test("and the bearer of the SDK's own calls", () => {
    const { config, exchanges } = readRecording("signed-mode-on");
    const register = exchanges.find(({ path, status }) => path.startsWith("/fn/register") && status === 200);
    expect(`Bearer ${bearerToken(config.signing_key ?? "")}`).toBe(register?.headers["authorization"]);
  });
});
