import { AppError } from "#lib/errors.ts";

import { launch, type LaunchOptions } from "./launch.ts";

/**
 * `launch` for a terminal: the first SIGINT, SIGTERM or SIGHUP stops in order, a second one stops at once. The exit
 * code is 0 after a stop that was asked for and 1 when it could not start.
 */
export async function runLauncher(options: Omit<LaunchOptions, "stop" | "hurry" | "say" | "onReady">): Promise<void> {
  const stop = new AbortController();
  const hurry = new AbortController();
  const say = (line: string): void => void process.stdout.write(`${line}\n`);
  // The terminal may be gone before we are; nobody reads then, and stopping in order matters more.
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(signal, () => {
      if (stop.signal.aborted) return hurry.abort();
      say("Stopping. Once more to stop without waiting for work in hand.");
      stop.abort();
    });
  }
  if (options.environment["npm_lifecycle_event"] !== undefined) onParentGone(() => stop.abort());
  try {
    await launch({ ...options, stop: stop.signal, hurry: hurry.signal, say, onReady: (running) => say(welcome(running)) });
    process.exitCode = 0;
  } catch (error) {
    const known = AppError.is(error);
    process.stderr.write(`${known ? error.message : error instanceof Error ? error.stack : String(error)}\n`);
    process.exitCode = 1;
  }
}

/** npm and its shell may be killed without telling us; whoever runs us through them then has no handle left. */
function onParentGone(callback: () => void): void {
  const parent = process.ppid;
  setInterval(() => process.ppid !== parent && callback(), 500).unref();
}

function welcome(running: { url: string; dataDir: string; setupUrl: string | null }): string {
  const setUp = running.setupUrl === null ? [] : [`  Set up  ${running.setupUrl}`];
  return ["", "  Millrace is running", "", `  Open    ${running.url}`, ...setUp, `  Data    ${running.dataDir}`, "  Stop    Ctrl+C", ""].join("\n");
}
