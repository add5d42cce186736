import type { Session } from "#lib/contracts/account.schema.ts";
import type { Context } from "#lib/server/context.ts";
import { sessionAnswer } from "./session-answer.ts";
import { startSession } from "./start-session.ts";

export async function signIn(context: Context, input: { email: string; password: string }): Promise<Session> {
  return await sessionAnswer(await startSession(context, input.email, input.password));
}
