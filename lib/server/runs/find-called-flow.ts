import { findSubscription } from "#db/queries/flows.ts";
import { StepError } from "#lib/connectors/step-error.ts";
import type { Pattern } from "#lib/flow/pattern.ts";
import type { Json, JsonObject } from "#lib/json.ts";
import { database } from "../database.ts";
import { declaredFields, takeDeclared } from "./take-declared.ts";

/** How deep flows may call each other (SEMANTICS graph-7). */
const maxDepth = 8;

export interface CalledFlow {
  version: number;
  pattern: Pattern;
  input: JsonObject;
}

/**
 * The version of a flow that a call starts now, and what it starts with (SEMANTICS step-7, step-10).
 * @param depth of the run that would be called.
 * @throws StepError that says why it cannot be called.
 */
export async function findCalledFlow(workspaceId: string, flow: string, depth: number, input: Json): Promise<CalledFlow> {
  if (depth > maxDepth) throw new StepError("validation", "call_depth", `Flows may call each other ${maxDepth} levels deep. Join some of them.`);
  const callable = await findSubscription(database(), workspaceId, flow);
  if (callable?.kind !== "call") throw new StepError("not_found", "flow_not_published", "The flow that this step calls is not published, or does not start with “Called by another flow”.");
  if (callable.status === "paused") throw new StepError("not_found", "flow_paused", "The flow that this step calls is paused. Resume it, then replay.");
  const passed = takeDeclared(declaredFields(callable.settings), input);
  if (!passed.ok) throw new StepError("validation", "bad_input", passed.problem);
  return { version: callable.version, pattern: callable.pattern, input: passed.value };
}

/** How a called run says what started it: a caller who waits takes it along when it is cancelled (SEMANTICS step-8). */
export function startedByCall(isDetached: boolean): "call" | "detached" {
  return isDetached ? "detached" : "call";
}
