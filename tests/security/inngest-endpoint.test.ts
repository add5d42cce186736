import { randomBytes } from "node:crypto";
import { createServer } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startWorker } from "#inngest/worker.ts";
import { forwardInngest } from "#lib/launch/forward-inngest.ts";
import { createTestDatabase, type TestDatabase } from "#tests/support/database.ts";
import { openServer, type OpenServer } from "#tests/support/inngest/open-server.ts";
import { canonical, sign } from "#tests/support/inngest/wire.ts";
import { testEnv } from "#tests/support/test-env.ts";

let database: TestDatabase;
let open: OpenServer;
let worker: Awaited<ReturnType<typeof startWorker>>;
let signingKey = "";
const fallback = `signkey-test-${randomBytes(32).toString("hex")}`;

beforeAll(async () => {
  database = await createTestDatabase();
  open = await openServer();
  const { inngest } = open.changes;
  if (inngest.mode !== "server") throw new Error("not a server");
  signingKey = inngest.signingKey ?? "";
  worker = await startWorker(testEnv(database.url, { ...open.changes, inngest: { ...inngest, signingKeyFallback: fallback } }));
});
afterAll(async () => {
  await worker.stop(1_000);
  await open.close();
  await database.drop();
});

const body = () => canonical({
  ctx: { attempt: 0, disable_immediate_execution: false, env: "", fn_id: "f", generation_id: 1, job_id: "j", max_attempts: 3, qi_id: "q", request_id: "r", run_id: "run1", stack: { current: 0, stack: [] }, step_id: "step", use_api: false },
  defers: {}, event: { name: "millrace/run.event.requested", id: "e", ts: 1, user: {}, data: { runId: "run_none", workspaceId: "ws_none", pattern: "event", part: 1, round: 1 } }, events: [], steps: {}, use_api: false, version: 2,
});

function send(method: string, { text, signature, headers = {}, query = "?fnId=millrace-event&stepId=step" }: { text?: string; signature?: string; headers?: Record<string, string>; query?: string } = {}): Promise<Response> {
  const all = { "content-type": "application/json", ...(signature === undefined ? {} : { "x-inngest-signature": signature }), ...headers };
  return fetch(`${open.changes.publicUrl}/api/inngest${query}`, { method, headers: all, ...(text === undefined ? {} : { body: text }) });
}

/** Nothing of the SDK, its version, its mode or its functions. */
async function expectSilent(response: Response, status: number): Promise<void> {
  expect(response.status).toBe(status);
  const said = `${await response.text()} ${JSON.stringify([...response.headers])}`;
  expect(said).not.toMatch(/inngest|millrace|sdk|function|signkey|event_key|cloud/i);
}

test("a call that the server signed is answered, with either key", async () => {
  for (const key of [signingKey, fallback]) {
    const answer = await send("POST", { text: body(), signature: sign(key, body()) });
    expect([answer.status, answer.headers.get("x-inngest-sdk")]).toEqual([206, expect.stringContaining("4.24.0")]);
    expect(await answer.json()).toMatchObject([{ op: "StepRun", data: { done: true } }, { op: "RunComplete" }]);
  }
  const introspected = await send("GET", { signature: sign(signingKey, ""), query: "" });
  expect(introspected.status).toBe(200);
});

const now = () => Math.floor(Date.now() / 1000);

describe("a call is refused, and told nothing, when it is", () => {
  test.each<[string, () => Promise<Response>]>([
    ["not signed", () => send("POST", { text: body() })],
    ["signed with another key", () => send("POST", { text: body(), signature: sign(`signkey-test-${"ab".repeat(32)}`, body()) })],
    ["changed after it was signed", () => send("POST", { text: body().replace("run_none", "run_some"), signature: sign(signingKey, body()) })],
    ["six minutes old", () => send("POST", { text: body(), signature: sign(signingKey, body(), now() - 360) })],
    ["from six minutes ahead", () => send("POST", { text: body(), signature: sign(signingKey, body(), now() + 360) })],
    ["given a fresh time that was not signed", () => send("POST", { text: body(), signature: sign(signingKey, body(), now() - 360).replace(/t=\d+/, `t=${now()}`) })],
    ["signed with nothing", () => send("POST", { text: body(), signature: "" })],
    ["no JSON", () => send("POST", { text: "{", signature: sign(signingKey, "{") })],
    ["an unsigned registration", () => send("PUT", { text: "{}" })],
    ["an unsigned in-band registration", () => send("PUT", { text: JSON.stringify({ url: "http://evil.test" }), headers: { "x-inngest-sync-kind": "in_band" } })],
    ["an unsigned introspection", () => send("GET", { query: "" })],
    ["an unsigned probe", () => send("POST", { text: "", query: "?probe=trust" })],
    ["an unsigned DELETE", () => send("DELETE")],
    ["an unsigned PATCH", () => send("PATCH", { text: "{}" })],
    ["an unsigned OPTIONS", () => send("OPTIONS")],
    ["endless", () => send("POST", { text: "x".repeat(64 * 1024), signature: sign(signingKey, "y") })],
    ["an unsigned HEAD", () => send("HEAD")],
  ])("%s", async (_, call) => expectSilent(await call(), 401));

  test("signed, but of another method", async () => expectSilent(await send("DELETE", { signature: sign(signingKey, "") }), 405));
});

test("a body larger than any call is not taken in, whoever signs it", async () => {
  const text = JSON.stringify({ text: "x".repeat(9 * 1024 * 1024) });
  const answer = await send("POST", { text, signature: sign(signingKey, text) }).then((response) => response.status, () => "cut");
  expect([413, "cut"]).toContain(answer);
});

test("without an Inngest server there is nothing at this address", async () => {
  const server = createServer((request, response) => void forwardInngest(request, response, null));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  for (const method of ["GET", "POST", "PUT", "OPTIONS"]) {
    const answer = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/api/inngest`, { method });
    expect([answer.status, await answer.json()]).toEqual([404, { error: { code: "not_found", message: expect.any(String), requestId: expect.any(String) } }]);
  }
  server.close();
});

describe("with a dev server, which signs nothing", () => {
  test("what a browser sends is refused all the same", async () => {
    const dev = await openServer();
    const { inngest } = dev.changes;
    const unsigned = await startWorker(testEnv(database.url, { ...dev.changes, inngest: { ...inngest, dev: true, signingKey: null } as never }));
    const at = `${dev.changes.publicUrl}/api/inngest?fnId=millrace-event&stepId=step`;
    const plain = await fetch(at, { method: "DELETE" });
    expect(plain.status).toBe(405);
    for (const headers of [{ origin: "https://evil.test" }, { "sec-fetch-site": "cross-site" }] as Record<string, string>[]) {
      const answer = await fetch(at, { method: "POST", body: body(), headers });
      expect(answer.status).toBe(401);
    }
    await unsigned.stop(1_000);
    await dev.close();
  });
});
