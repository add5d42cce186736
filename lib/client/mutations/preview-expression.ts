import { errorText } from "#lib/client/error-text.ts";
import { request } from "#lib/client/request.ts";
import type { Json } from "#lib/json.ts";

/** Evaluates an expression on the server, in a process that can be stopped. */
export async function previewExpression(asked: { source: string; outputs: Record<string, Json> }, signal: AbortSignal): Promise<{ kind: "value"; value: Json } | { kind: "problem"; message: string }> {
  try {
    const answer = await request("POST /api/v1/preview", asked, signal);
    return answer.kind === "value" ? { kind: "value", value: answer.value } : { kind: "problem", message: answer.message };
  } catch (error) {
    return { kind: "problem", message: errorText(error) };
  }
}
