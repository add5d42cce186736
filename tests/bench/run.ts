import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";

/** `npm run bench -- <name> [options]`: each workload is a program of its own; figures are printed, nothing fails on a time. */
const parts = new Set(["run.ts", "cpu.ts", "load.ts", "percentile.ts", "profile-split.ts", "profile-on-request.ts", "bare-flow.ts", "page-cpu.ts", "fill-runs.ts", "sync-flow.ts", "events-flow.ts", "fan-out.ts"]);
const names = readdirSync(import.meta.dirname).filter((file) => file.endsWith(".ts") && !parts.has(file)).map((file) => file.slice(0, -3));
const [name = "", ...options] = process.argv.slice(2);
if (!names.includes(name)) {
  process.stdout.write(`Name a workload: ${names.join(", ")}\n`);
  process.exit(1);
}
process.exit(spawnSync(process.execPath, [join(import.meta.dirname, `${name}.ts`), ...options], { stdio: "inherit" }).status ?? 1);
