import { ZodError } from "zod";
import { StepError } from "#lib/connectors/step-error.ts";
import { EgressError } from "#lib/egress/egress-error.ts";
import { CelError } from "#lib/flow/bindings/cel-error.ts";
import { NotComparable } from "#lib/flow/bindings/evaluate-condition.ts";
import { ReferenceMissing } from "#lib/flow/bindings/resolve.ts";
import { clock } from "../clock.ts";
import type { RunError } from "#lib/flow/run-error.ts";

export function isClassified(error: unknown): error is StepError | EgressError {
  return error instanceof StepError || EgressError.is(error);
}

/** Failures that a flow's own settings and values explain; everything else is a fault of ours. */
export function isExplained(error: unknown): boolean {
  return isClassified(error) || error instanceof ReferenceMissing || error instanceof ZodError || error instanceof CelError || error instanceof NotComparable;
}

/** What PostgreSQL's jsonb cannot hold (NUL, half a character) is left out: an error must always be storable. */
function clean(error: RunError): RunError {
  return { ...error, message: error.message.replaceAll("\u0000", "").toWellFormed().slice(0, 2_000) };
}

function describe(error: unknown, node: string, attempts: number): RunError {
  const at = clock.date().toISOString();
  if (isClassified(error)) return { class: error.class, code: error.code, message: error.message, node, attempts, at };
  if (error instanceof ReferenceMissing) return { class: "reference_missing", code: "reference_missing", message: error.message, node, attempts, at };
  if (error instanceof CelError) return { class: "validation", code: "bad_expression", message: error.message, node, attempts, at };
  if (error instanceof NotComparable) return { class: "validation", code: "not_comparable", message: error.message, node, attempts, at };
  if (error instanceof ZodError) {
    const first = error.issues[0];
    const where = first && first.path.length > 0 ? `${first.path.join(".")}: ` : "";
    return { class: "validation", code: "bad_settings", message: `${where}${first?.message ?? "The settings do not fit"}. Check the value it was filled with.`, node, attempts, at };
  }
  return { class: "internal", code: "internal", message: "Millrace failed at this step. The log names the cause.", node, attempts, at };
}

/** What a failed step shows and its `error` port carries (SEMANTICS graph-4). */
export function toRunError(error: unknown, node: string, attempts: number): RunError {
  return clean(describe(error, node, attempts));
}
