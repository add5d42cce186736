import { StepError } from "#lib/connectors/step-error.ts";
import { answerHeaders } from "#lib/flow/answer-headers.ts";
import { isJsonObject, type JsonObject } from "#lib/json.ts";

/** What a `respond` gives its caller, as it is stored. @throws StepError for headers that are not an answer's to set. */
export function answerOf(input: JsonObject): JsonObject {
  const headers = answerHeaders(isJsonObject(input["headers"]) ? input["headers"] : {});
  if (!headers.ok) throw new StepError("validation", "unsafe_header", headers.problem);
  return { status: input["status"] ?? 200, headers: headers.value, body: input["body"] ?? null };
}
