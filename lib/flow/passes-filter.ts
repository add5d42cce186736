import type { Json, JsonObject } from "#lib/json.ts";
import { fail, ok, type Result } from "#lib/result.ts";
import { CelError } from "./bindings/cel-error.ts";
import { compileCel } from "./bindings/compile-cel.ts";
import { filterSubject } from "./event-filter.ts";

/** Whether an event passes a stored filter; the problem in words when that cannot be told. */
export function passesFilter(source: string, event: Json, now: string): Result<boolean, { message: string }> {
  const compiled = compileCel(source);
  if (!compiled.ok) return fail({ message: compiled.problem.message });
  try {
    const scope: JsonObject = { [filterSubject]: event };
    const value = compiled.value.evaluate(scope, now);
    return typeof value === "boolean" ? ok(value) : fail({ message: "It gives no yes or no. Compare the value with something." });
  } catch (error) {
    if (!(error instanceof CelError)) throw error;
    return fail({ message: error.missing && error.path ? `The event has no ${error.path.join(".")}. Ask with has(…) first, or give a default.` : error.message });
  }
}
