import { StepError } from "#lib/connectors/step-error.ts";
import { answerHeaders } from "#lib/flow/answer-headers.ts";
import type { Plan } from "#lib/flow/plan.ts";
import { keepsPromise, promisedAnswer } from "#lib/flow/promised-answer.ts";
import { isJsonObject, type JsonObject } from "#lib/json.ts";
import { schemaProblem } from "../answers/schema-problem.ts";
import { schemaProblems } from "../answers/schema-problems.ts";
import type { LoadedRun } from "./load-run.ts";
import type { RunRecorder } from "./run-recorder.ts";

const saidAtMost = 10;

/** Publishing refuses a schema that cannot be used; a draft that is tested may still have one. */
const looked = new WeakMap<JsonObject, { problem: string | null }>();

function problemOf(schema: JsonObject): string | null {
  const { problem } = looked.get(schema) ?? { problem: schemaProblem(schema) };
  looked.set(schema, { problem });
  return problem;
}

/** @throws StepError for a body that is not what the flow's callers were promised. */
function demandPromised({ nodes, trigger }: Plan, { body, status }: { body: JsonObject[string]; status: JsonObject[string] }): void {
  const promise = promisedAnswer(nodes.get(trigger) ?? { config: {} });
  if (promise === null || typeof status !== "number" || !keepsPromise(status)) return;
  const unusable = problemOf(promise);
  if (unusable !== null) throw new StepError("validation", "bad_schema", `The trigger’s JSON Schema of the answer cannot be used: ${unusable}`);
  const problems = schemaProblems(promise, body);
  if (problems.length === 0) return;
  const said = problems.slice(0, saidAtMost).map(({ message }) => message).join(" ");
  throw new StepError("validation", "answer_mismatch", `The answer is not what the trigger promises its callers, so they did not get it. ${said}`);
}

/** As it is stored. @throws StepError for headers that are not an answer's to set. */
function answerOf(input: JsonObject) {
  const headers = answerHeaders(isJsonObject(input["headers"]) ? input["headers"] : {});
  if (!headers.ok) throw new StepError("validation", "unsafe_header", headers.problem);
  return { status: input["status"] ?? 200, headers: headers.value, body: input["body"] ?? null };
}

/** What a `respond` comes to: the first answer of a run is its caller's, later ones are nobody's (SEMANTICS sync-2). */
export function giveAnswer(run: Pick<LoadedRun, "hasAnswered" | "plan">, recorder: Pick<RunRecorder, "hasAnswered" | "respond">, input: JsonObject): { output: JsonObject } | { error: StepError } {
  try {
    const answer = answerOf(input);
    const isFirst = !run.hasAnswered && !recorder.hasAnswered;
    if (isFirst) {
      demandPromised(run.plan, answer);
      recorder.respond(answer);
    }
    return { output: { answered: isFirst, status: answer.status } };
  } catch (error) {
    if (!(error instanceof StepError)) throw error;
    return { error };
  }
}
