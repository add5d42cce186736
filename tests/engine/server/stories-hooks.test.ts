import { expect, test } from "vitest";
import { runtime } from "#lib/server/runtime.ts";

/** The stories of `hook-to-run` as they are, with runs executed by an Inngest server (`startEngine` reads this). */
process.env["MILLRACE_TEST_EXECUTOR"] = "inngest";
await import("#tests/integration/hook-to-run.test.ts");

test("all of them ran on the server", () => expect(runtime().driver.kind).toBe("inngest"));
