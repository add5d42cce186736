import { spawn } from "node:child_process";

/**
 * A shell that waits on a pipe from this process and asks the server to shut down once the pipe closes: so a launcher
 * killed with SIGKILL leaves no database running. (Node children notice their closed IPC channel; Postgres cannot.)
 */
export function guardOrphan(postmaster: number): { release(): void } {
  if (process.platform === "win32") return { release: () => {} };
  const shell = spawn("/bin/sh", ["-c", 'read -r _; kill -INT "$1"', "sh", String(postmaster)], {
    cwd: "/",
    detached: true,
    stdio: ["pipe", "ignore", "ignore"],
  });
  shell.on("error", () => {});
  shell.stdin.on("error", () => {});
  return { release: () => void shell.kill("SIGKILL") };
}
