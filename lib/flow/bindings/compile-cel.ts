import type { Json, JsonObject } from "#lib/json.ts";
import { fail, ok, type Result } from "#lib/result.ts";
import { CelError } from "./cel-error.ts";
import { celLimits, type CelLimits } from "./cel-limits.ts";
import { build } from "./cel/build-evaluator.ts";
import type { CelTree } from "./cel/cel-tree.ts";
import type { Frame } from "./cel/frame.ts";
import { giveJson } from "./cel/give-json.ts";
import type { CelProblem } from "./cel/parse-words.ts";
import { RecentlyUsed } from "./cel/recently-used.ts";
import { type CelReading, readCel } from "./read-cel.ts";

export interface CelProgram extends CelReading {
  /**
   * @param scope the outputs there are, by node id.
   * @param now the run's start as ISO text; expressions see no other clock (SEMANTICS step-1).
   * @param limits what it may take; those of the process when left out.
   * @throws CelError, and nothing else for any scope.
   */
  evaluate(scope: ReadonlyMap<string, Json> | JsonObject, now: string, limits?: CelLimits): Json;
}

const programs = new RecentlyUsed<Result<CelProgram, CelProblem>>(500);

/** Whether a value comes out as it went in: JSON, of which nothing was made or repeated. */
function isTakenAsIs(tree: CelTree): boolean {
  return tree.kind === "output" || ((tree.kind === "field" || tree.kind === "item") && !tree.optional && isTakenAsIs(tree.of));
}

function equip(reading: CelReading): Result<CelProgram, CelProblem> {
  try {
    const run = build(reading.tree);
    const asIs = isTakenAsIs(reading.tree);
    return ok({
      ...reading,
      evaluate(scope, now, limits = celLimits.inline) {
        const frame: Frame = { scope, now, limits, steps: limits.steps, slots: [] };
        try {
          const value = run(frame);
          if (asIs || typeof value === "boolean") return value as Json;
          return giveJson(value, frame);
        } catch (error) {
          if (error instanceof RangeError) throw new CelError("invalid", "A value is nested too deeply for an expression.");
          throw error;
        }
      },
    });
  } catch (error) {
    if (error instanceof CelError) return fail({ message: error.message });
    throw error;
  }
}

/**
 * Makes an expression, as it is stored, ready to be evaluated; never throws. Remembers the last ones. What only asks
 * about an expression reads it with `readCel`, which is lighter.
 */
export function compileCel(source: string): Result<CelProgram, CelProblem> {
  return programs.get(source, () => {
    const reading = readCel(source);
    return reading.ok ? equip(reading.value) : reading;
  });
}
