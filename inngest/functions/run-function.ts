import type { Inngest, InngestFunction } from "inngest";
import type { Pattern } from "#lib/flow/pattern.ts";
import { runCancelled, type RunRequested, runRequested } from "../events.ts";
import { type RunServices, runBody } from "./run-body.ts";

/** A pattern's function: they differ in what starts them and share one body. */
export function runFunction(client: Inngest, id: string, pattern: Pattern, services: RunServices): InngestFunction.Any {
  return client.createFunction(
    {
      id,
      triggers: [{ event: runRequested(pattern) }],
      // Our attempts table owns the retry policy (SEMANTICS step-3): these cover faults of ours only.
      retries: 20,
      // Every result is in our tables before a step returns, so the checkpoint may ride with the last answer.
      checkpointing: { bufferedSteps: 100 },
      ...(services.isToldOfCancels ? { cancelOn: [{ event: runCancelled.event, if: runCancelled.condition }] } : {}),
    },
    async ({ event, step }) => await runBody(event.data as RunRequested, step, services),
  );
}
