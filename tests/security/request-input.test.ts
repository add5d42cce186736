import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { z } from "zod";
import type { Endpoint } from "#lib/client/request.ts";
import { contracts } from "#lib/contracts/all.ts";
import { errorResponse } from "#lib/server/http/error-response.ts";
import { route } from "#lib/server/http/route.ts";
import { call, type Caller, startApi, type TestApi } from "#tests/support/api.ts";

let api: TestApi;
let owner: Caller;
const rename: Endpoint = "PATCH /api/v1/workspace";

beforeAll(async () => {
  api = await startApi();
  const user = await api.user("owner@input.test", { instanceAdmin: true });
  const workspace = await api.workspace("input", { [user.id]: "owner" });
  owner = { cookie: user.cookie, workspace: workspace.slug };
});
afterAll(() => api.stop());

describe("what nobody asked for is refused, and nothing changes (T8.2)", () => {
  const writing = contracts.filter((contract) => contract.method !== "GET" && contract.access.kind !== "public");
  const extras = { workspaceId: "ws_x", ownerId: "usr_x", id: "x", role: "owner", createdBy: "x", instanceAdmin: true, isAdmin: true, organizationId: "x" };

  test.each(writing.map((contract) => [`${contract.method} ${contract.path}` as Endpoint, contract] as const))("%s", async (endpoint, contract) => {
    const shape = contract.body instanceof z.ZodObject ? Object.keys(contract.body.shape) : [];
    const params = Object.fromEntries([...contract.path.matchAll(/\{(\w+)\}/g)].map((match) => [match[1] ?? "", match[1] === "version" ? "1" : "x"]));
    for (const [name, value] of Object.entries(extras)) {
      if (shape.includes(name)) continue;
      const answer = await call(endpoint, { as: owner, params, body: { [name]: value } });
      expect(answer.status, `${name}: ${answer.text}`).toBe(422);
      expect(answer.json).toMatchObject({ error: { code: "invalid", details: expect.any(Array) } });
      if (contract.body !== undefined) expect(answer.text).toContain("body");
    }
  });

  test.each(["workspaceId=x", "role=owner", "__proto__=1", "constructor=1", "limit=5&limit=6", "limit=0", "limit=abc", "sort=id;drop table runs", "cursor="])("query %s", async (query) => {
    const answer = await call("GET /api/v1/flows", { as: owner, query: `?${query}` });
    expect([400, 422], answer.text).toContain(query === "cursor=" && answer.status === 200 ? 422 : answer.status);
  });

  test("a query on an endpoint that takes none", async () => {
    expect((await call("GET /api/v1/members", { as: owner, query: "?all=1" })).status).toBe(422);
  });
});

