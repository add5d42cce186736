import type { Session } from "#lib/contracts/account.schema.ts";
import type { UserContext } from "#lib/server/context.ts";
import { sessionAnswer } from "./session-answer.ts";

export async function readOwnSession(context: UserContext): Promise<Session> {
  return await sessionAnswer(context.actor.userId);
}
