import { CelError } from "#lib/flow/bindings/cel-error.ts";
import { celLimits } from "#lib/flow/bindings/cel-limits.ts";
import { compileCel } from "#lib/flow/bindings/compile-cel.ts";
import type { JsonObject } from "#lib/json.ts";

import { failures } from "./failure-words.ts";
import type { Evaluate } from "./outcome.ts";
import type { SandboxError } from "./sandbox-job.ts";
import type { SandboxRequest } from "./sandbox-request.ts";

function toError(thrown: CelError): SandboxError {
  const { code, message, node, path } = thrown;
  return { code: code === "cost" ? "SANDBOX_TIMEOUT" : "SANDBOX_ERROR", message, cel: { code, node, path } };
}

/** Reads the expression once and gives the function that evaluates it for one scope. */
export function prepareCel({ source, now }: SandboxRequest): Evaluate {
  const compiled = compileCel(source);
  if (!compiled.ok) {
    const { message, start } = compiled.problem;
    const line = start === undefined ? {} : { line: source.slice(0, start).split("\n").length };
    return () => ({ ok: false, error: { code: "SANDBOX_SYNTAX", message, ...line } });
  }
  const program = compiled.value;
  return (input) => {
    try {
      return { ok: true, text: JSON.stringify(program.evaluate(JSON.parse(input) as JsonObject, now, celLimits.sandbox)) };
    } catch (thrown) {
      return thrown instanceof CelError ? { ok: false, error: toError(thrown) } : { ok: false, error: failures.broken(), spoiled: true };
    }
  };
}
