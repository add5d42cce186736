import type { RunRow } from "#db/queries/runs.ts";
import type { Event } from "#lib/contracts/events.schema.ts";
import { hiddenMark } from "#lib/flow/field-rules/field-rule.ts";
import type { Projector } from "../projection/projector.ts";

/** The business keys of an event's runs as the reader may see them: what one of its flows hides, stays hidden. */
export function keysOfRuns(runs: readonly RunRow[], project: (run: RunRow) => Projector): Event["keys"] {
  const keys: Event["keys"] = {};
  for (const run of runs) {
    for (const [name, value] of Object.entries(run.keys ?? {})) {
      const shown = project(run).key(value);
      if (!Object.hasOwn(keys, name) || shown.includes(hiddenMark)) keys[name] = shown;
    }
  }
  return keys;
}
