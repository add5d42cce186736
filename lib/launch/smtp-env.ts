import { readFileSync } from "node:fs";
import { isAbsolute } from "node:path";
import { AppError } from "#lib/errors.ts";

/** The mail server that notices leave by. It is the instance's own choice, so it may be on a private network. */
export type SmtpEnv = {
  /** As it was given, with its password: for processes that this one starts, and for nothing else. */
  url: string;
  host: string;
  port: number;
  /** TLS from the first byte; else STARTTLS when the server offers it. */
  secure: boolean;
  login: { user: string; password: string } | null;
  /** `Name <address>`, or an address. */
  from: string;
  requireTls: boolean;
  ignoreTls: boolean;
  /** Whether the server's certificate must be valid. */
  verify: boolean;
  /** PEM text of certificates that are trusted besides those that Node.js knows. */
  ca: string | null;
  /** What this machine calls itself. */
  helo: string | null;
};

type Read = (name: string) => string | null;

const schemes: Record<string, { secure: boolean; port: number }> = { "smtp:": { secure: false, port: 587 }, "smtps:": { secure: true, port: 465 } };
const options = ["from", "requireTLS", "ignoreTLS", "verify", "ca", "name"];
const example = "smtps://user:password@mail.example.com";

/** What MILLRACE_SMTP_URL and MILLRACE_SMTP_FROM say; null without a server. Throws AppError with what to set. */
export function readSmtp(read: Read): SmtpEnv | null {
  const text = read("MILLRACE_SMTP_URL");
  const fromText = read("MILLRACE_SMTP_FROM");
  if (text === null) {
    if (fromText !== null) throw new AppError("invalid", `MILLRACE_SMTP_FROM is set without MILLRACE_SMTP_URL. Set MILLRACE_SMTP_URL to your mail server, such as ${example}, or unset both.`);
    return null;
  }
  const url = URL.parse(text);
  const scheme = url === null ? undefined : schemes[url.protocol];
  // The text may hold a password, so it is not repeated.
  if (url === null || scheme === undefined || url.hostname === "" || !/^\/?$/.test(url.pathname) || url.hash !== "") {
    throw new AppError("invalid", `MILLRACE_SMTP_URL is not the address of a mail server. Set it to smtp:// or smtps:// with a host, such as ${example}; characters like @ and / in the password are written as %40 and %2F.`);
  }
  const unknown = [...url.searchParams.keys()].find((name) => !options.includes(name));
  if (unknown !== undefined) throw new AppError("invalid", `MILLRACE_SMTP_URL has the option "${unknown}", which does not exist. It takes ${options.join(", ")}.`);
  if ((url.username === "") !== (url.password === "")) throw new AppError("invalid", "MILLRACE_SMTP_URL has only half a login. Give user and password, or neither.");
  const flag = (name: string, otherwise: boolean): boolean => readFlag(name, url.searchParams.get(name), otherwise);
  const [requireTls, ignoreTls] = [flag("requireTLS", false), flag("ignoreTLS", false)];
  if (requireTls && ignoreTls) throw new AppError("invalid", "MILLRACE_SMTP_URL asks both to require TLS and to ignore it. Keep one of requireTLS and ignoreTLS.");
  return {
    url: text,
    host: url.hostname.replace(/^\[(.*)\]$/, "$1"),
    port: url.port === "" ? scheme.port : Number(url.port),
    secure: scheme.secure,
    login: url.username === "" ? null : { user: decoded(url.username), password: decoded(url.password) },
    from: sender(fromText ?? url.searchParams.get("from"), url.username === "" ? null : decoded(url.username)),
    requireTls, ignoreTls,
    verify: flag("verify", true),
    ca: authority(url.searchParams.get("ca")),
    helo: url.searchParams.get("name"),
  };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new AppError("invalid", "MILLRACE_SMTP_URL has a % in user or password that stands for nothing. Write a % as %25.");
  }
}

function readFlag(name: string, value: string | null, otherwise: boolean): boolean {
  if (value === null) return otherwise;
  if (["1", "true", "yes", "on"].includes(value.toLowerCase())) return true;
  if (["0", "false", "no", "off"].includes(value.toLowerCase())) return false;
  throw new AppError("invalid", `MILLRACE_SMTP_URL has ${name}=${value}. Set it to 1 or 0, or leave it out.`);
}

function authority(path: string | null): string | null {
  if (path === null) return null;
  const what = `MILLRACE_SMTP_URL has ca=${path}`;
  if (!isAbsolute(path)) throw new AppError("invalid", `${what}. Give the whole path of the file, such as ca=/etc/millrace/mail-ca.pem.`);
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (cause) {
    throw new AppError("invalid", `${what}, which cannot be read. Check that the file is there and may be read by whoever starts Millrace.`, { cause });
  }
  if (!text.includes("-----BEGIN CERTIFICATE-----")) throw new AppError("invalid", `${what}, which holds no certificate. It begins with -----BEGIN CERTIFICATE-----.`);
  return text;
}

/** Without one that is said, the login when it is an address. */
function sender(said: string | null, user: string | null): string {
  const from = said ?? (user !== null && /^[^\s@<>]+@[^\s@<>]+$/.test(user) ? user : null);
  if (from === null) throw new AppError("invalid", "Mail needs a sender. Set MILLRACE_SMTP_FROM, such as Millrace <millrace@example.com>.");
  if (/[\r\n]/.test(from) || !/^(?:[^<>]*<[^\s@<>]+@[^\s@<>]+>|[^\s@<>]+@[^\s@<>]+)$/.test(from.trim())) {
    throw new AppError("invalid", `MILLRACE_SMTP_FROM is "${from}". Set it to an address, or a name with an address: Millrace <millrace@example.com>.`);
  }
  return from.trim();
}
