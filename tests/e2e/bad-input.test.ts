import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Flow } from "#lib/contracts/flows.schema.ts";
import type { Run } from "#lib/contracts/runs.schema.ts";
import { buildDocument, hookMapRequest, literal } from "#tests/support/build-document.ts";
import { type Millrace, startMillrace } from "#tests/support/start-millrace.ts";
import { startTarget, type TargetServer } from "#tests/support/target-server.ts";
import { until } from "#tests/support/until.ts";

let target: TargetServer;
let millrace: Millrace;
let flow: Flow;

interface Answer {
  status: number;
  code: string | undefined;
  message: string;
}

beforeAll(async () => {
  target = await startTarget();
  millrace = await startMillrace({ MILLRACE_EGRESS_ALLOW: target.address });
  const created = await millrace.api<Flow>("POST", "/api/v1/flows", { name: "Orders", document: hookMapRequest(`${target.url}/in`) });
  flow = await millrace.api<Flow>("POST", `/api/v1/flows/${created.id}/publish`, { baseRevision: created.draftRevision });
}, 300_000);

afterAll(async () => {
  await millrace?.dispose();
  await target?.close();
}, 60_000);

async function send(url: string, body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}, method = "POST"): Promise<Answer> {
  const response = await fetch(url.startsWith("/") ? `${millrace.url}${url}` : url, { method, headers: { "content-type": "application/json", ...headers }, body });
  const text = await response.text();
  const parsed = JSON.parse(text) as { error?: { code: string; message: string; requestId: string } };
  return { status: response.status, code: parsed.error?.code, message: parsed.error?.message ?? "" };
}

function withKey(): Record<string, string> {
  return { authorization: `Bearer ${millrace.apiKey}` };
}

/** What is stored: events, runs, flows and the draft's revision. */
async function stored(): Promise<unknown> {
  const events = await millrace.api<{ events: { id: string }[] }>("GET", "/api/v1/events?limit=200");
  const runs = await millrace.api<{ runs: Run[] }>("GET", "/api/v1/runs?limit=200");
  const flows = await millrace.api<{ flows: { id: string; draftRevision: number; liveVersion: number | null }[] }>("GET", "/api/v1/flows?limit=200");
  return { events: events.events.length, runs: runs.runs.length, flows: flows.flows.map((one) => [one.id, one.draftRevision, one.liveVersion]) };
}

const cyclic = buildDocument(
  { hook: { type: "core/webhook" }, a: { type: "http/request", config: { url: literal("https://example.com") } }, b: { type: "http/request", config: { url: literal("https://example.com") } } },
  ["hook -> a", "a -> b", "b -> a"],
);
const ghost = buildDocument({ hook: { type: "core/webhook" }, a: { type: "ghost/walk" } }, ["hook -> a"]);

describe("is refused with a code and what to do, and stores nothing", () => {
  test.each<[string, () => Promise<Answer>, number, string]>([
    ["invalid JSON at a hook", () => send(flow.hookUrl, "{nope"), 400, "malformed"],
    ["invalid JSON at the API", () => send("/api/v1/flows", "{nope", withKey()), 400, "malformed"],
    ["a body over the limit at a hook", () => send(flow.hookUrl, new Uint8Array(1024 * 1024 + 1).fill(32)), 413, "too_large"],
    ["a body over the limit at the API", () => send("/api/v1/flows", JSON.stringify({ name: "x".repeat(1024 * 1024) }), withKey()), 413, "too_large"],
    ["an unknown hook", () => send("/api/hooks/never-was-anything-here", "{}"), 404, "not_found"],
    ["a wrong key", () => send("/api/v1/flows", '{"name":"x"}', { authorization: "Bearer not-the-key-of-anything-at-all-000" }), 401, "unauthorized"],
    ["no key", () => send("/api/v1/flows", '{"name":"x"}'), 401, "unauthorized"],
    ["a foreign id", () => send("/api/v1/flows/flow_01m8500000000000000000zzzz/publish", '{"baseRevision":1}', withKey()), 404, "not_found"],
    ["an unknown field", () => send("/api/v1/flows", '{"name":"x","workspaceId":"ws_1"}', withKey()), 422, "invalid"],
    ["something that is no document", () => send("/api/v1/flows", '{"name":"x","document":{"nodes":1}}', withKey()), 422, "invalid"],
    ["a draft made from an older revision", () => send(`/api/v1/flows/${flow.id}/draft`, JSON.stringify({ baseRevision: 99, document: flow.document }), withKey(), "PUT"), 409, "conflict"],
    ["an unknown address of the API", () => send("/api/v1/nothing/here", "{}", withKey()), 404, "not_found"],
    ["a method that does nothing", () => send("/api/v1/flows", "{}", withKey(), "PATCH"), 405, "method_not_allowed"],
    ["a method that does nothing at a hook", () => send(flow.hookUrl, "{}", {}, "PUT"), 405, "method_not_allowed"],
    ["another content type at the API", () => send("/api/v1/flows", "name=x", { ...withKey(), "content-type": "application/x-www-form-urlencoded" }), 415, "unsupported_media_type"],
  ])("%s", async (_, act, status, code) => {
    const before = await stored();
    const answer = await act();
    expect(answer).toMatchObject({ status, code });
    expect(answer.message.length).toBeGreaterThan(10);
    expect(await stored()).toEqual(before);
  });

  test.each([["a cyclic document", cyclic, "graph-cycle"], ["an unknown node type", ghost, "node-type"]])("%s cannot be published, and nothing goes live", async (_, document, rule) => {
    const created = await millrace.api<Flow>("POST", "/api/v1/flows", { name: "Broken", document });
    const response = await fetch(`${millrace.url}/api/v1/flows/${created.id}/publish`, { method: "POST", headers: { ...withKey(), "content-type": "application/json" }, body: '{"baseRevision":1}' });
    const { error } = (await response.json()) as { error: { code: string; details: { rule: string; message: string }[] } };
    expect([response.status, error.code]).toEqual([412, "precondition"]);
    expect(error.details.map((issue) => issue.rule)).toContain(rule);
    expect(await millrace.api<Flow>("GET", `/api/v1/flows/${created.id}`)).toMatchObject({ liveVersion: null });
    expect((await send(created.hookUrl, "{}")).status).toBe(404);
  });
});

test("a private address is refused at the step, with the reason on the run, and is never called", async () => {
  const other = await startTarget();
  const created = await millrace.api<Flow>("POST", "/api/v1/flows", { name: "Private", document: hookMapRequest(`${other.url}/in`) });
  const live = await millrace.api<Flow>("POST", `/api/v1/flows/${created.id}/publish`, { baseRevision: 1 });
  expect((await fetch(live.hookUrl, { method: "POST", headers: { "content-type": "application/json" }, body: "{}" })).status).toBe(202);
  const run = await until("the run's end", async () => (await millrace.api<{ runs: Run[] }>("GET", `/api/v1/runs?flow=${live.id}`)).runs.find((one) => one.finishedAt !== null));
  expect(run).toMatchObject({ status: "failed", error: { class: "egress_blocked" } });
  expect(run.error?.message).toMatch(/private network/);
  expect(other.received).toEqual([]);
  await other.close();
});
