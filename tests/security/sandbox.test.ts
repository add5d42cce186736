import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Json } from "#lib/json.ts";
import { childArguments } from "#lib/sandbox/child-arguments.ts";
import { createSandbox, type Sandbox } from "#lib/sandbox/sandbox.ts";
import type { SandboxLimits, SandboxResult } from "#lib/sandbox/sandbox-job.ts";
import { descendants } from "#tests/support/processes.ts";
import { sandboxChildren } from "#tests/support/sandbox-children.ts";
import { until } from "#tests/support/until.ts";

const folder = mkdtempSync(join(tmpdir(), "millrace-sandbox-"));
const canary = join(folder, "canary");
const secret = "CANARY-7f3a91";
const now = "2026-01-01T00:00:00.000Z";
let sandbox: Sandbox;

beforeAll(async () => {
  process.env["APP_ENCRYPTION_KEY"] = secret;
  sandbox = createSandbox();
  await run("return 1");
});
afterAll(async () => {
  await sandbox.stop();
  delete process.env["APP_ENCRYPTION_KEY"];
  rmSync(folder, { recursive: true, force: true });
});

async function run(source: string, input: Json = null, { tenant = "a", ...limits }: Partial<SandboxLimits> & { tenant?: string } = {}): Promise<SandboxResult> {
  const [result] = await sandbox.run(tenant, { kind: "code", source, inputs: [input] }, { limits });
  if (result === undefined) throw new Error("no result");
  return result;
}

