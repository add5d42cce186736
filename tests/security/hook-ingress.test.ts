import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Connection } from "#lib/contracts/connections.schema.ts";
import type { Json } from "#lib/json.ts";
import { call, publicUrl } from "#tests/support/api.ts";
import { buildDocument, literal, nodeId } from "#tests/support/build-document.ts";
import { hookDocument, type HookLab, json, startHookLab } from "#tests/support/hook-lab.ts";
import { signHook } from "#tests/support/sign-hook.ts";
import { until } from "#tests/support/until.ts";

let lab: HookLab;
const canary = "whsec_Q0FOQVJZLUNBTkFSWS1DQU5BUlk=";

beforeAll(async () => {
  lab = await startHookLab();
});
afterAll(() => lab.stop());

const withoutId = (text: string) => text.replace(/"requestId":"[^"]*"/, "");

interface Refused {
  count: number;
  refused: { reason: string; headers: string[] }[];
}

const refusalsOf = async (flow: string): Promise<Refused> => (await call("GET /api/v1/flows/{flow}/refusals", { as: lab.owner, params: { flow } })).json;

describe("T3 a hook that verifies", () => {
  const body = '{"id":"evt_1","amount":150}';

  test("T3.1, T3.2 refuses what is not signed as it should be: one answer for all reasons, nothing is stored, its people see why", async () => {
    const flow = await lab.hookFlow({ verify: "stripe" }, (await lab.secretOf("whsec_1")).id);
    const good = await signHook.stripe({ body, secret: "whsec_1" });
    const old = await signHook.stripe({ body, secret: "whsec_1", at: Math.floor(Date.now() / 1_000) - 301 });
    const wrong: [string, string, Record<string, string>][] = [
      ["no_signature", body, {}],
      ["wrong_signature", body, await signHook.stripe({ body, secret: "whsec_2" })],
      ["wrong_signature", body.replace("150", "151"), good],
      ["malformed_signature", body, { "stripe-signature": good["stripe-signature"].slice(0, -1) }],
      ["malformed_signature", body, { "stripe-signature": `${good["stripe-signature"]}, ${good["stripe-signature"]}` }],
      ["too_old", body, old],
      ["wrong_signature", "not json {", good],
    ];
    const answers: string[] = [];
    for (const [, sent, headers] of wrong) {
      const answer = await lab.send(flow.path, sent, { ...json, ...headers });
      expect(answer.status).toBe(401);
      answers.push(withoutId(await answer.text()));
    }
    expect(new Set(answers).size).toBe(1);
    expect(answers[0]).not.toMatch(/old|signature is|expected/i);
    expect(await lab.stored(flow.id)).toEqual({ events: 0, runs: 0 });
    const seen = await until("the refusals to be told", async () => {
      const told = await refusalsOf(flow.id);
      return told.count === wrong.length ? told : undefined;
    });
    expect(seen.refused.map(({ reason }) => reason)).toEqual(wrong.map(([reason]) => reason).toReversed());
    expect(JSON.stringify(seen)).not.toContain(good["stripe-signature"]);

    expect((await lab.send(flow.path, body, { ...json, ...good })).status).toBe(202);
    expect(await lab.stored(flow.id)).toEqual({ events: 1, runs: 1 });
  });

  test("keeps the last 20 refusals and counts all, however many come at once", async () => {
    const flow = await lab.hookFlow({ verify: "github" }, (await lab.secretOf("g")).id);
    await Promise.all(Array.from({ length: 60 }, () => lab.send(flow.path, "{}")));
    const told = await until("all of them", async () => {
      const now = await refusalsOf(flow.id);
      return now.count === 60 ? now : undefined;
    });
    expect(told.refused).toHaveLength(20);
    await lab.send(flow.path, "{}", { ...json, "x-hub-signature-256": "sha256=00" });
    const next = await until("one more", async () => {
      const now = await refusalsOf(flow.id);
      return now.count === 61 ? now : undefined;
    });
    expect(next.refused.map(({ reason }) => reason)).toEqual(["wrong_signature", ...Array.from({ length: 19 }, () => "no_signature")]);
  });

  test("T3.3 stores one event for the same one sent twice, signed anew or repeated", async () => {
    const flow = await lab.hookFlow({ verify: "stripe" }, (await lab.secretOf("whsec_1")).id);
    const now = Math.floor(Date.now() / 1_000);
    const first = await signHook.stripe({ body, secret: "whsec_1", at: now - 10 });
    const answers = [];
    for (const headers of [first, first, await signHook.stripe({ body, secret: "whsec_1", at: now })]) {
      const answer = await lab.send(flow.path, body, { ...json, ...headers });
      expect(answer.status).toBe(202);
      answers.push(await answer.json());
    }
    expect(answers.map(({ duplicate }) => duplicate)).toEqual([false, true, true]);
    expect(new Set(answers.map(({ event }) => event)).size).toBe(1);
    expect(await lab.stored(flow.id)).toEqual({ events: 1, runs: 1 });
  });

  test("T3.4 takes its secret from the address alone, whatever the body names", async () => {
    const [one, two] = [await lab.secretOf("one"), await lab.secretOf("two")];
    const flows = [await lab.hookFlow({ verify: "github" }, one.id), await lab.hookFlow({ verify: "github" }, two.id)];
    const named = JSON.stringify({ owner: flows[1]?.id, secret: two.id, repository: { owner: "two" } });
    expect((await lab.send(flows[0]?.path ?? "", named, { ...json, ...(await signHook.github({ body: named, secret: "two" })) })).status).toBe(401);
    expect((await lab.send(flows[1]?.path ?? "", named, { ...json, ...(await signHook.github({ body: named, secret: "two" })) })).status).toBe(202);
  });

  test("takes the former secret while it counts, and refuses it when it was dropped or its time is over", async () => {
    const connection = await lab.secretOf("before");
    const flow = await lab.hookFlow({ verify: "github" }, connection.id);
    const status = async (secret: string) => (await lab.send(flow.path, body, { ...json, ...(await signHook.github({ body, secret })) })).status;
    const change = async (change: object) => {
      const answer = await call("PATCH /api/v1/connections/{connection}", { as: lab.owner, params: { connection: connection.id }, body: change });
      expect(answer.status, answer.text).toBe(200);
      return answer.json as Connection;
    };
    const statuses = async () => [await status("before"), await status("after"), await status("last")];
    expect(await statuses()).toEqual([202, 401, 401]);
    const rotated = await change({ credential: { kind: "webhook/secret", secret: "after" }, formerSecret: { keepHours: 24 } });
    expect(Date.parse((rotated.settings as { former: { until: string } }).former.until)).toBeGreaterThan(Date.now());
    expect(await statuses()).toEqual([202, 202, 401]);
    await lab.publish((await call("GET /api/v1/flows/{flow}", { as: lab.owner, params: { flow: flow.id } })).json);
    expect(await statuses()).toEqual([202, 202, 401]);
    expect((await change({ formerSecret: "drop" })).settings).toEqual({});
    expect(await statuses()).toEqual([401, 202, 401]);
    await change({ credential: { kind: "webhook/secret", secret: "last" }, formerSecret: { keepHours: 1 } });
    expect(await statuses()).toEqual([401, 202, 202]);
    await lab.api.database.pool.query("update connections set settings = jsonb_build_object('former', jsonb_build_object('until', $2::text)) where id = $1", [connection.id, new Date(Date.now() - 1_000).toISOString()]);
    expect(await statuses()).toEqual([401, 401, 202]);
    await change({ credential: { kind: "webhook/secret", secret: "after" } });
    expect(await statuses()).toEqual([401, 202, 401]);
  });

  test("its secret and tokens are nowhere but sealed in the connection", async () => {
    const connection = await lab.secretOf(canary);
    const flows = [await lab.hookFlow({ verify: "standard" }, connection.id), await lab.hookFlow({ verify: "token", tokenIn: "query", tokenName: "key" }, connection.id), await lab.hookFlow({ verify: "token", tokenName: "X-Own-Token" }, connection.id)];
    const [standard, query, header] = flows.map(({ path }) => path) as [string, string, string];
    expect((await lab.send(standard, body, { ...json, ...(await signHook.standard({ body, secret: canary })) })).status).toBe(202);
    expect((await lab.send(`${query}?key=${encodeURIComponent(canary)}&a=1`, body)).status).toBe(202);
    expect((await lab.send(header, body, { ...json, "x-own-token": canary })).status).toBe(202);
    expect((await lab.send(header, body, { ...json, "x-own-token": `${canary}x` })).status).toBe(401);
    await until("the refusal", async () => (await refusalsOf(flows[2]?.id ?? "")).count === 1);
    const { query: kept } = await lab.inputOf(flows[1]?.id ?? "");
    expect(kept).toEqual({ a: "1" });
    const { rows: tables } = await lab.api.database.pool.query<{ name: string }>("select tablename as name from pg_tables where schemaname = 'public'");
    for (const { name } of tables) {
      const { rows } = await lab.api.database.pool.query(`select 1 from "${name}" t where t::text like $1 or t::text like $2`, [`%${canary.slice(6, 26)}%`, `%${Buffer.from(canary.slice(6, 26)).toString("hex")}%`]);
      expect(rows, name).toEqual([]);
    }
    const answer = await call("GET /api/v1/connections/{connection}", { as: lab.owner, params: { connection: connection.id } });
    expect(answer.text).not.toContain(canary);
  });

  test("cannot be published without a secret, and a step cannot send a webhook's secret anywhere", async () => {
    const bare = await lab.draftOf(hookDocument({ verify: "github" }));
    const refused = await call("POST /api/v1/flows/{flow}/publish", { as: lab.owner, params: { flow: bare.id }, body: { baseRevision: bare.draftRevision, message: "" } });
    expect(refused.status).toBe(412);
    expect(refused.text).toContain("has no secret");
    const secret = await lab.secretOf("s");
    const document = buildDocument({ hook: { type: "core/webhook" }, call: { type: "http/request", config: { url: literal("https://api.example.com") } } }, ["hook -> call"]);
    const sending = await lab.draftOf({ ...document, nodes: document.nodes.map((node) => (node.id === nodeId("call") ? { ...node, connection: secret.id } : node)) });
    const wrongKind = await call("POST /api/v1/flows/{flow}/publish", { as: lab.owner, params: { flow: sending.id }, body: { baseRevision: sending.draftRevision, message: "" } });
    expect(wrongKind.status).toBe(422);
    expect((await call("POST /api/v1/connections/{connection}/test", { as: lab.owner, params: { connection: secret.id }, body: { url: "https://api.example.com/" } })).status).toBe(422);
    expect((await call("POST /api/v1/connections", { as: lab.owner, body: { name: "with hosts", allowedHosts: ["a.example"], credential: { kind: "webhook/secret", secret: "x" } } })).status).toBe(422);
  });
});

