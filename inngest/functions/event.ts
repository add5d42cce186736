import type { Inngest, InngestFunction } from "inngest";
import { runRequested, type RunRequested } from "../events.ts";
import { type RunServices, runBody } from "./run-body.ts";

/** Runs started by an event: one run a delivery. */
export function eventFunction(client: Inngest, services: RunServices): InngestFunction.Any {
  return client.createFunction(
    {
      id: "event",
      triggers: [{ event: runRequested }],
      // Our attempts table owns the retry policy (SEMANTICS step-3): these cover faults of ours only.
      retries: 20,
      // Every result is in our tables before a step returns, so the checkpoint may ride with the last answer.
      checkpointing: { bufferedSteps: 100 },
    },
    async ({ event, step }) => await runBody(event.data as RunRequested, step, services),
  );
}
