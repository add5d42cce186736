import { afterAll, describe, expect, test } from "vitest";
import type { Json } from "#lib/json.ts";
import { createSandbox } from "#lib/sandbox/sandbox.ts";
import type { SandboxLimits, SandboxResult } from "#lib/sandbox/sandbox-job.ts";

const sandbox = createSandbox();
afterAll(() => sandbox.stop());

async function run(source: string, input: Json = null, limits: Partial<SandboxLimits> = {}): Promise<SandboxResult> {
  const [result] = await sandbox.run("a", { kind: "code", source, inputs: [input] }, { limits });
  if (result === undefined) throw new Error("no result");
  return result;
}

async function valueOf(source: string, input: Json = null): Promise<Json> {
  const result = await run(source, input);
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

async function errorOf(source: string, limits: Partial<SandboxLimits> = {}) {
  const result = await run(source, null, limits);
  if (result.ok) throw new Error(`gave ${JSON.stringify(result.value)}`);
  return result.error;
}

describe("what code gives back", () => {
  test.each<[string, Json]>([
    ["return { total: input.price * 2, name: input.name.toUpperCase() }", { total: 8, name: "ÄÖ\u0000€😀" }],
    ["return await Promise.all([1, Promise.resolve(2)].map(async (n) => (await n) + 1))", [2, 3]],
    ["", null],
    ["return", null],
    ["return undefined // at the end", null],
    ["return [undefined, NaN, new Date(0), new Map([[1, 2]])]", [null, null, "1970-01-01T00:00:00.000Z", {}]],
    ["return new Date('2026-07-01T12:00:00').getTimezoneOffset()", 0],
    ["return JSON.parse(input.text)", { a: [1, "\ud800"] }],
    ["let out = 0; (async () => { await null; out = 7 })(); await null; await null; return out", 7],
  ])("%s", async (source, expected) => {
    expect(await valueOf(source, { price: 4, name: "äö\u0000€😀", text: '{"a":[1,"\\ud800"]}' })).toEqual(expected);
  });

  test("base64 is that of browsers, for every byte", async () => {
    const bytes = String.fromCharCode(...Array.from({ length: 256 }, (_, byte) => byte));
    const texts = ["", "a", "ab", "abc", bytes];
    expect(await valueOf("return input.map((text) => btoa(text))", texts)).toEqual(texts.map((text) => btoa(text)));
    expect(await valueOf("return input.map((text) => atob(text))", texts.map((text) => btoa(text)))).toEqual(texts);
    expect(await valueOf("return [' YQ = =\\n', 'YQ'].map((text) => atob(text))")).toEqual(["a", "a"]);
    for (const bad of ["Y", "YQ=a", "====", "Y*Q="]) expect(await errorOf(`return atob(${JSON.stringify(bad)})`)).toMatchObject({ code: "SANDBOX_ERROR" });
    expect((await errorOf("return btoa('€')")).message).toContain("UTF-8");
  });

  test("random numbers and UUIDs differ between evaluations", async () => {
    const results = await sandbox.run("a", { kind: "code", source: "return [crypto.randomUUID(), Math.random()]", inputs: Array.from({ length: 50 }, () => null) });
    const values = results.map((result) => (result.ok ? (result.value as [string, number]) : ["", 0] as const));
    expect(new Set(values.map(([uuid]) => uuid)).size).toBe(50);
    expect(new Set(values.map(([, random]) => random)).size).toBe(50);
    expect(values[0]?.[0]).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });
});

describe("what went wrong, and where", () => {
  test.each([
    ["const a = 1;\n\nnull.x", { code: "SANDBOX_ERROR", line: 3, message: expect.stringContaining("TypeError: cannot read property 'x' of null") }],
    ["\nthrow new RangeError('too much')", { code: "SANDBOX_ERROR", line: 2, message: "RangeError: too much" }],
    ["const f = () => {\n  totl = 1;\n};\nf()", { code: "SANDBOX_ERROR", line: 2, message: expect.stringContaining("totl") }],
    ["throw 'text'", { code: "SANDBOX_ERROR", message: "text" }],
    ["throw { reason: 'x' }", { code: "SANDBOX_ERROR", message: '{"reason":"x"}' }],
    ["throw { get message() { throw 1 } }", { code: "SANDBOX_ERROR" }],
    ["await Promise.reject(new Error('later'))", { code: "SANDBOX_ERROR", message: "Error: later" }],
    ["let a = 1;\nlet b = ;", { code: "SANDBOX_SYNTAX", line: 2 }],
    ["if (true) {", { code: "SANDBOX_SYNTAX", line: 1 }],
    ["import x from 'fs'", { code: "SANDBOX_SYNTAX", line: 1 }],
    ["await new Promise(() => {})", { code: "SANDBOX_ERROR", message: expect.stringContaining("never happens") }],
    ["return () => 1", { code: "SANDBOX_OUTPUT", message: expect.stringContaining("it is a function") }],
    ["return Symbol('x')", { code: "SANDBOX_OUTPUT", message: expect.stringContaining("it is a symbol") }],
    ["return { a: 1n }", { code: "SANDBOX_OUTPUT", message: expect.stringContaining("BigInt") }],
    ["const a = {}; a.a = a; return a", { code: "SANDBOX_OUTPUT", message: expect.stringContaining("circular") }],
    ["return { toJSON() { throw new Error('no') } }", { code: "SANDBOX_OUTPUT", message: expect.stringContaining("Error: no") }],
    ["return 'x'.repeat(5e6)", { code: "SANDBOX_OUTPUT", message: expect.stringContaining("4 MiB") }],
    ["return '\u20ac'.repeat(2e6)", { code: "SANDBOX_OUTPUT", message: expect.stringContaining("4 MiB") }],
    ["let a = []; for (let i = 0; i < 64; i += 1) a = [a]; return a", { code: "SANDBOX_OUTPUT", message: expect.stringContaining("64 levels") }],
  ])("%s", async (source, expected) => {
    expect(await errorOf(source)).toMatchObject(expected);
  });

  test("64 levels are allowed, and brackets in text are none", async () => {
    expect(JSON.stringify(await valueOf("let a = []; for (let i = 0; i < 63; i += 1) a = [a]; return a"))).toHaveLength(128);
    expect(await valueOf("return { a: '['.repeat(100) + '\"\\\\\"' }")).toEqual({ a: `${"[".repeat(100)}"\\"` });
  });

  test("an input that is too large or too deep for the machine is refused in words", async () => {
    expect(await run("return 1", "x".repeat(8 << 20), { memoryBytes: 16 << 20 })).toMatchObject({ ok: false, error: { code: "SANDBOX_MEMORY" } });
    const deep = JSON.parse(`${"[".repeat(50_000)}${"]".repeat(50_000)}`) as Json;
    expect(await run("return 1", deep)).toMatchObject({ ok: false, error: { code: "SANDBOX_STACK" } });
  });
});

describe("the console", () => {
  test("keeps lines of all kinds, as text", async () => {
    const { logs } = await run("console.log('a', 1, null, undefined, { b: [1] }); console.info(new Error('x')); console.warn(1n, Symbol('s')); console.error(() => 1); console.log()");
    expect(logs).toEqual(['a 1 null undefined {"b":[1]}', "Error: x", "1 Symbol(s)", "() => 1", ""]);
  });

  test("is kept when the code fails, and bounded over the whole batch", async () => {
    expect(await run("console.log('before'); while (true);", null, { timeoutMs: 100 })).toMatchObject({ logs: ["before"], error: { code: "SANDBOX_TIMEOUT" } });
    const results = await sandbox.run("a", { kind: "code", source: "for (let i = 0; i < 10; i += 1) console.log('x'.repeat(99))", inputs: Array.from({ length: 10 }, () => null) }, { limits: { logBytes: 2_000 } });
    const lines = results.flatMap(({ logs }) => logs);
    expect(results.every(({ ok }) => ok)).toBe(true);
    expect(lines).toHaveLength(20);
    expect(lines.at(-1)).toContain("2000 bytes");
  });
});

describe("batches", () => {
  test("give one result for each input, in order, and share one budget of output", async () => {
    const inputs = Array.from({ length: 3_000 }, (_, id) => ({ id }));
    const results = await sandbox.run("a", { kind: "code", source: "if (input.id % 2) throw new Error('odd'); return input.id", inputs });
    expect(results.map((result) => (result.ok ? result.value : -1))).toEqual(inputs.map(({ id }) => (id % 2 ? -1 : id)));
    const large = await sandbox.run("a", { kind: "code", source: "return 'x'.repeat(900)", inputs: inputs.slice(0, 12) }, { limits: { outputBytes: 1_000 } });
    expect(large.filter(({ ok }) => ok)).toHaveLength(8);
    expect(large.at(-1)).toMatchObject({ error: { code: "SANDBOX_OUTPUT", message: expect.stringContaining("together") } });
  });

  test("the first that is late is the one that used up the time", async () => {
    const results = await sandbox.run("a", { kind: "code", source: "if (input === 2) while (true); return input", inputs: [0, 1, 2, 3] }, { limits: { timeoutMs: 200 } });
    expect(results).toMatchObject([{ value: 0 }, { value: 1 }, { error: { code: "SANDBOX_TIMEOUT", message: expect.stringContaining("200 ms") } }, { error: { code: "SANDBOX_TIMEOUT", message: expect.stringContaining("not reached") } }]);
  });

  test("none is empty", async () => {
    expect(await sandbox.run("a", { kind: "code", source: "(", inputs: [] })).toEqual([]);
  });
});

describe("expressions", () => {
  const now = "2026-01-01T00:00:00.000Z";
  test("are evaluated for each scope, with the run's clock", async () => {
    const scopes = [{ n_order: { total: 4 } }, { n_order: { total: 5 } }, { n_order: {} }];
    expect(await sandbox.run("a", { kind: "cel", source: "n_order.total * 2", scopes, now })).toMatchObject([{ value: 8 }, { value: 10 }, { error: { code: "SANDBOX_ERROR", cel: { code: "missing", node: "n_order" } } }]);
    expect(await sandbox.run("a", { kind: "cel", source: "now", scopes: [{}], now })).toMatchObject([{ value: now }]);
  });

  test("that cannot be read say so for each scope", async () => {
    expect(await sandbox.run("a", { kind: "cel", source: "1 +", scopes: [{}, {}], now })).toMatchObject([{ error: { code: "SANDBOX_SYNTAX", line: 1 } }, { error: { code: "SANDBOX_SYNTAX" } }]);
  });
});
