import { expect, test } from "vitest";
import { loggedError } from "#lib/server/log.ts";

test("a failed statement is logged without its values", () => {
  const clash = Object.assign(new Error("duplicate key value violates unique constraint"), { code: "23505", detail: "Key (email)=(CANARY) already exists." });
  const failed = Object.assign(new Error("Failed query: insert into users values ($1)\nparams: CANARY", { cause: clash }), { query: "insert …", params: ["CANARY"] });
  const logged = loggedError(failed);
  expect(JSON.stringify(logged)).not.toContain("CANARY");
  expect(logged).toMatchObject({ message: "A statement failed.", cause: { code: "23505", message: "duplicate key value violates unique constraint" } });
  expect(logged.stack).toContain("log.test.ts");
});

test("what is thrown without being an error is not printed", () => {
  expect(JSON.stringify(loggedError({ token: "CANARY" }))).not.toContain("CANARY");
});
