import { HookVerification, type KeptVerification } from "#lib/connectors/hook-verification.ts";
import { AppError } from "#lib/errors.ts";
import type { FlowNode } from "#lib/flow/document.schema.ts";

/**
 * How a webhook's trigger is set to verify what arrives; null when it does not. The secret's connection is named, never
 * opened. @throws AppError invalid for settings that cannot be.
 */
export function verificationOf(trigger: Pick<FlowNode, "config" | "connection">): KeptVerification | null {
  const literals = Object.entries(trigger.config).flatMap(([key, value]) => (value.kind === "literal" && value.value !== null && value.value !== "" ? [[key, value.value]] : []));
  const parsed = HookVerification.safeParse(Object.fromEntries(literals));
  if (parsed.success) return parsed.data.verify === "none" && parsed.data.eventId === "" ? null : { ...parsed.data, secret: trigger.connection ?? null };
  const [problem] = parsed.error.issues;
  throw new AppError("invalid", `The webhook cannot be verified as it is set: ${problem?.path.join(".")}: ${problem?.message}`);
}
