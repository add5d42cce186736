import { execFile } from "node:child_process";
import { setImmediate as atWork } from "node:timers/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, describe, expect, test } from "vitest";
import { createSandbox, type Sandbox, type SandboxOptions } from "#lib/sandbox/sandbox.ts";
import type { SandboxJob } from "#lib/sandbox/sandbox-job.ts";
import { cpuSeconds } from "#tests/bench/cpu.ts";
import { isRunning, untilEnded } from "#tests/support/processes.ts";
import { sandboxChildren } from "#tests/support/sandbox-children.ts";
import { until } from "#tests/support/until.ts";

const root = join(import.meta.dirname, "../../..");
const open: Sandbox[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((sandbox) => sandbox.stop()));
});

function start(options: SandboxOptions = {}): Sandbox {
  const sandbox = createSandbox(options);
  open.push(sandbox);
  return sandbox;
}

function code(source: string, inputs: readonly number[] = [0]): SandboxJob {
  return { kind: "code", source, inputs };
}

/** Loops inside native calls: no interrupt of QuickJS ends it in time. */
const deaf = "const a = new Array(5e5).fill('x'); for (;;) a.indexOf('y');";
const pids = (): number[] => sandboxChildren().map(({ pid }) => pid);

/** The one process that a sandbox has besides its spare, once it rests. */
async function workerPid(sandbox: Sandbox, tenant: string): Promise<number> {
  const before = pids();
  await sandbox.run(tenant, code("return 1"));
  const [pid] = before.length > 0 ? before : pids();
  if (pid === undefined) throw new Error("no process");
  return pid;
}

test("nothing runs before the first job, then one process and a spare", async () => {
  const sandbox = start();
  expect(pids()).toEqual([]);
  await sandbox.run("a", code("return 1"));
  expect(pids()).toHaveLength(2);
  await sandbox.run("a", code("return 2"));
  expect(pids()).toHaveLength(2);
});

test("a process never works for two tenants", async () => {
  const sandbox = start();
  await sandbox.run("a", code("return 1"));
  const [first, spare] = pids();
  await sandbox.run("b", code("return 1"));
  await until("the next spare", () => pids().length === 3);
  expect(pids()).toEqual(expect.arrayContaining([first, spare]));
  await sandbox.run("c", code("return 1"));
  await until("a's process to make room", () => first !== undefined && !isRunning(first));
});

test("a process ends after 1,000 evaluations, of which 100 inputs of a batch are one", async () => {
  const sandbox = start();
  const first = await workerPid(sandbox, "a");
  await sandbox.run("a", code("return input", Array.from({ length: 900 }, (_, at) => at)));
  for (let at = 0; at < 989; at += 1) await sandbox.run("a", code("return 1"));
  expect(isRunning(first)).toBe(true);
  await sandbox.run("a", code("return 1"));
  await untilEnded([first], 5_000);
});

test("processes without work end, and come back when there is some", async () => {
  const sandbox = start({ idleMs: 200 });
  await sandbox.run("a", code("return 1"));
  await untilEnded(pids(), 5_000);
  expect(await sandbox.run("a", code("return 2"))).toMatchObject([{ value: 2 }]);
});

describe("when a process dies", () => {
  test("the job that ran fails, and every other one gets its answer", async () => {
    const sandbox = start({ children: 1 });
    const worker = await workerPid(sandbox, "a");
    const before = cpuSeconds(worker);
    const hit = sandbox.run("a", code("for (;;);"), { limits: { timeoutMs: 30_000 } });
    const others = ["a", "a", "b"].map((tenant) => sandbox.run(tenant, code("return 7")));
    await until("the loop to run", () => cpuSeconds(worker) > before + 0.05);
    process.kill(worker, "SIGKILL");
    expect(await hit).toMatchObject([{ ok: false, error: { code: "SANDBOX_ERROR" } }]);
    for (const other of others) expect(await other).toMatchObject([{ value: 7 }]);
  });

  test("while it rests, nobody notices", async () => {
    const sandbox = start();
    await sandbox.run("a", code("return 1"));
    for (const pid of pids()) process.kill(pid, "SIGKILL");
    expect(await sandbox.run("a", code("return 2"))).toMatchObject([{ value: 2 }]);
  });

  test("it takes one input of a batch with it, and says so in the log", async () => {
    const events: object[] = [];
    const sandbox = start({ log: { warn: (fields, event) => void events.push({ ...fields, event }) } });
    const overflow = "if (input === 1) eval('('.repeat(1e5)); return input";
    expect(await sandbox.run("a", code(overflow, [0, 1, 2, 3]))).toMatchObject([{ value: 0 }, { error: { code: "SANDBOX_STACK" } }, { value: 2 }, { value: 3 }]);
    expect(events).toMatchObject([{ tenant: "a", kind: "code", end: "ended", event: "sandbox.child-ended" }]);
  });

  test("a batch that ends one process after the other is given up", async () => {
    const sandbox = start();
    const results = await sandbox.run("a", code("eval('('.repeat(1e5))", Array.from({ length: 20 }, (_, at) => at)));
    expect(results).toHaveLength(20);
    expect(results[5]).toMatchObject({ error: { code: "SANDBOX_STACK" } });
    expect(results[6]).toMatchObject({ error: { code: "SANDBOX_ERROR", message: expect.stringContaining("too often") } });
  });

  test("a loop that asks nobody is killed, and the next job runs", async () => {
    const sandbox = start();
    const worker = await workerPid(sandbox, "a");
    expect(await sandbox.run("a", code(deaf, [1, 2]), { limits: { timeoutMs: 200 } })).toMatchObject([{ error: { code: "SANDBOX_TIMEOUT" } }, { error: { code: "SANDBOX_TIMEOUT", message: expect.stringContaining("not reached") } }]);
    expect(isRunning(worker)).toBe(false);
    expect(await sandbox.run("a", code("return 3"))).toMatchObject([{ value: 3 }]);
  });
});