describe("bodies", () => {
  const send = (raw: string | Uint8Array | ReadableStream, headers: Record<string, string> = {}) => call(rename, { as: owner, raw, headers });

  test.each(["", "{", "[1,", "{'a':1}", "nul", '{"name":"x"} x', "\u0000"])("%j is malformed", async (raw) => {
    expect(await send(raw)).toMatchObject({ status: 400, json: { error: { code: "malformed", requestId: expect.stringMatching(/^req_/) } } });
  });
  test("broken UTF-8 is malformed", async () => {
    expect((await send(Uint8Array.from([0x7b, 0xff, 0xfe, 0x7d]))).status).toBe(400);
  });
  test.each(["null", "1", '"x"', "[]", '[{"name":"x"}]', "{}", '{"name":1}', '{"name":""}', '{"name":null}'])("%s is JSON, but not what was asked", async (raw) => {
    expect(await send(raw)).toMatchObject({ status: 422, json: { error: { code: "invalid", details: [{ at: expect.stringMatching(/^body/), message: expect.any(String) }] } } });
  });

  test.each(['{"__proto__":{"isAdmin":true},"name":"x"}', '{"constructor":{"prototype":{"isAdmin":true}},"name":"x"}', '{"\\u005f_proto__":{"isAdmin":true},"name":"x"}'])("%s pollutes nothing (T14.1)", async (raw) => {
    expect([400, 422]).toContain((await send(raw)).status);
    expect(({} as { isAdmin?: boolean }).isAdmin).toBeUndefined();
  });

  test.each(["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/json; charset=utf-7", "application/json, application/json", "application/jsonp", "text/json", "application/json;charset=utf-8;x=y", ""])("content type %j is refused", async (type) => {
    const answer = await send('{"name":"x"}', { "content-type": type });
    expect(answer).toMatchObject({ status: 415, json: { error: { code: "unsupported_media_type", message: expect.stringContaining("application/json") } } });
  });
  test.each(["application/json", "Application/JSON", "application/json; charset=utf-8", 'application/json;charset="UTF-8"'])("content type %s is taken", async (type) => {
    expect((await send('{"name":"input"}', { "content-type": type })).status).toBe(200);
  });
  test("a compressed body is refused", async () => {
    expect((await send("x", { "content-encoding": "gzip" })).status).toBe(415);
  });

  test("64 levels are read, 65 are not, and 100,000 cost nothing (T13.2)", async () => {
    const nested = (depth: number) => `{"name":${"[".repeat(depth - 1)}${"]".repeat(depth - 1)}}`;
    expect((await send(nested(64))).status).toBe(422);
    expect((await send(nested(65))).status).toBe(400);
    const started = performance.now();
    expect((await send("[".repeat(100_000))).status).toBe(400);
    expect(performance.now() - started).toBeLessThan(1_000);
    expect((await send(JSON.stringify({ name: "[".repeat(100) }))).status).toBe(200);
    expect((await send(JSON.stringify({ name: `\\"${"[{".repeat(40)}` }))).status).toBe(200);
  });

  test("one byte above the limit is refused, by its declared length or while it streams", async () => {
    const body = JSON.stringify({ name: "x".repeat(1024 * 1024) });
    expect((await send(body)).status).toBe(413);
    expect((await send("{}", { "content-length": String(1024 * 1024 + 1) })).status).toBe(413);
    let sent = 0;
    const endless = new ReadableStream({
      pull(controller) {
        sent += 64 * 1024;
        controller.enqueue(new Uint8Array(64 * 1024).fill(0x20));
      },
    });
    expect((await send(endless)).status).toBe(413);
    expect(sent).toBeLessThan(1024 * 1024 + 4 * 64 * 1024);
    const exact = JSON.stringify({ name: "" }) + " ".repeat(1024 * 1024 - 11);
    expect([exact.length, (await send(exact)).status]).toEqual([1024 * 1024, 422]);
  });

  test.each(["a\u0000b", "\ud800"])("text the database cannot hold (%j) is refused, not a fault of ours", async (name) => {
    const answer = await call("POST /api/v1/flows", { as: owner, body: { name } });
    expect(answer.status, answer.text).toBeLessThan(500);
  });
});

describe("an error", () => {
  beforeEach(() => {
    expect(({} as { isAdmin?: boolean }).isAdmin).toBeUndefined();
  });
  const contract = { method: "GET", path: "/api/v1/x", summary: "", access: { kind: "public" }, status: 200, answer: z.object({}) } as const;

  test("nobody expected shows nothing of itself", async () => {
    const handler = route(contract, async () => {
      throw new Error("password=hunter2 at /srv/app/db.ts", { cause: new Error("SELECT secret") });
    });
    const answer = await handler(new Request("http://millrace.test/"), { params: Promise.resolve({}) });
    const text = await answer.text();
    expect(answer.status).toBe(500);
    expect(text).not.toMatch(/hunter2|srv|SELECT/);
    expect(JSON.parse(text)).toMatchObject({ error: { code: "internal", requestId: answer.headers.get("x-request-id") } });
  });

  test("of a database that is away says so, and to try again", async () => {
    const answer = errorResponse(new Error("Failed query", { cause: Object.assign(new Error("connect"), { code: "ECONNREFUSED" }) }), "req_x");
    expect(answer.status).toBe(503);
    expect(await answer.json()).toMatchObject({ error: { code: "unavailable" } });
  });

  test("and every other answer is not kept by caches", async () => {
    for (const as of [owner, {}]) expect((await call("GET /api/v1/members", { as })).headers.get("cache-control")).toBe("no-store");
  });
});
