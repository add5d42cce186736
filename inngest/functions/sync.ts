import type { Inngest, InngestFunction } from "inngest";
import type { RunServices } from "./run-body.ts";
import { runFunction } from "./run-function.ts";

/** Runs whose caller waits for their answer. */
export function syncFunction(client: Inngest, services: RunServices): InngestFunction.Any {
  return runFunction(client, "sync", "sync", services);
}
