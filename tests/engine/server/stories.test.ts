import { beforeAll, expect, test } from "vitest";
import { runtime } from "#lib/server/runtime.ts";

/** The stories of hooks, waits and calls as they are, with runs executed by an Inngest server (`startEngine` reads this). */
process.env["MILLRACE_TEST_EXECUTOR"] = "inngest";
await import("#tests/integration/hook-to-run.test.ts");
await import("#tests/integration/waits-and-calls.test.ts");

beforeAll(() => expect(runtime().driver.kind).toBe("inngest"));
test("all of them ran on the server", () => expect(runtime().driver.kind).toBe("inngest"));
