import type { RunError } from "#lib/flow/run-error.ts";
import type { RegionProgram } from "./compile-region.ts";
import { totalOf } from "./region-result.ts";
import type { Counts } from "./region-stores.ts";

/** A percentage of fewer records says nothing, unless they are all there are. */
const judgedFrom = 100;

/** Why a region with these counts must fail, or null (SEMANTICS region-5). */
export function tooManyRejects({ source }: RegionProgram, counts: Counts, isOver: boolean): RunError | null {
  const { count, percent } = source.node.settings.rejectLimit ?? {};
  const rejected = totalOf(counts, "rejected");
  const read = counts[source.node.id]?.out ?? 0;
  const fail = (limit: string): RunError => ({
    class: "validation", code: "too_many_rejects", node: source.node.id,
    message: `${rejected} of ${read} records were rejected, and ${limit} may be. Look at their reasons, then run it again or raise the limit.`,
  });
  if (count !== undefined && rejected > count) return fail(`at most ${count}`);
  const isJudged = percent !== undefined && read > 0 && (isOver || read >= judgedFrom);
  return isJudged && (rejected * 100) / read > percent ? fail(`at most ${percent} %`) : null;
}
