import { NonRetriableError, RetryAfterError } from "inngest";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "#tests/support/database.ts";
import { createLab, type Lab, type LabOptions } from "./engine-lab.ts";

let database: TestDatabase;
let lab: Lab;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());
afterEach(() => lab.executor.stop({ deadlineMs: 1000 }));

async function start(functions: LabOptions["functions"], options: Partial<LabOptions> = {}): Promise<void> {
  lab = await createLab(database.pool, { ...options, functions });
}

async function runOne() {
  const [id = ""] = await lab.run();
  return lab.ended(id);
}

const trigger = { id: "f", triggers: [{ event: "lab/go" }] };

describe.each([
  { name: "checkpointing", checkpointing: true as const },
  { name: "no checkpointing", checkpointing: false as const },
  { name: "buffered checkpoints", checkpointing: { bufferedSteps: 100 } },
])("with $name", ({ checkpointing }) => {
  const config = { ...trigger, checkpointing };

  test("steps run once each, in order, and their results reach the end", async () => {
    const ran: string[] = [];
    await start((client) => [
      client.createFunction(config, async ({ event, step }) => {
        const a = await step.run("a", () => { ran.push("a"); return { n: event.data["n"] }; });
        const b = await step.run("b", () => { ran.push("b"); });
        const c = await step.run("c", () => { ran.push("c"); return [1, "ü", null]; });
        return { a, b, c };
      }),
    ]);
    expect(await runOne()).toMatchObject({ status: "completed", output: { a: { n: 1 }, b: null, c: [1, "ü", null] } });
    expect(ran).toEqual(["a", "b", "c"]);
  });

  test("parallel steps run side by side and each once", async () => {
    const ran: string[] = [];
    let inside = 0;
    let most = 0;
    const both = Promise.withResolvers<void>();
    await start((client) => [
      client.createFunction(config, async ({ step }) => {
        const before = await step.run("before", () => 0);
        const parts = await Promise.all(["p", "q"].map((id, place) => step.run(id, async () => {
          ran.push(id);
          most = Math.max(most, (inside += 1));
          if (inside === 2) both.resolve();
          await both.promise;
          inside -= 1;
          return place;
        })));
        return step.run("after", () => [before, ...parts]);
      }),
    ]);
    expect(await runOne()).toMatchObject({ status: "completed", output: [0, 0, 1] });
    expect(ran.toSorted()).toEqual(["p", "q"]);
    expect(most).toBe(2);
  });

  test("a sleep ends when it is due by the database's clock, and never early", async () => {
    await start((client) => [
      client.createFunction(config, async ({ step }) => {
        const before = await step.run("before", () => Date.now());
        await step.sleep("nap", "1s");
        return (await step.run("after", () => Date.now())) - before;
      }),
    ]);
    const end = await runOne();
    expect(end.status).toBe("completed");
    expect("output" in end && Number(end.output)).toBeGreaterThanOrEqual(1000);
  });

  test("a failing step is tried again until it succeeds, and only that step", async () => {
    const ran: string[] = [];
    await start((client) => [
      client.createFunction({ ...config, retries: 3 }, async ({ step }) => {
        await step.run("before", () => { ran.push("before"); });
        return step.run("flaky", () => {
          ran.push("flaky");
          if (ran.length < 4) throw new Error("not yet");
          return "done";
        });
      }),
    ]);
    expect(await runOne()).toMatchObject({ status: "completed", output: "done" });
    expect(ran).toEqual(["before", "flaky", "flaky", "flaky"]);
  });

  test("a step that stays bad fails the run after its last attempt, with its own error", async () => {
    let tries = 0;
    await start((client) => [
      client.createFunction({ ...config, retries: 2 }, async ({ step }) => {
        await step.run("bad", () => { tries += 1; throw new TypeError("never"); });
      }),
    ]);
    expect(await runOne()).toMatchObject({ status: "failed", error: { name: "TypeError", message: "never" } });
    expect(tries).toBe(3);
  });

  test("a caught step failure lets the run go on", async () => {
    await start((client) => [
      client.createFunction({ ...config, retries: 0 }, async ({ step }) => {
        const caught = await step.run("bad", () => { throw new Error("oops"); }).catch((error: Error) => error.message);
        return step.run("after", () => `caught ${caught}`);
      }),
    ]);
    expect(await runOne()).toMatchObject({ status: "completed", output: "caught oops" });
  });

  test("a non-retriable error outside a step fails at once", async () => {
    let tries = 0;
    await start((client) => [
      client.createFunction(config, async () => { tries += 1; throw new NonRetriableError("hopeless"); }),
    ]);
    expect(await runOne()).toMatchObject({ status: "failed", error: { name: "NonRetriableError", message: "hopeless" } });
    expect(tries).toBe(1);
  });
});