describe("turns", () => {
  test("a tenant that holds all processes does not keep another waiting", async () => {
    const sandbox = start();
    const ended: string[] = [];
    const busy = Array.from({ length: 4 }, () => sandbox.run("a", code("for (;;);"), { limits: { timeoutMs: 60_000 } }).catch(() => null).then(() => ended.push("a")));
    expect(await sandbox.run("b", code("return 1"))).toMatchObject([{ value: 1 }]);
    expect(ended).toEqual([]);
    await sandbox.stop();
    await Promise.all(busy);
  });

  test("many small jobs of one tenant let another in between", async () => {
    const sandbox = start({ children: 1 });
    let ended = 0;
    const slow = "const until = Date.now() + 50; while (Date.now() < until); return 1";
    const busy = Array.from({ length: 200 }, () => sandbox.run("a", code(slow)).then(() => (ended += 1), () => null));
    for (let at = 0; at < 2; at += 1) await sandbox.run("b", code("return 1"));
    expect(ended).toBeLessThan(190);
    await sandbox.stop();
    await Promise.all(busy);
  });

  test("no more than the given number works for one tenant at a time", async () => {
    const sandbox = start({ children: 2 });
    const jobs = Array.from({ length: 6 }, () => sandbox.run("a", code("const until = Date.now() + 30; while (Date.now() < until); return 1")));
    await Promise.all(jobs);
    expect(pids().length).toBeLessThanOrEqual(3);
  });
});

describe("a signal", () => {
  test("ends the process of a running job at once", async () => {
    const sandbox = start();
    const worker = await workerPid(sandbox, "a");
    const reason = new Error("cancelled");
    const abort = new AbortController();
    const running = sandbox.run("a", code(deaf), { signal: abort.signal });
    const queued = sandbox.run("b", code("return 5"));
    await atWork();
    abort.abort(reason);
    await expect(running).rejects.toBe(reason);
    await untilEnded([worker], 2_000);
    expect(await queued).toMatchObject([{ value: 5 }]);
  });

  test("takes a waiting job out of the queue, and one that was aborted before is not begun", async () => {
    const sandbox = start({ children: 1 });
    const abort = new AbortController();
    const first = sandbox.run("a", code("for (;;);"), { limits: { timeoutMs: 300 } });
    const second = sandbox.run("a", code("return 1"), { signal: abort.signal });
    abort.abort(new Error("cancelled"));
    await expect(second).rejects.toThrow("cancelled");
    await expect(sandbox.run("a", code("return 1"), { signal: abort.signal })).rejects.toThrow("cancelled");
    expect(await first).toMatchObject([{ error: { code: "SANDBOX_TIMEOUT" } }]);
  });
});

describe("the end", () => {
  test("stop ends every process and rejects what waits or runs, as something to be tried again", async () => {
    const sandbox = start({ children: 1 });
    await sandbox.run("a", code("return 1"));
    const jobs = [sandbox.run("a", code(deaf)), sandbox.run("a", code("return 1"))].map((job) => job.catch((error: unknown) => error));
    await atWork();
    const before = pids();
    expect(before.length).toBeGreaterThan(0);
    await sandbox.stop();
    expect(before.filter(isRunning)).toEqual([]);
    for (const job of jobs) expect(await job).toMatchObject({ code: "unavailable" });
    await expect(sandbox.run("a", code("return 1"))).rejects.toMatchObject({ code: "unavailable" });
  });

  test("a parent that leaves takes its processes along, and idle ones do not keep it", async () => {
    const script = `
      import { createSandbox } from "#lib/sandbox/sandbox.ts";
      import { sandboxChildren } from "#tests/support/sandbox-children.ts";
      const sandbox = createSandbox();
      await sandbox.run("a", { kind: "code", source: "return 1", inputs: [0] });
      if (process.argv[1] === "deaf") {
        void sandbox.run("a", { kind: "code", source: ${JSON.stringify(deaf)}, inputs: [0] });
        setTimeout(() => process.exit(0), 300);
      }
      process.stdout.write(JSON.stringify(sandboxChildren().map(({ pid }) => pid)));`;
    for (const mode of ["idle", "deaf"]) {
      const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "--eval", script, mode], { cwd: root, timeout: 10_000 });
      const left = JSON.parse(stdout) as number[];
      expect(left).toHaveLength(2);
      await untilEnded(left, 3_000);
    }
  });
});
