import { present } from "#lib/assert.ts";
import { missingWords, ReferenceMissing, resolveBinding, TooCostly } from "#lib/flow/bindings/resolve.ts";
import { CelError } from "#lib/flow/bindings/cel-error.ts";
import type { JsonObject } from "#lib/json.ts";
import type { AnswerOf } from "#lib/contracts/contract.ts";
import type { previewExpression as contract } from "#lib/contracts/flows.schema.ts";
import type { WorkspaceContext } from "../context.ts";
import { demand } from "../demand.ts";
import { runtime } from "../runtime.ts";

type Preview = AnswerOf<typeof contract>;

/** Somebody waits for it with the cursor in the field. */
const timeoutMs = 3_000;

/**
 * What an expression comes to with the outputs given, on the same two roads as in a run (SEMANTICS test-2): here within
 * its bound, else in the sandbox.
 */
export async function previewExpression(context: WorkspaceContext, input: { source: string; outputs: JsonObject }): Promise<Preview> {
  demand(context, "flows:write");
  const now = new Date().toISOString();
  try {
    return { kind: "value", value: resolveBinding({ kind: "cel", source: input.source }, new Map(Object.entries(input.outputs)), { now }) };
  } catch (error) {
    if (error instanceof CelError || error instanceof ReferenceMissing) return { kind: "problem", message: error.message };
    if (!(error instanceof TooCostly)) throw error;
  }
  const sandbox = present(runtime().sandbox, "the sandbox of the web process");
  const [result] = await sandbox.run(context.workspace.id, { kind: "cel", source: input.source, scopes: [input.outputs], now }, { limits: { timeoutMs } });
  if (result?.ok === true) return { kind: "value", value: result.value };
  if (result?.error.cel?.code === "missing") return { kind: "problem", message: new ReferenceMissing(missingWords(result.error.cel.path)).message };
  return { kind: "problem", message: result?.error.message ?? "The expression could not be evaluated." };
}
