import { fail, ok, type Result } from "#lib/result.ts";
import type { CelAliases } from "./bindings/aliases.ts";
import { parseCel } from "./bindings/parse-cel.ts";
import { readCel } from "./bindings/read-cel.ts";

/** What a filter calls the event, and what it is inside. */
const word = "event";
export const filterSubject = "n_event";
const aliases: CelAliases = { aliasOf: (node) => (node === filterSubject ? word : undefined), nodeOf: (alias) => (alias === word ? filterSubject : undefined) };

/** A filter as it is written, such as `event.data.total > 100.0`, as it is stored; or why it is none. */
export function readEventFilter(text: string): Result<string, { message: string }> {
  const parsed = parseCel(text, aliases);
  if (!parsed.ok) return fail({ message: parsed.problem.message.replace("Use the name of a step before this one, or put text in quotes.", "The event is called “event”: write event.data.total.") });
  const read = readCel(parsed.value);
  if (!read.ok) return fail({ message: read.problem.message });
  if (read.value.cost.where === "sandbox") return fail({ message: "This filter takes too long for every event. Loop over less, or filter in the flow." });
  return ok(parsed.value);
}
