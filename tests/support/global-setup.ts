import { startDatabaseServer } from "./database-server.ts";

/** Vitest: one server a run; test files reach it through `createTestDatabase`. */
export async function setup(): Promise<() => Promise<void>> {
  // A run that a test has started shares the server of the run that the test is in.
  if (process.env["MILLRACE_TEST_SERVER"] !== undefined && process.env["MILLRACE_TEST_TEMPLATE"] !== undefined) return () => Promise.resolve();
  const server = await startDatabaseServer(process.env["TEST_DATABASE_URL"]);
  process.env["MILLRACE_TEST_SERVER"] = server.url;
  process.env["MILLRACE_TEST_TEMPLATE"] = server.template;
  return () => server.stop();
}
