import { parseInput } from "#lib/connectors/registry.server.ts";
import { StepError } from "#lib/connectors/step-error.ts";
import { missingWords, type Moment, ReferenceMissing, resolveConfig, type Scope, TooCostly } from "#lib/flow/bindings/resolve.ts";
import type { PlanNode } from "#lib/flow/plan.ts";
import { isLongerThan, type Json, type JsonObject } from "#lib/json.ts";
import type { Sandbox } from "#lib/sandbox/sandbox.ts";

/** Characters of JSON that one step's input or output may have. */
const maxValueChars = 16 * 1024 * 1024;

/** @throws StepError when a value is too large to be worked on beside others. */
export function checkSize(value: Json, what: string): void {
  if (isLongerThan(value, maxValueChars)) throw new StepError("validation", "too_large", `The ${what} of this step is larger than 16 MB. Take only the fields that are needed.`);
}

/** @throws TooCostly when an expression belongs in the sandbox; else as `resolveConfig` and `parseInput`. */
export function resolveNow(node: PlanNode, scope: Scope, moment: Moment): JsonObject {
  const resolved = resolveConfig(node.config, scope, moment);
  checkSize(resolved, "input");
  return parseInput(node.type, resolved) as JsonObject;
}

/** Works on whatever reads bindings, and evaluates in the sandbox what is too costly to evaluate here (SEMANTICS test-2). */
export async function withSandbox<Value>(sandbox: Sandbox, tenant: string, scope: Scope, now: string, signal: AbortSignal, read: (moment: Moment) => Value): Promise<Value> {
  const computed = new Map<string, Json>();
  for (;;) {
    try {
      return read({ now, computed });
    } catch (error) {
      if (!(error instanceof TooCostly) || computed.has(error.source)) throw error;
      const [result] = await sandbox.run(tenant, { kind: "cel", source: error.source, scopes: [Object.fromEntries(scope)], now }, { signal });
      if (result?.ok === false && result.error.cel?.code === "missing") throw new ReferenceMissing(missingWords(result.error.cel.path));
      if (result?.ok !== true) throw new StepError("validation", result?.error.code ?? "SANDBOX_ERROR", result?.error.message ?? "The expression could not be evaluated.");
      computed.set(error.source, result.value);
    }
  }
}

