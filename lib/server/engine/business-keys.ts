import { readPath } from "#lib/flow/bindings/resolve.ts";
import type { LoadedRun } from "./load-run.ts";

const longest = 200;

/** What a live run is found by, read from what its trigger put out; null where there is none. What is no plain value is left out. */
export function businessKeys({ input, plan, test }: LoadedRun): Record<string, string> | null {
  if (test !== null) return null;
  const found = (plan.nodes.get(plan.trigger)?.settings.keys ?? []).flatMap(({ name, path }) => {
    const value = readPath(input, path);
    return typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? [[name, String(value).slice(0, longest)] as const] : [];
  }).filter(([, value]) => value !== "");
  return found.length === 0 ? null : Object.fromEntries(found);
}
