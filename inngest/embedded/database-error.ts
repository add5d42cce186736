/** SQLSTATE classes of statements that will never succeed as they are: bad data, broken constraint, bad SQL. */
const hopeless = new Set(["21", "22", "23", "42"]);

/** Whether repeating the statement can help: the server is away, restarting, overloaded, out of disk, or in a deadlock. */
export function isTransient(error: unknown): boolean {
  const code = error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";
  return !(code.length === 5 && hopeless.has(code.slice(0, 2)));
}

/** Delay before the next try after `failures` failed ones: 50 ms doubling to 2 s, with jitter. */
export function databaseRetryMs(failures: number): number {
  return Math.min(2000, 50 * 2 ** Math.min(failures, 6)) * (0.5 + Math.random());
}
