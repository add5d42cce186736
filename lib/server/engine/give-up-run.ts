import type { ClientBase } from "pg";
import { signalRun } from "../runs/run-signals.ts";
import { failRun } from "./fail-run.ts";
import { clock } from "../clock.ts";
import { wakeParent } from "./wake-parent.ts";

const words = {
  quarantined: "This run ended its process five times at the same step, so it was set aside. Look at the step before you run it again.",
  internal: "Millrace failed while it ran this. The log names the cause by the run's id.",
} as const;

/** Ends a run that cannot be moved on, as failed, and tells who waits for it; does nothing to one that is final. */
export async function giveUpRun(client: Pick<ClientBase, "query">, runId: string, cause: keyof typeof words): Promise<void> {
  const workspaceId = await failRun(client, runId, { class: cause, code: cause, message: words[cause], at: clock.date().toISOString() });
  if (workspaceId === null) return;
  await wakeParent(client, workspaceId, runId);
  signalRun(workspaceId, runId);
}
