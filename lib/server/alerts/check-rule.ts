import type { Queryable } from "#db/client.ts";
import { flowNames, flowsTakingAlerts } from "#db/queries/alerts.ts";
import { AppError } from "#lib/errors.ts";
import { mailProblem } from "../mail/send-mail.ts";

interface Asked {
  flows?: string[] | null | undefined;
  emails?: string[] | undefined;
  flow?: string | null | undefined;
}

function wrong(at: string, message: string): AppError {
  return new AppError("invalid", message, { details: [{ at: `body.${at}`, message }] });
}

/** @throws AppError invalid, naming the field: a flow that is not there or cannot be started, addresses without a mail server. */
export async function checkRule(db: Queryable, workspaceId: string, asked: Asked): Promise<void> {
  if (asked.flows) {
    const names = await flowNames(db, workspaceId, asked.flows);
    if (asked.flows.some((id) => !names.has(id))) throw wrong("flows", "One of these flows is not in this workspace. Choose again.");
  }
  const problem = mailProblem();
  if (asked.emails && asked.emails.length > 0 && problem !== null) throw wrong("emails", problem);
  if (asked.flow && !(await flowsTakingAlerts(db, workspaceId)).some(({ id }) => id === asked.flow)) {
    throw wrong("flow", "Choose a published flow that starts by hand, by another flow or by an event.");
  }
}
