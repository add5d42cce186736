import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

export const root = join(import.meta.dirname, "../..");

const left = new Set(["node_modules", "package-lock.json", "next-env.d.ts"]);

/** Every file of the project, as paths from the root: without hidden folders, installed packages and what tools make. */
export function listFiles(folder = ""): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    if (entry.name.startsWith(".") || left.has(entry.name)) return [];
    const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
    return entry.isDirectory() ? listFiles(path) : [path];
  });
}

export function readSources(): Map<string, string> {
  return new Map(listFiles().filter((file) => /\.tsx?$/.test(file)).map((file) => [file, readFileSync(join(root, file), "utf8")]));
}

export function readManifest(): { dependencies: Set<string>; devDependencies: Set<string> } {
  const manifest: { dependencies: object; devDependencies: object } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  return { dependencies: new Set(Object.keys(manifest.dependencies)), devDependencies: new Set(Object.keys(manifest.devDependencies)) };
}