async function valueOf(source: string, input: Json = null): Promise<Json> {
  const result = await run(source, input);
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

function isHostUnchanged(): boolean {
  return !("pwned" in globalThis) && !("x" in Object.prototype) && typeof process.exit === "function" && [1].map((one) => one + 1)[0] === 2;
}

/** Ways to a global object that is not the machine's own; each is an expression. */
const waysOut = [
  "[].constructor.constructor('return this')()",
  "(() => {}).constructor('return this')()",
  "[][`constructor`]?.[`constructor`]?.(`return globalThis`)?.()",
  "[].cons\\u0074ructor.constructor('return this')()",
  "[]['\\x63onstructor']['const' + 'ructor']('return this')()",
  "[].ｃｏｎｓｔｒｕｃｔｏｒ.constructor('return this')()",
  "Reflect.get([], 'constructor').constructor('return this')()",
  "(await Object.getPrototypeOf(async () => {}).constructor('return this')())",
  "Object.getPrototypeOf(function* () {}).constructor('yield globalThis')().next().value",
  "console.log.constructor('return this')()",
  "crypto.randomUUID.constructor('return this')()",
  "Math.random.constructor('return this')()",
  "Math.random.caller",
  "eval('this')",
  "(0, eval)('globalThis')",
  "new Proxy(globalThis, {})",
  "input.constructor.constructor('return this')()",
  "input.__proto__.constructor.constructor('return this')()",
  "(() => { try { null.x } catch (error) { return error.constructor.constructor('return this')() } })()",
  "(() => { try { (function f() { f() })() } catch (error) { return error.constructor.constructor('return this')() } })()",
  "(() => { try { console.log({ toJSON() { throw globalThis } }) } catch (error) { return error } })()",
  "(() => { Error.prepareStackTrace = (_, frames) => frames; return new Error('x').stack?.[0]?.getThis?.() })()",
  "(() => { Error.captureStackTrace?.(globalThis); return globalThis.stack?.[0]?.getThis?.() })()",
  "(function () { return arguments.callee.caller })()",
];

const hostNames = ["process", "require", "module", "fetch", "Buffer", "WebAssembly", "setTimeout", "setImmediate", "queueMicrotask", "Worker", "XMLHttpRequest", "navigator", "global", "std", "os", "scriptArgs", "print"];

describe("code does not reach the host (T1.1)", () => {
  test.each(waysOut)("%s", async (way) => {
    const result = await run(`const found = ${way}; return found === undefined || found === null ? [] : ${JSON.stringify(hostNames)}.filter((name) => typeof found[name] !== "undefined")`, {});
    if (result.ok) expect(result.value).toEqual([]);
    expect(isHostUnchanged()).toBe(true);
  });

  test("nothing of a host's globals is there", async () => {
    expect(await valueOf(`return ${JSON.stringify(hostNames)}.filter((name) => { try { return eval("typeof " + name) !== "undefined" } catch { return true } })`)).toEqual([]);
  });

  test("prototypes of an input are the machine's own", async () => {
    expect(await valueOf("return [Object.keys(input['__proto__']), input.__proto__ === Object.prototype, input.list['constructor'] === Array]", { list: [] })).toEqual([[], true, true]);
  });
});

describe("expressions do not reach the host (T1.1)", () => {
  const scope = { n_order: { total: 4, list: [1] } };
  test.each([
    "[].constructor.constructor('return process')()",
    "[].constructor",
    "n_order.constructor.constructor('return process')()",
    "n_order.constructor",
    "n_order['__proto__']",
    "n_order['constructor']",
    "n_order.__proto__.polluted",
    "n_order.list.constructor",
    "n_order[\"cons\\u0074ructor\"]",
    "n_order.?constructor.orValue(process)",
    "n_order.ｃｏｎｓｔｒｕｃｔｏｒ",
    "(()=>{}).constructor('return this')().process",
    "`${process}`",
    "process.env",
    "globalThis",
    "this",
    "require('fs')",
    "'x'.constructor.constructor",
    "n_order.list.map(constructor, constructor)[0].constructor",
    "toString.call(1)",
    "hasOwnProperty",
  ])("%s", async (source) => {
    const [result] = await sandbox.run("a", { kind: "cel", source, scopes: [scope], now });
    expect(result).toMatchObject({ ok: false });
    expect(isHostUnchanged()).toBe(true);
  });
});

const attempts = [
  "return await import('fs')",
  "return await import('node:child_process')",
  "return await import('./sandbox-child.js')",
  `return await import('data:text/javascript,import("fs")')`,
  `require('fs').writeFileSync(${JSON.stringify(canary)}, 'x')`,
  `require('child_process').execSync('touch ${canary}')`,
  `process.mainModule.require('fs').writeFileSync(${JSON.stringify(canary)}, 'x')`,
  `process.binding('fs').open(${JSON.stringify(canary)}, 66, 438)`,
  "return process.env",
  "return await fetch('http://127.0.0.1:1/')",
  "return new WebSocket('ws://127.0.0.1:1/')",
  "return WebAssembly.compile(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]))",
  `new Function("require", "return require('fs')")(globalThis.require).writeFileSync(${JSON.stringify(canary)}, 'x')`,
  `Error.prepareStackTrace = (_, frames) => frames[0].getFunction().constructor('return process')(); return new Error('x').stack.mainModule.require('fs')`,
  `return console.log.constructor("return process")().binding('fs')`,
  `return crypto.randomUUID.constructor("return require")()('fs')`,
  `return std.open(${JSON.stringify(canary)}, 'w')`,
  `return os.exec(['touch', ${JSON.stringify(canary)}])`,
  "return Deno.run({ cmd: ['id'] })",
];

/** What the process holds open: its links in /proc, without their order. */
function openFiles(pid: number): string[] {
  return readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
    try {
      return [readlinkSync(`/proc/${pid}/fd/${fd}`)];
    } catch {
      return [];
    }
  });
}

