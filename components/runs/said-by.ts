import type { StepRun } from "#lib/contracts/runs.schema.ts";
import { readExchange } from "./read-exchange.ts";
import { replyMessage } from "./reply-message.ts";

/** What the last reply of a failed call says is wrong. */
export function saidBy({ attempts }: Pick<StepRun, "attempts">): string | null {
  const exchange = attempts.findLast((attempt) => attempt.exchange !== null)?.exchange;
  const reply = exchange?.kind === "inline" ? readExchange(exchange.value)?.reply : null;
  return reply && reply.status >= 400 ? replyMessage(reply.body?.text ?? null) : null;
}
