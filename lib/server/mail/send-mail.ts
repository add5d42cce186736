import { getCACertificates } from "node:tls";
import { createTransport } from "nodemailer";
import { AppError } from "#lib/errors.ts";
import { runtime } from "../runtime.ts";

export interface Mail {
  /** Without brackets and host; the same id is the same mail for its receivers. */
  id: string;
  /** What it belongs to: mails of one thread stand together. */
  thread: string | null;
  to: string;
  subject: string;
  text: string;
  html: string;
}

/** A mail server that did not take a mail. `message` names no password. */
export class MailError extends Error {
  /** Trying again changes nothing (RFC 5321, 4.2.1: a reply of class 5). */
  readonly isFinal: boolean;

  constructor(message: string, isFinal: boolean, cause: unknown) {
    super(message, { cause });
    this.name = "MailError";
    this.isFinal = isFinal;
  }
}

const stepMs = 15_000;

/** Why e-mail cannot be chosen; null when it can. */
export function mailProblem(): string | null {
  return runtime().env.smtp === null ? "E-mail is not set up. Whoever runs this instance sets MILLRACE_SMTP_URL to a mail server and starts it again." : null;
}

function reason(error: unknown): { words: string; isFinal: boolean } {
  const { code, responseCode, response, message } = (typeof error === "object" && error !== null ? error : {}) as { code?: unknown; responseCode?: unknown; response?: unknown; message?: unknown };
  // Its refusal of STARTTLS is the instance's to mend too.
  if (code === "ETLS") return { words: "The mail server offers no encryption, and MILLRACE_SMTP_URL requires it.", isFinal: false };
  if (typeof responseCode === "number" && typeof response === "string") {
    const said = response.replaceAll(/\s+/g, " ").slice(0, 300);
    // A refused login is the instance's to mend, not the recipient's.
    return { words: code === "EAUTH" ? `The mail server refused the login: ${said}` : `The mail server answered: ${said}`, isFinal: responseCode >= 500 && code !== "EAUTH" };
  }
  if (code === "ETIMEDOUT") return { words: "The mail server did not answer in time.", isFinal: false };
  if (code === "ESOCKET" && /certificate|altnames/i.test(String(message))) {
    return { words: `The mail server's certificate is not trusted (${String(message).slice(0, 200)}). Name the file of its authority as ca=… in MILLRACE_SMTP_URL, and the host as the certificate does.`, isFinal: false };
  }
  return { words: `The mail server could not be reached: ${String(code ?? message ?? "unknown").slice(0, 200)}`, isFinal: false };
}

/**
 * Gives one mail to the instance's mail server; when this returns, the server has taken it.
 * @throws AppError precondition without a mail server; MailError when it did not take it.
 */
export async function sendMail({ id, thread, to, subject, text, html }: Mail): Promise<void> {
  const { smtp, publicUrl } = runtime().env;
  if (smtp === null) throw new AppError("precondition", mailProblem() ?? "");
  const transport = createTransport({
    host: smtp.host, port: smtp.port, secure: smtp.secure, requireTLS: smtp.requireTls, ignoreTLS: smtp.ignoreTls, tls: { rejectUnauthorized: smtp.verify, ...(smtp.ca === null ? {} : { ca: [...getCACertificates(), smtp.ca] }) },
    ...(smtp.login === null ? {} : { auth: { user: smtp.login.user, pass: smtp.login.password } }), ...(smtp.helo === null ? {} : { name: smtp.helo }),
    connectionTimeout: stepMs, greetingTimeout: stepMs, socketTimeout: stepMs * 2, disableFileAccess: true, disableUrlAccess: true,
  });
  const host = new URL(publicUrl).hostname;
  try {
    await transport.sendMail({
      from: smtp.from, to: { name: "", address: to }, subject, text, html, messageId: `<${id}@${host}>`,
      ...(thread === null ? {} : { references: [`<${thread}@${host}>`], inReplyTo: `<${thread}@${host}>` }),
      headers: { "Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All" },
    });
  } catch (error) {
    const { words, isFinal } = reason(error);
    throw new MailError(words, isFinal, error);
  } finally {
    transport.close();
  }
}
