import type { RunFilter } from "#db/queries/run-pages.ts";
import type { RunFilterInput } from "#lib/contracts/runs.schema.ts";

/** What a redrive does of the runs that a person chose: live ones that are over and that no other run replays. */
export function redriveFilter(filter: RunFilterInput, from: "failed" | "start"): RunFilter {
  return { ...filter, kind: "live", repeatable: true, ...(from === "failed" ? { left: true } : {}) };
}
