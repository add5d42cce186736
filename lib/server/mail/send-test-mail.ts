import type { AnswerOf } from "#lib/contracts/contract.ts";
import type { sendTestMail as contract } from "#lib/contracts/instance.schema.ts";
import { newId } from "#lib/ids.ts";
import { audit } from "../audit.ts";
import type { UserContext } from "../context.ts";
import { database } from "../database.ts";
import { demandInstanceAdmin } from "../instance/demand-instance-admin.ts";
import { runtime } from "../runtime.ts";
import { MailError, sendMail } from "./send-mail.ts";

/** @throws AppError precondition without a mail server. */
export async function sendTestMail(context: UserContext): Promise<AnswerOf<typeof contract>> {
  demandInstanceAdmin(context);
  const to = context.actor.email;
  const words = `This mail was asked for under Admin of ${runtime().env.publicUrl}. It shows that mail leaves from there and arrives here.`;
  await audit(database(), context, "mail.test");
  try {
    await sendMail({ id: newId("notice"), thread: null, to, subject: "A test mail from Millrace", text: `${words}\n`, html: `<p>${words}</p>` });
  } catch (error) {
    if (error instanceof MailError) return { ok: false, to, message: error.message };
    throw error;
  }
  return { ok: true, to, message: `The mail server took it. Look into the mailbox of ${to}.` };
}
