import { createHash } from "node:crypto";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";

const roots = ["app", "components", "lib", "db", "inngest", "public"];
const single = ["package.json", "package-lock.json", "next.config.ts", "tsconfig.json"];

/** A hash of everything that `next build` may read: equal stamps mean that a build can be kept. */
export function buildStamp(projectDir: string): string {
  const files = globSync([...roots.map((root) => `${root}/**/*`), ...single], {
    cwd: projectDir,
    withFileTypes: true,
    exclude: (entry) => /\.test\.tsx?$|\.md$/.test(entry.name) || entry.name === "migrations",
  })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted();
  const hash = createHash("sha256");
  for (const file of [...files, join(projectDir, "node_modules/next/package.json")]) {
    const content = readFileSync(file);
    hash.update(`${file.slice(projectDir.length)}\0${content.length}\0`).update(content);
  }
  return hash.digest("hex");
}