describe("what is behind an address", () => {
  test("T3.6 an unpublished or deleted flow answers as an unknown address; a paused one takes in", async () => {
    const unknown = withoutId(await (await lab.send(`/api/hooks/${"x".repeat(22)}`, "{}")).text());
    const draft = await lab.draftOf(hookDocument());
    const deleted = await lab.hookFlow();
    await call("DELETE /api/v1/flows/{flow}", { as: lab.owner, params: { flow: deleted.id } });
    for (const path of [new URL(draft.hookUrl).pathname, deleted.path, "/api/hooks/", "/api/hooks/..%2f", `${deleted.path}/`]) {
      const answer = await lab.send(path, "{}");
      expect([path, answer.status, withoutId(await answer.text())]).toEqual([path, 404, unknown]);
    }
    const paused = await lab.hookFlow();
    await call("POST /api/v1/flows/{flow}/pause", { as: lab.owner, params: { flow: paused.id }, body: { reason: "maintenance" } });
    expect((await lab.send(paused.path, "{}")).status).toBe(202);
    expect(await lab.stored(paused.id)).toEqual({ events: 1, runs: 0 });
  });

  test("T3.7 nobody without a session starts or ends a capture", async () => {
    const flow = await lab.draftOf(hookDocument());
    const params = { flow: flow.id };
    expect((await call("POST /api/v1/flows/{flow}/captures", { params, body: { count: 1 } })).status).toBe(401);
    expect((await call("DELETE /api/v1/flows/{flow}/captures", { params })).status).toBe(401);
  });

  test("T3.8 only POST does anything", async () => {
    const flow = await lab.hookFlow();
    for (const method of ["GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS"]) {
      const answer = await lab.send(flow.path, "{}", json, method);
      expect([method, answer.status]).toEqual([method, 405]);
      expect(answer.headers.get("allow")).toBe("POST");
    }
    expect(await lab.stored(flow.id)).toEqual({ events: 0, runs: 0 });
  });

  test("T3.10 addresses cannot be guessed", async () => {
    const paths = await Promise.all(Array.from({ length: 8 }, async () => new URL((await lab.draftOf(hookDocument())).hookUrl).pathname.split("/").at(-1) ?? ""));
    expect(new Set(paths).size).toBe(8);
    for (const path of paths) expect(path).toMatch(/^[A-Za-z0-9_-]{22,}$/);
  });
});

