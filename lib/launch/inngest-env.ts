import { AppError } from "#lib/errors.ts";

/** An Inngest server or Inngest Cloud, named by the usual INNGEST_* variables. */
export type InngestServerEnv = {
  mode: "server";
  /** A dev server: nothing is signed, so it and Millrace stay on this machine. */
  dev: boolean;
  /** null: Inngest Cloud. */
  baseUrl: string | null;
  signingKey: string | null;
  /** The key before or after a rotation: what it signed is accepted too. */
  signingKeyFallback: string | null;
  eventKey: string | null;
  /** Where the server calls the functions, when that is not the public URL. */
  serveOrigin: string | null;
  /** How long the server may be silent about a run that it should have called for, before it is told again. */
  patienceMs: number;
};

type Read = (name: string) => string | null;

const devServer = "http://localhost:8288";
const off = new Set(["0", "false", "no", "off"]);
const on = new Set(["1", "true", "yes", "on"]);

/** What the INNGEST_* variables ask for; null without any. Throws AppError with what to set when they are half set. */
export function readInngestServer(read: Read): InngestServerEnv | null {
  const devText = read("INNGEST_DEV");
  const dev = devText !== null && !off.has(devText.toLowerCase());
  const signingKey = read("INNGEST_SIGNING_KEY");
  const signingKeyFallback = read("INNGEST_SIGNING_KEY_FALLBACK");
  const eventKey = read("INNGEST_EVENT_KEY");
  const baseUrl = origin("INNGEST_BASE_URL", read("INNGEST_BASE_URL"));
  const serveOrigin = origin("INNGEST_SERVE_ORIGIN", read("INNGEST_SERVE_ORIGIN"));
  const shared = { mode: "server" as const, serveOrigin, patienceMs: patience(read("MILLRACE_INNGEST_PATIENCE")) };
  if (dev) {
    const named = on.has(devText.toLowerCase()) ? null : origin("INNGEST_DEV", devText);
    return { ...shared, dev, baseUrl: baseUrl ?? named ?? devServer, signingKey: null, signingKeyFallback: null, eventKey };
  }
  if ([signingKey, signingKeyFallback, eventKey, baseUrl].every((value) => value === null)) return null;
  if (signingKey === null || eventKey === null) {
    const missing = [signingKey === null ? "INNGEST_SIGNING_KEY" : null, eventKey === null ? "INNGEST_EVENT_KEY" : null].filter((name) => name !== null).join(" and ");
    throw new AppError("invalid", `To run flows on ${baseUrl === null ? "Inngest Cloud" : "your Inngest server"}, set ${missing} too. For the built-in executor, unset every INNGEST_* variable.`);
  }
  return { ...shared, dev, baseUrl, signingKey: key("INNGEST_SIGNING_KEY", signingKey), signingKeyFallback: signingKeyFallback === null ? null : key("INNGEST_SIGNING_KEY_FALLBACK", signingKeyFallback), eventKey };
}

/**
 * Whether the server and Millrace can reach each other safely: an unsigned dev server only where nobody else is, and
 * Cloud only at an address that it can call. Throws AppError with what to set.
 */
export function checkInngestReach(server: InngestServerEnv, { host, publicUrl }: { host: string; publicUrl: string | null }): void {
  if (server.dev) {
    const outside = [["INNGEST_BASE_URL", server.baseUrl], ["INNGEST_SERVE_ORIGIN", server.serveOrigin], ["MILLRACE_PUBLIC_URL", publicUrl], ["HOST", `http://${host.includes(":") ? `[${host}]` : host}`]].find(([, url]) => url !== null && url !== undefined && !isLoopback(url));
    if (outside) {
      throw new AppError("invalid", `INNGEST_DEV turns signatures off, and ${outside[0]} leads beyond this machine. Unset INNGEST_DEV and set INNGEST_SIGNING_KEY and INNGEST_EVENT_KEY.`);
    }
    return;
  }
  const called = server.serveOrigin ?? publicUrl;
  if (server.baseUrl === null && (called === null || isLoopback(called))) {
    throw new AppError("invalid", "Inngest Cloud calls Millrace over the internet. Set MILLRACE_PUBLIC_URL (or INNGEST_SERVE_ORIGIN) to the address it reaches, such as https://millrace.example.com; for your own server, set INNGEST_BASE_URL.");
  }
}

function isLoopback(url: string): boolean {
  const name = URL.parse(url)?.hostname ?? "";
  return name === "localhost" || name === "[::1]" || /^127\.\d+\.\d+\.\d+$/.test(name);
}

function origin(name: string, value: string | null): string | null {
  if (value === null) return null;
  const url = URL.parse(value);
  if (url !== null && /^https?:$/.test(url.protocol) && url.pathname === "/" && url.search === "" && url.hash === "" && url.username === "") return url.origin;
  throw new AppError("invalid", `${name} is not an address such as http://inngest.example.com:8288, without a path. Correct it.`);
}

/** Inngest signs with the text after the prefix, and makes its bearer from the bytes that this text names. */
function key(name: string, value: string): string {
  if (/^(signkey-[a-z0-9]+-)?([0-9a-f]{2}){16,}$/i.test(value)) return value;
  throw new AppError("invalid", `${name} is not a signing key. Copy it from Inngest (signkey-…), or make one for your own server: openssl rand -hex 32`);
}

function patience(value: string | null): number {
  if (value === null) return 120_000;
  if (/^\d{1,5}$/.test(value) && Number(value) > 0) return Number(value) * 1000;
  throw new AppError("invalid", `MILLRACE_INNGEST_PATIENCE is "${value}". Set it to a number of seconds, such as 120.`);
}