test.each([
  ["a duration", () => new RetryAfterError("later", "1s")],
  ["an instant", () => new RetryAfterError("later", new Date(Date.now() + 1500))],
])("a retry waits for %s that the function asks for", async (_, error) => {
  const tries: number[] = [];
  await start((client) => [
    client.createFunction({ ...trigger, retries: 1 }, async ({ step }) => {
      await step.run("polite", () => {
        tries.push(performance.now());
        if (tries.length === 1) throw error();
      });
    }),
  ]);
  expect((await runOne()).status).toBe("completed");
  expect((tries[1] ?? 0) - (tries[0] ?? 0)).toBeGreaterThanOrEqual(495);
});

test("a failed run starts onFailure with its event and error", async () => {
  const seen = Promise.withResolvers<unknown>();
  await start((client) => [
    client.createFunction(
      { ...trigger, retries: 0, onFailure: async ({ error, event }) => seen.resolve([error.message, event.data.function_id, event.data.event.data]) },
      async () => { throw new Error("broken"); },
    ),
  ]);
  expect((await runOne()).status).toBe("failed");
  expect(await seen.promise).toEqual(["broken", "lab-f", { n: 1 }]);
});

test("state above the inline bound is fetched by the SDK, and the run still ends right", async () => {
  const fetched: string[] = [];
  const engine = { inlineStateBytes: 1000 };
  await start(
    (client) => [
      client.createFunction({ ...trigger, checkpointing: false }, async ({ event, step }) => {
        const a = await step.run("a", () => "x".repeat(2000));
        const b = await step.run("b", () => a.length);
        return [b, event.data["n"]];
      }),
    ],
    { engine, intercept: (handler) => (request) => { fetched.push(String((JSON.parse(request.body) as { use_api?: boolean }).use_api)); return handler(request); } },
  );
  expect(await runOne()).toMatchObject({ status: "completed", output: [2000, 1] });
  expect(fetched.slice(1)).toEqual(["false", "true", "true"]);
});

test("a step's result above the bound costs its attempts and fails the run", async () => {
  await start((client) => [client.createFunction({ ...trigger, retries: 1, checkpointing: false }, async ({ step }) => step.run("big", () => "x".repeat(2000)))], {
    engine: { maxStepBytes: 1000 },
  });
  expect(await runOne()).toMatchObject({ status: "failed", error: { name: "StepTooLargeError" } });
});

test("an operation that is not implemented fails its step with a clear message", async () => {
  await start((client) => [client.createFunction(trigger, async ({ step }) => step.waitForEvent("w", { event: "x", timeout: "1h" }))]);
  expect(await runOne()).toMatchObject({ status: "failed", error: { message: expect.stringContaining("does not run WaitForEvent") } });
});

test("step.sendEvent starts the functions that its event triggers, once", async () => {
  const started = Promise.withResolvers<unknown>();
  await start((client) => [
    client.createFunction(trigger, async ({ step }) => step.sendEvent("send", { name: "lab/other", data: { from: "f" } })),
    client.createFunction({ id: "g", triggers: [{ event: "lab/oth*" }] }, async ({ event }) => started.resolve(event.data)),
  ]);
  expect(await runOne()).toMatchObject({ status: "completed", output: { ids: [expect.any(String)] } });
  expect(await started.promise).toEqual({ from: "f" });
});

test("two events of one id start a function once", async () => {
  let runs = 0;
  const second = Promise.withResolvers<void>();
  await start((client) => [
    client.createFunction(trigger, async ({ event }) => {
      runs += 1;
      if (event.data["n"] === 2) second.resolve();
    }),
  ]);
  await lab.client.send({ name: "lab/go", id: "same", data: { n: 1 } });
  await lab.client.send({ name: "lab/go", id: "same", data: { n: 1 } });
  await lab.client.send({ name: "lab/go", id: "another", data: { n: 2 } });
  await second.promise;
  expect(runs).toBe(2);
});