describe("handshakes", () => {
  test("Slack's challenge is answered as plain text, if it is signed, and is no event", async () => {
    const flow = await lab.hookFlow({ verify: "slack" }, (await lab.secretOf("slack")).id);
    const body = JSON.stringify({ type: "url_verification", token: "t", challenge: "<script>alert(1)</script>" });
    expect((await lab.send(flow.path, body)).status).toBe(401);
    const answer = await lab.send(flow.path, body, { ...json, ...(await signHook.slack({ body, secret: "slack" })) });
    expect([answer.status, answer.headers.get("content-type"), await answer.text()]).toEqual([200, "text/plain; charset=utf-8", "<script>alert(1)</script>"]);
    expect(answer.headers.get("x-content-type-options")).toBe("nosniff");
    expect(await lab.stored(flow.id)).toEqual({ events: 0, runs: 0 });
    const event = JSON.stringify({ type: "event_callback", event_id: "Ev1", event: { type: "message" } });
    const now = Math.floor(Date.now() / 1_000);
    for (const at of [now - 5, now]) expect((await lab.send(flow.path, event, { ...json, ...(await signHook.slack({ body: event, secret: "slack", at })) })).status).toBe(202);
    expect(await lab.stored(flow.id)).toEqual({ events: 1, runs: 1 });
  });

  test("GitHub's ping is taken in and starts nothing", async () => {
    const flow = await lab.hookFlow({ verify: "github" }, (await lab.secretOf("g")).id);
    const body = '{"zen":"Keep it logically awesome.","hook_id":1}';
    expect((await lab.send(flow.path, body, { ...json, ...(await signHook.github({ body, secret: "g" })), "x-github-event": "ping" })).status).toBe(202);
    expect(await lab.stored(flow.id)).toEqual({ events: 0, runs: 0 });
  });

  test("a GET with hub.challenge is answered where the trigger says so, to whoever has the address", async () => {
    const connection = await lab.secretOf("h");
    const flow = await lab.hookFlow({ verify: "hmac", signatureHeader: "X-Hub-Signature-256", prefix: "sha256=", challenge: "hub" }, connection.id);
    const token = flow.path.split("/").at(-1);
    const ask = (query: string, path = flow.path) => lab.send(`${path}?${query}`, "", {}, "GET");
    const good = await ask(`hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=${token}`);
    expect([good.status, good.headers.get("content-type"), await good.text()]).toEqual([200, "text/plain; charset=utf-8", "1158201444"]);
    expect((await ask("hub.mode=subscribe&hub.challenge=1&hub.verify_token=other")).status).toBe(401);
    expect((await ask("hub.mode=subscribe&hub.challenge=1")).status).toBe(401);
    const without = await lab.hookFlow({ verify: "hmac", signatureHeader: "X-Sig" }, connection.id);
    expect((await ask(`hub.mode=subscribe&hub.challenge=1&hub.verify_token=${without.path.split("/").at(-1)}`, without.path)).status).toBe(405);
  });
});

