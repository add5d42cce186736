import { mailState } from "#db/queries/alerts.ts";
import type { AnswerOf } from "#lib/contracts/contract.ts";
import type { readInstance } from "#lib/contracts/instance.schema.ts";
import { database } from "../database.ts";
import { runtime } from "../runtime.ts";

/** A server's answer names whom a workspace writes to, which the instance admin need not know. */
function withoutAddresses(text: string): string {
  return text.replaceAll(/[^\s<>@]+@[^\s<>@]+/g, "(address)");
}

/** The mail server as the instance admin sees it; null without one. */
export async function readMail(): Promise<AnswerOf<typeof readInstance>["mail"]> {
  const { smtp } = runtime().env;
  if (smtp === null) return null;
  const { lastSentAt, lastError } = await mailState(database());
  return {
    server: `${smtp.host.includes(":") ? `[${smtp.host}]` : smtp.host}:${smtp.port}`, encryption: smtp.secure ? "tls" : smtp.ignoreTls ? "none" : "starttls", from: smtp.from, login: smtp.login !== null,
    lastSentAt: lastSentAt?.toISOString() ?? null, lastError: lastError === null ? null : { error: withoutAddresses(lastError.error), at: lastError.at.toISOString() },
  };
}
