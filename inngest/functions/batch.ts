import type { Inngest, InngestFunction } from "inngest";
import type { RunServices } from "./run-body.ts";
import { runFunction } from "./run-function.ts";

/** Runs of a window, a schedule or a hand: one run at a time for what they read. */
export function batchFunction(client: Inngest, services: RunServices): InngestFunction.Any {
  return runFunction(client, "batch", "batch", services);
}