describe("event-3 what each sender calls a delivery", () => {
  const at = Math.floor(Date.now() / 1_000);
  const hubspot = JSON.stringify([{ eventId: 1, subscriptionId: 5, portalId: 6, objectId: 7, occurredAt: 8, attemptNumber: 0 }]);
  const again = hubspot.replace('"attemptNumber":0', '"attemptNumber":1');
  type Case = [string, Record<string, Json>, string, (path: string) => Promise<[string, Record<string, string>][]>, number];

  test.each<Case>([
    ["GitHub's delivery, redelivered", { verify: "github" }, "g", async () => [["{}", await signHook.github({ body: "{}", secret: "g", id: "d-1" })], ["{}", await signHook.github({ body: "{}", secret: "g", id: "d-1" })], ["{}", await signHook.github({ body: "{}", secret: "g", id: "d-2" })]], 2],
    ["Shopify's webhook id", { verify: "shopify" }, "s", async () => [["{}", await signHook.shopify({ body: "{}", secret: "s", id: "w-1" })], ["{}", await signHook.shopify({ body: "{}", secret: "s", id: "w-1" })]], 1],
    ["HubSpot's events, tried again", { verify: "hubspot" }, "h", async (path) => [[hubspot, await signHook.hubspot({ body: hubspot, secret: "h", url: publicUrl + path, at: at - 9 })], [again, await signHook.hubspot({ body: again, secret: "h", url: publicUrl + path, at })]], 1],
    ["Standard Webhooks' id", { verify: "standard" }, canary, async () => [["{}", await signHook.standard({ body: "{}", secret: canary, id: "m1", at: at - 9 })], ["{}", await signHook.standard({ body: "{}", secret: canary, id: "m1", at })]], 1],
    ["a request repeated as it was, under another Idempotency-Key", { verify: "hmac", signatureHeader: "X-Signature", prefix: "v2:", algorithm: "sha512", encoding: "base64", signs: "{timestamp}|{body}", timestampHeader: "X-Time" }, "o", async () => {
      const headers = await signHook.hmac({ body: "{}", secret: "o", at });
      return [["{}", { ...headers, "idempotency-key": "1" }], ["{}", { ...headers, "idempotency-key": "2" }]];
    }, 1],
    ["a field that the trigger names", { eventId: "body.order.id" }, "-", async () => [['{"order":{"id":7},"n":1}', {}], ['{"order":{"id":7},"n":2}', {}], ['{"order":{"id":8}}', {}], ["{}", {}], ["{}", {}]], 4],
    ["Idempotency-Key of anybody", {}, "-", async () => [["1", { "idempotency-key": "k" }], ["2", { "idempotency-key": "k" }]], 1],
  ])("%s", async (_, settings, secret, requests, events) => {
    const flow = await lab.hookFlow(settings, "verify" in settings ? (await lab.secretOf(secret)).id : undefined);
    for (const [body, headers] of await requests(flow.path)) {
      const answer = await lab.send(flow.path, body, { ...json, ...headers });
      expect(answer.status, await answer.text()).toBe(202);
    }
    expect(await lab.stored(flow.id)).toEqual({ events, runs: events });
  });
});

test("a draft's hook verifies what it captures", async () => {
  const flow = await lab.draftOf(hookDocument({ verify: "github" }, (await lab.secretOf("g")).id));
  const started = await call("POST /api/v1/flows/{flow}/captures", { as: lab.owner, params: { flow: flow.id }, body: { count: 2 } });
  expect(started.status, started.text).toBe(201);
  const { pathname } = new URL(flow.hookUrl);
  expect((await lab.send(pathname, "{}")).status).toBe(401);
  const answer = await lab.send(pathname, "{}", { ...json, ...(await signHook.github({ body: "{}", secret: "g" })) });
  expect(answer.status).toBe(202);
  expect((await answer.json()).captured).toMatch(/^smp_|^sample/);
});
