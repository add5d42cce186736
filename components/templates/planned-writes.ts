import type { StepRun } from "#lib/contracts/runs.schema.ts";
import { isJsonObject } from "#lib/json.ts";

/** How many writes a step of a test-run kept back; null when its reader may not see them. */
export function plannedWrites({ planned }: Pick<StepRun, "planned">): number | null {
  if (planned === null) return 0;
  if (planned.kind !== "inline" || !isJsonObject(planned.value)) return null;
  const { writes } = planned.value;
  return Array.isArray(writes) ? writes.length : null;
}
