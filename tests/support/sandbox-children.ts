import { descendants, type ProcessInfo } from "./processes.ts";

/** The sandbox processes that this test process has started and that still run (Linux). */
export function sandboxChildren(): ProcessInfo[] {
  return descendants(process.pid).filter(({ command }) => command.includes("sandbox-child.js"));
}
