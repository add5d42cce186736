// Plain JavaScript: an older Node must be able to read this file to learn that it cannot read the rest.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";

const needed = 24;
const major = Number(process.versions.node.split(".")[0]);
const packages = join(import.meta.dirname, "../../node_modules");
const own = join(packages, ".bin", process.platform === "win32" ? "node.cmd" : "node");

if (!existsSync(packages)) {
  process.stderr.write("Millrace is not installed yet. Run: npm install\n");
  process.exit(1);
} else if (major >= needed) {
  await import("./lean-imports.ts");
  await import("./main.ts");
} else if (existsSync(own)) {
  const child = spawn(own, [import.meta.filename, ...process.argv.slice(2)], {
    stdio: "inherit",
    shell: process.platform === "win32",
  });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  child.on("exit", (code) => process.exit(code ?? 1));
} else {
  process.stderr.write(
    `Millrace needs Node ${needed} or newer and was started with ${process.version}. ` +
      "Its own Node comes with `npm install`; run that without --omit=optional, or install Node 24.\n",
  );
  process.exit(1);
}
