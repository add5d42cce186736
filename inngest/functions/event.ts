import type { Inngest, InngestFunction } from "inngest";
import type { RunServices } from "./run-body.ts";
import { runFunction } from "./run-function.ts";

/** Runs started by an event: one run a delivery. */
export function eventFunction(client: Inngest, services: RunServices): InngestFunction.Any {
  return runFunction(client, "event", "event", services);
}
