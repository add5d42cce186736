import { existsSync, globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type FirstLoad, weighScripts } from "#tests/support/first-load.ts";

/** Text that only server code holds, and survives minifying. Each must be in the built server, or it proves nothing. */
export const sentinels = {
  "lib/server": "millrace.runtime",
  "the HTTP layer": "x-millrace-client",
  "encryption": "aes-256-gcm",
  "drizzle-orm": "drizzle:entityKind",
  "SQL": "pg_advisory_xact_lock",
  "better-auth": "better-auth",
  "zod": "ZodError",
} as const;

/** The scripts, by path, that hold a sentinel, and whose. */
export function findServerCode(scripts: ReadonlyMap<string, string>): string[] {
  return [...scripts].flatMap(([path, text]) => Object.entries(sentinels).flatMap(([owner, sentinel]) => (text.includes(sentinel) ? [`${path}: ${owner} (${sentinel})`] : [])));
}

/** Built scripts below `folder`, by path. */
export function readScripts(folder: string): Map<string, string> {
  return new Map(globSync("**/*.js", { cwd: folder }).map((path) => [path, readFileSync(join(folder, path), "utf8")]));
}

/** What the browser loads with a page before anything is clicked, from what the build wrote down. */
export function weighPage(next: string, page: string): FirstLoad {
  const folder = join(next, "server/app", page);
  const { rootMainFiles, polyfillFiles }: { rootMainFiles: string[]; polyfillFiles: string[] } = JSON.parse(readFileSync(join(folder, "build-manifest.json"), "utf8"));
  const manifest = readFileSync(`${folder}_client-reference-manifest.js`, "utf8");
  const { entryJSFiles }: { entryJSFiles: Record<string, string[]> } = JSON.parse(manifest.slice(manifest.indexOf("] = ") + 4).replace(/;?\s*$/, ""));
  const files = new Set([...rootMainFiles, ...Object.values(entryJSFiles).flat()].filter((file) => !polyfillFiles.includes(file)));
  return weighScripts([...files].map((file) => [file, readFileSync(join(next, file))] as const));
}

export function isBuilt(next: string): boolean {
  return existsSync(join(next, "BUILD_ID"));
}
