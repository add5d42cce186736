import { connect } from "node:net";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import type { Json } from "#lib/json.ts";
import { type HookLab, json, startHookLab } from "#tests/support/hook-lab.ts";
import { signHook } from "#tests/support/sign-hook.ts";

let lab: HookLab;

beforeAll(async () => {
  lab = await startHookLab();
});
afterAll(() => lab.stop());
afterEach(() => vi.useRealTimers());

describe("T3.9, slow and large requests", () => {
  test("1 MiB is taken in, one byte more is refused before anything of it is read", async () => {
    const flow = await lab.hookFlow({ verify: "github" }, (await lab.secretOf("g")).id);
    const whole = `"${"a".repeat(1_048_574)}"`;
    expect((await lab.send(flow.path, whole, { ...json, ...(await signHook.github({ body: whole, secret: "g" })) })).status).toBe(202);
    const refused = await lab.send(flow.path, `${whole}x`, json);
    expect(refused.status).toBe(413);
    const chunked = await lab.hooks.raw([`POST ${flow.path} HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n`, ...Array.from({ length: 17 }, () => `10000\r\n${"b".repeat(65_536)}\r\n`)]);
    expect(chunked).toMatch(/^HTTP\/1\.1 413 /);
    expect(chunked).toMatch(/\r\nconnection: close\r\n/i);
    expect(await lab.stored(flow.id)).toEqual({ events: 1, runs: 1 });
  });

  test("whoever does not finish is told so after 30 s, and holds nobody else up", async () => {
    const flow = await lab.hookFlow();
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const slow = lab.hooks.raw([`POST ${flow.path} HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 20\r\n\r\n{"a":`]);
    await vi.waitUntil(() => vi.getTimerCount() > 0);
    expect((await lab.send(flow.path, "{}")).status).toBe(202);
    vi.advanceTimersByTime(30_000);
    expect(await slow).toMatch(/^HTTP\/1\.1 400 [\s\S]*did not arrive in time/);
    expect(await lab.stored(flow.id)).toEqual({ events: 1, runs: 1 });
  });

  test("whoever hangs up in the middle leaves nothing behind", async () => {
    const flow = await lab.hookFlow();
    const answer = await lab.hooks.raw([`POST ${flow.path} HTTP/1.1\r\nhost: x\r\ncontent-length: 20\r\nconnection: close\r\n\r\n{"a":1}`, Buffer.alloc(13, 0x20)]);
    expect(answer).toMatch(/^HTTP\/1\.1 202 /);
    await new Promise<void>((resolve) => {
      const socket = connect(lab.hooks.port, "127.0.0.1", () => socket.write(`POST ${flow.path} HTTP/1.1\r\nhost: x\r\ncontent-length: 20\r\n\r\n{"a":1}`, () => socket.destroy()));
      socket.on("close", () => resolve());
    });
    expect((await lab.send(flow.path, "{}")).status).toBe(202);
    expect(await lab.stored(flow.id)).toEqual({ events: 2, runs: 2 });
  });
});

describe("T4 content types", () => {
  test("T4.1 a body that looks like an uploaded file is data like any other", async () => {
    const flow = await lab.hookFlow();
    const body = { files: { u: { filepath: "/etc/passwd", originalFilename: "x", mimetype: "text/plain" } } };
    expect((await lab.send(flow.path, JSON.stringify(body))).status).toBe(202);
    expect((await lab.inputOf(flow.id)).body).toEqual(body);
  });

  test.each<[string, string, string, number, Json]>([
    ["text that says it is text", "text/plain", '{"a":1}', 202, '{"a":1}'],
    ["JSON of a vendor's type", "application/vnd.api+json; charset=utf-8", '{"a":1}', 202, { a: 1 }],
    ["JSON in another charset", "application/json; charset=utf-7", "{}", 415, null],
    ["a file upload", "multipart/form-data; boundary=x", '--x\r\ncontent-disposition: form-data; name="__proto__"; filename="../../x"\r\n\r\nhello\r\n--x--\r\n', 415, null],
    ["a file upload that says it is JSON", "application/json", '--x\r\ncontent-disposition: form-data; name="a"\r\n\r\n1\r\n--x--\r\n', 400, null],
    ["bytes", "application/octet-stream", "\u0000\u0001", 415, null],
    ["JSON with __proto__", "application/json", '{"__proto__":{"isAdmin":true}}', 400, null],
    ["JSON with a constructor's prototype", "application/json", '{"constructor":{"prototype":{"isAdmin":true}}}', 400, null],
    ["JSON nested too deep", "application/json", "[".repeat(5_000) + "]".repeat(5_000), 400, null],
    ["a form with a name that is a danger elsewhere", "application/x-www-form-urlencoded", "__proto__=1&a=2&a=3", 202, JSON.parse('{"__proto__":"1","a":["2","3"]}')],
  ])("T4.2 %s", async (_, type, body, status, input) => {
    const flow = await lab.hookFlow();
    const answer = await lab.send(flow.path, body, { "content-type": type });
    expect([answer.status, (await lab.stored(flow.id)).runs]).toEqual([status, status === 202 ? 1 : 0]);
    if (status === 202) expect((await lab.inputOf(flow.id)).body).toEqual(input);
    expect(({} as { isAdmin?: boolean }).isAdmin).toBeUndefined();
  });

  test("T4.2 no type at all, and two of them", async () => {
    const flow = await lab.hookFlow();
    const post = (headers: string, body: string) => lab.hooks.raw([`POST ${flow.path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-length: ${body.length}\r\n${headers}\r\n${body}`]);
    expect(await post("", "{not json")).toMatch(/^HTTP\/1\.1 202 /);
    expect((await lab.inputOf(flow.id)).body).toBe("{not json");
    // The first one counts, as Node reads it: what is stored is what was checked.
    expect(await post("content-type: text/plain\r\ncontent-type: application/json\r\n", '{"a":1}')).toMatch(/^HTTP\/1\.1 202 /);
    expect(await post("content-type: multipart/form-data; boundary=x\r\ncontent-type: application/json\r\n", '{"a":1}')).toMatch(/^HTTP\/1\.1 415 /);
    expect(await post("content-type: application/json\r\ncontent-encoding: gzip\r\n", "{}")).toMatch(/^HTTP\/1\.1 415 /);
    expect(await post("transfer-encoding: chunked\r\n", "0\r\n\r\n")).toMatch(/^HTTP\/1\.1 400 /);
  });
});
