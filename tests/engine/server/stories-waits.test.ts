import { expect, test } from "vitest";
import { runtime } from "#lib/server/runtime.ts";

/** The stories of `waits-and-calls` as they are, with runs executed by an Inngest server (`startEngine` reads this). */
process.env["MILLRACE_TEST_EXECUTOR"] = "inngest";
await import("#tests/integration/waits-and-calls.test.ts");

test("all of them ran on the server", () => expect(runtime().driver.kind).toBe("inngest"));
