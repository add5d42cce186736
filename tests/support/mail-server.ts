import type { AddressInfo } from "node:net";
import { SMTPServer } from "smtp-server";
import { selfSigned } from "./self-signed.ts";

export interface ReceivedMail {
  from: string;
  to: string[];
  /** Headers and body as they came, with quoted-printable undone. */
  raw: string;
  messageId: string;
  subject: string;
  isEncrypted: boolean;
}

export interface MailServer {
  /** For MILLRACE_SMTP_URL. */
  url: string;
  received: ReceivedMail[];
  /** A refusal of a recipient, by its reply code and words; null takes it. */
  refuse: (address: string) => { code: number; words: string } | null;
  /** Runs when a mail is here whole, before it is acknowledged. */
  onMail: (mail: ReceivedMail) => void | Promise<void>;
  close(): Promise<void>;
}

/** A soft line break is nothing, =XX a byte. */
function readable(raw: string): string {
  return Buffer.from(raw.replaceAll("=\r\n", "").replaceAll(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))), "latin1").toString("utf8");
}

/** Words of a header that are not ASCII come encoded (RFC 2047). */
function decodeHeader(value: string): string {
  return value
    .replaceAll(/\?=\s+=\?/g, "?==?")
    .replaceAll(/=\?utf-8\?([qb])\?([^?]*)\?=/gi, (_, kind: string, text: string) => (kind.toLowerCase() === "b" ? Buffer.from(text, "base64").toString("utf8") : readable(text.replaceAll("_", " "))));
}

function header(raw: string, name: string): string {
  const head = (raw.split("\r\n\r\n", 1)[0] ?? "").replaceAll(/\r\n[ \t]+/g, " ");
  return decodeHeader(new RegExp(`^${name}: (.*)$`, "im").exec(head)?.[1] ?? "");
}

/**
 * A real mail server on loopback that keeps what it is given; with a login when one is asked for. Encrypted, with the
 * certificate of `selfSigned`, from the first byte or after STARTTLS.
 */
export async function startMailServer(login?: { user: string; password: string }, tls: "none" | "implicit" | "starttls" = "none"): Promise<MailServer> {
  const server = new SMTPServer({
    authOptional: login === undefined, secure: tls === "implicit", ...(tls === "none" ? { disabledCommands: ["STARTTLS"] } : selfSigned), logger: false,
    onAuth: ({ username, password }, _session, done) => (username === login?.user && password === login?.password ? done(null, { user: username }) : done(new Error("Wrong login"))),
    onRcptTo({ address }, _session, done) {
      const refusal = mail.refuse(address);
      done(refusal === null ? null : Object.assign(new Error(refusal.words), { responseCode: refusal.code }));
    },
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("end", () => {
        const raw = Buffer.concat(chunks).toString("latin1");
        const { mailFrom, rcptTo } = session.envelope;
        const one = { from: mailFrom === false ? "" : mailFrom.address, to: rcptTo.map(({ address }) => address), raw: readable(raw), messageId: header(raw, "message-id"), subject: header(raw, "subject"), isEncrypted: session.secure };
        mail.received.push(one);
        Promise.resolve(mail.onMail(one)).then(() => done(), done);
      });
    },
  });
  server.on("error", () => {});
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const { port } = server.server.address() as AddressInfo;
  const mail: MailServer = {
    url: `${tls === "implicit" ? "smtps" : "smtp"}://${login === undefined ? "" : `${encodeURIComponent(login.user)}:${encodeURIComponent(login.password)}@`}127.0.0.1:${port}`,
    received: [],
    refuse: () => null,
    onMail: () => {},
    close: () => new Promise((resolve) => {
      server.close(() => resolve());
    }),
  };
  return mail;
}
