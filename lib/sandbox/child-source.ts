import { readFileSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const lib = pathToFileURL(join(import.meta.dirname, "..")).href;
/** What the child may ask for: its own code, the pure core with its expressions, the leaves. */
const served = /^\/(?:(?:sandbox|flow)\/(?:[a-z-]+\/)*)?[a-z-]+\.ts$/;
const sources = new Map<string, string>();

/** A module without its types, as the child runs it; null when it is none of the child's. Each is made once. */
export function childSource(url: string): string | null {
  if (!url.startsWith(lib) || !served.test(url.slice(lib.length))) return null;
  const known = sources.get(url) ?? stripTypeScriptTypes(readFileSync(fileURLToPath(url), "utf8"));
  sources.set(url, known);
  return known;
}
