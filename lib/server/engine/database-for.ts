import { StepError } from "#lib/connectors/step-error.ts";
import { demandDatabase } from "#lib/egress/credential.ts";
import { egress } from "../instance/egress.ts";
import { openForStep } from "./open-for-step.ts";
import type { OpenDatabase } from "./step-run.ts";

/** Opens a session with the database of a step's connection; the password is opened inside egress. Whoever asked ends it. */
export function databaseFor(workspaceId: string): OpenDatabase {
  return async (node, options) => {
    if (node.connection === undefined) throw new StepError("validation", "no_connection", "This step has no connection. Choose one.");
    const credential = demandDatabase(await openForStep(workspaceId, node.connection));
    return await egress().openDatabase({ credential, ...options });
  };
}