describe("code cannot use the machine (T1.2)", () => {
  test.each(attempts)("%s", async (source) => {
    expect(await run(source)).toMatchObject({ ok: false, error: { code: "SANDBOX_ERROR" } });
  });

  test("all of that opened nothing, started nothing and left nothing behind", async () => {
    const children = sandboxChildren();
    expect(children.length).toBeGreaterThan(0);
    const before = children.map(({ pid }) => openFiles(pid).toSorted());
    for (const source of attempts) await run(source);
    expect(sandboxChildren()).toEqual(children);
    expect(children.map(({ pid }) => openFiles(pid).toSorted())).toEqual(before);
    expect(children.flatMap(({ pid }) => descendants(pid))).toEqual([]);
    expect(existsSync(canary)).toBe(false);
  });

  const hasStrace = spawnSync("strace", ["-V"]).status === 0;
  if (!hasStrace) process.stderr.write("strace is not installed: system calls of the sandbox are not traced, only /proc is looked at.\n");
  test.skipIf(!hasStrace)("the kernel sees no file opened, no program started and no socket made", async () => {
    const trace = join(folder, "trace");
    const pids = sandboxChildren().map(({ pid }) => pid);
    const strace = spawn("strace", ["-f", "-o", trace, "-e", "trace=execve,execveat,fork,vfork,openat,open,socket,connect,write", ...pids.flatMap((pid) => ["-p", String(pid)])], { stdio: ["ignore", "ignore", "pipe"] });
    let said = "";
    strace.stderr.on("data", (chunk: Buffer) => void (said += chunk.toString()));
    await until("strace to attach", () => pids.every((pid) => said.includes(`Process ${pid} attached`)));
    for (const source of attempts) await run(source);
    const over = new Promise((resolve) => strace.once("exit", resolve));
    strace.kill("SIGINT");
    await over;
    const calls = readFileSync(trace, "utf8").split("\n");
    // The answers themselves, so that a trace of nothing is no proof.
    expect(calls.filter((call) => call.includes("write(3")).length).toBeGreaterThanOrEqual(attempts.length);
    expect(calls.filter((call) => /\b(exec\w+|v?fork|open(at)?|socket|connect)\(/.test(call))).toEqual([]);
  });
});

describe("code that got out of QuickJS would still be in a cage (T1.2)", () => {
  test.each([
    ["reads a file", `fs.readFileSync("/etc/hostname")`, "ERR_ACCESS_DENIED"],
    ["reads our sources", `fs.readFileSync(${JSON.stringify(join(import.meta.dirname, "../../lib/ids.ts"))})`, "ERR_ACCESS_DENIED"],
    ["reads its environment", `fs.readFileSync("/proc/self/environ")`, "ERR_ACCESS_DENIED"],
    ["lists a folder", `fs.readdirSync("/")`, "ERR_ACCESS_DENIED"],
    ["writes a file", `fs.writeFileSync(${JSON.stringify(canary)}, "x")`, "ERR_ACCESS_DENIED"],
    ["starts a program", `require("child_process").spawnSync("id")`, "ERR_ACCESS_DENIED"],
    ["starts a thread", `new (require("worker_threads").Worker)("1", { eval: true })`, "ERR_ACCESS_DENIED"],
    ["makes code from text", `[].constructor.constructor("return 1")()`, "EvalError"],
  ])("%s", (_, attempt, refusal) => {
    const flags = childArguments().slice(0, -1);
    const script = `const fs = require("fs"); try { ${attempt}; console.log("done") } catch (error) { console.log(error.code ?? error.name) }`;
    const { stdout } = spawnSync(process.execPath, [...flags, "--eval", script], { env: {} as NodeJS.ProcessEnv, encoding: "utf8" });
    expect(stdout.trim()).toBe(refusal);
    expect(existsSync(canary)).toBe(false);
  });
});

const budgetMs = 500;
const deaf = "const a = new Array(5e5).fill('x'); for (;;) a.indexOf('y')";

describe("hostile programs end in time, and the next tenant is served (T1.3)", () => {
  test.each<[string, string, Partial<SandboxLimits>?]>([
    ["while (1);", "SANDBOX_TIMEOUT"],
    ["try { for (;;); } catch { for (;;); }", "SANDBOX_TIMEOUT"],
    ["for (;;) try { for (;;); } finally { continue; }", "SANDBOX_TIMEOUT"],
    ["(function l() { Promise.resolve().then(l) })()", "SANDBOX_TIMEOUT"],
    ["(async function l() { for (;;) await null })(); return 1", "SANDBOX_TIMEOUT"],
    ["return /^(a+)+$/.test('a'.repeat(40) + '!')", "SANDBOX_TIMEOUT"],
    ["const a = []; for (let i = 0; i < 3e5; i += 1) a.push(i); for (;;) a.sort(() => 0)", "SANDBOX_TIMEOUT"],
    ["return { get a() { for (;;); } }", "SANDBOX_TIMEOUT"],
    ["throw { toJSON() { for (;;); } }", "SANDBOX_TIMEOUT"],
    ["for (;;) console.log('x'.repeat(1000))", "SANDBOX_TIMEOUT"],
    [deaf, "SANDBOX_TIMEOUT"],
    ["for (;;) 'x'.repeat(2e7).lastIndexOf('y')", "SANDBOX_TIMEOUT"],
    ["}); for (;;); (async function () {", "SANDBOX_TIMEOUT"],
    ["return 'x'.repeat(2 ** 29)", "SANDBOX_MEMORY"],
    ["return new ArrayBuffer(2 ** 30).byteLength", "SANDBOX_MEMORY"],
    ["const a = []; for (;;) a.push({})", "SANDBOX_MEMORY", { memoryBytes: 16 << 20 }],
    ["globalThis.a = []; for (;;) a.push('x'.repeat(1000) + a.length)", "SANDBOX_MEMORY", { memoryBytes: 16 << 20 }],
    ["let f = () => 1; for (;;) f = f.bind(null)", "SANDBOX_MEMORY", { memoryBytes: 16 << 20 }],
    ["let s = 'x'; for (;;) s += s", "SANDBOX_MEMORY"],
    ["(function f() { f() })()", "SANDBOX_STACK"],
    ["const o = { toString() { return String(o) } }; return String(o)", "SANDBOX_STACK"],
    ["JSON.parse('['.repeat(1e5))", "SANDBOX_STACK"],
    ["let a = []; for (let i = 0; i < 1e5; i += 1) a = [a]; return JSON.stringify(a)", "SANDBOX_STACK"],
    ["eval('('.repeat(1e5))", "SANDBOX_STACK"],
    ["let i = [1].values(); for (let k = 0; k < 2e4; k += 1) i = i.map((x) => x); return i.next()", "SANDBOX_STACK"],
    ["let a = []; for (let i = 0; i < 1e4; i += 1) a = [a]; return a", "SANDBOX_OUTPUT"],
  ])("%s", async (source, code, limits = {}) => {
    // What fills memory or the stack may take its time on a busy machine; that it ends is not up to the clock.
    const timeoutMs = code === "SANDBOX_TIMEOUT" ? budgetMs : 60 * budgetMs;
    await run("return 1");
    const begun = performance.now();
    const result = await run(source, null, { timeoutMs, ...limits });
    const took = performance.now() - begun;
    expect(result).toMatchObject({ ok: false, error: { code } });
    expect(took).toBeLessThan(timeoutMs + 500);
    expect(await run("return input.n", { n: 42 }, { tenant: "b" })).toMatchObject({ ok: true, value: 42 });
  });

  test("a program that is nested too deeply to be read", async () => {
    expect(await run(`return ${"(".repeat(1e5)}`)).toMatchObject({ ok: false, error: { code: "SANDBOX_STACK" } });
  });

  test.each([
    "n_order.list.all(a, n_order.list.all(b, n_order.list.all(c, a + b + c != -1)))",
    "re2Matches(n_order.text, '^(a+)+$')",
    "n_order.list.map(a, n_order.list.map(b, n_order.text))",
  ])("expression %s", async (source) => {
    const scope = { n_order: { list: Array.from({ length: 400 }, (_, at) => at), text: `${"a".repeat(50_000)}!` } };
    await sandbox.run("a", { kind: "cel", source: "1", scopes: [{}], now });
    const begun = performance.now();
    const [result] = await sandbox.run("a", { kind: "cel", source, scopes: [scope], now }, { limits: { timeoutMs: budgetMs } });
    expect(performance.now() - begun).toBeLessThan(budgetMs + 500);
    if (result?.ok) expect(result.value).toBe(false);
    expect(await run("return 42", null, { tenant: "b" })).toMatchObject({ value: 42 });
  });
});

describe("runs do not see each other (T1.4)", () => {
  const stain = "Object.prototype.x = 1; Array.prototype.map = () => 'stained'; globalThis.y = 1; JSON.stringify = () => '\"stained\"'; JSON.parse = () => 1; Promise.prototype.then = () => 1; Math.random = () => 1; console.log = () => 1; delete globalThis.crypto; Promise.resolve().then(() => { globalThis.z = 1 })";
  const look = "return [typeof ({}).x, [1].map((n) => n + 1), typeof y, typeof z, JSON.stringify([1]), typeof crypto.randomUUID(), Math.random() < 1, await Promise.resolve(3)]";
  const clean = ["undefined", [2], "undefined", "undefined", "[1]", "string", true, 3];

  test("not in the next job of the same or another tenant, nor in the host", async () => {
    for (const tenant of ["a", "a", "b"]) {
      await run(stain, null, { tenant: "a" });
      expect(await run(look, null, { tenant })).toMatchObject({ value: clean });
      expect(isHostUnchanged()).toBe(true);
    }
  });

  test("not within a batch, whatever happened to the one before", async () => {
    const source = `if (input === "stain") { ${stain} } if (input === "full") { globalThis.k = []; for (;;) k.push("x".repeat(1000) + k.length) } if (input === "deep") (function f() { f() })(); ${look}`;
    const inputs = ["look", "stain", "look", "full", "look", "deep", "look"];
    const results = await sandbox.run("a", { kind: "code", source, inputs });
    expect(results.filter((_, at) => inputs[at] === "look")).toMatchObject([{ value: clean }, { value: clean }, { value: clean }, { value: clean }]);
  });

  test("not in memory that is handed out again", async () => {
    const source = `
      if (input === "write") { globalThis.keep = []; for (let i = 0; i < 300; i += 1) keep.push(new Uint8Array(60000).fill(171)); return 0 }
      let found = 0;
      for (let i = 0; i < 200; i += 1) for (const byte of new Uint8Array(50000).subarray(0, 500)) found += byte;
      return found`;
    expect(await sandbox.run("a", { kind: "code", source, inputs: ["write", "read", "write", "read"] })).toMatchObject([{ value: 0 }, { value: 0 }, { value: 0 }, { value: 0 }]);
    for (const input of ["write", "read"]) expect(await run(source, input)).toMatchObject({ value: 0 });
  });
});

describe("values are data, never source (T1.6)", () => {
  test.each(["'); globalThis.pwned=1; ('", "${globalThis.pwned=1}", "*/globalThis.pwned=1/*", "\u2028globalThis.pwned=1", "\\", '"}]);globalThis.pwned=1', "</script>", "\0"])("%j", async (text) => {
    expect(await valueOf("return [input.text, Object.keys(input), typeof pwned]", { text, [text]: 1 })).toEqual([text, ["text", text], "undefined"]);
    expect(isHostUnchanged()).toBe(true);
  });

  test("a value that would change what objects are does not come back", async () => {
    expect(await run(`return JSON.parse('{"a":{"__proto__":{"x":1}}}')`)).toMatchObject({ ok: false, error: { code: "SANDBOX_OUTPUT" } });
    expect(isHostUnchanged()).toBe(true);
  });
});

describe("secrets of the parent are not within reach (T1.7)", () => {
  test("code that prints every global it can reach finds none", async () => {
    const source = `
      const seen = new Set();
      let text = "";
      const walk = (value) => {
        if (value === null || (typeof value !== "object" && typeof value !== "function")) { text += " " + String(value); return }
        if (seen.has(value)) return;
        seen.add(value);
        for (const key of Reflect.ownKeys(value)) { text += " " + String(key); try { walk(value[key]) } catch {} }
        walk(Object.getPrototypeOf(value));
      };
      walk(globalThis);
      console.log(text);
      return [seen.size, text]`;
    const result = await run(source);
    expect(result).toMatchObject({ ok: true });
    expect(result.ok && (result.value as [number, string])[0]).toBeGreaterThan(200);
    expect(JSON.stringify(result)).not.toContain(secret);
    expect(JSON.stringify(result)).not.toContain("APP_ENCRYPTION_KEY");
  });

  test("the child has no environment at all, and nothing secret in its command", () => {
    const children = sandboxChildren();
    expect(children.length).toBeGreaterThan(0);
    for (const { pid, command } of children) {
      expect(readFileSync(`/proc/${pid}/environ`, "utf8")).toBe("");
      expect(command).not.toContain(secret);
    }
  });
});
