import { isAbsolute, join, resolve } from "node:path";

import { AppError } from "#lib/errors.ts";

import { parseEncryptionKey } from "./encryption-key.ts";
import { checkInngestReach, type InngestServerEnv, readInngestServer } from "./inngest-env.ts";
import { readSmtp, type SmtpEnv } from "./smtp-env.ts";

export type LogLevel = (typeof logLevels)[number];

/** Embedded: our own executor, with keys of its own. */
export type InngestEnv = { mode: "embedded"; signingKey: string; eventKey: string } | InngestServerEnv;

/** What the person who starts Millrace may choose; everything has a default. */
export type Settings = {
  dataDir: string;
  databaseUrl: string | null;
  host: string;
  port: number;
  /** Without a trailing slash. null: derived from host and port once the port is known. */
  publicUrl: string | null;
  encryptionKey: string | null;
  /** null: our own executor. */
  inngest: InngestServerEnv | null;
  egressAllow: string[];
  /** null: nothing can be sent by e-mail. */
  smtp: SmtpEnv | null;
  owner: { email: string; password: string; workspace: string | null } | null;
  apiKey: string | null;
  /** Opens `/api/metrics`. */
  metricsToken: string | null;
  dev: boolean;
  logLevel: LogLevel;
  unsafeDatabase: boolean;
  /** Whether anybody may make an account, with a workspace of their own; else one needs an invitation. */
  signUp: "open" | "closed";
  /** Whether the sample systems are served; unless it is said, only beside the built-in database. */
  samples: boolean;
};

/** What every process under the launcher gets: the settings with nothing left open, and the secrets. */
export type LaunchEnv = Omit<Settings, "databaseUrl" | "publicUrl" | "encryptionKey" | "inngest" | "samples"> & {
  databaseUrl: string;
  publicUrl: string;
  /** 32 bytes in base64. */
  encryptionKey: string;
  sessionSecret: string;
  /** Authenticates the processes of one installation to each other. */
  internalKey: string;
  inngest: InngestEnv;
  /** Where the sample systems listen on loopback; null while they are off. */
  samplesPort: number | null;
};

type Source = Readonly<Record<string, string | undefined>>;

const logLevels = ["fatal", "error", "warn", "info", "debug", "trace", "silent"] as const;

/** Reads and checks the variables a person sets. Throws AppError with a line that says what to change. */
export function readSettings(source: Source, projectDir: string): Settings {
  const dataDir = text(source, "MILLRACE_DATA_DIR") ?? join(projectDir, ".millrace");
  const encryptionKey = text(source, "MILLRACE_ENCRYPTION_KEY");
  if (encryptionKey !== null) parseEncryptionKey(encryptionKey);
  const settings: Settings = {
    dataDir: isAbsolute(dataDir) ? dataDir : resolve(projectDir, dataDir),
    databaseUrl: databaseUrl(source),
    host: text(source, "HOST") ?? "127.0.0.1",
    port: port(source),
    publicUrl: publicUrl(source),
    encryptionKey,
    inngest: text(source, "MILLRACE_EXECUTOR") === "embedded" ? null : readInngestServer((name) => text(source, name)),
    egressAllow: (text(source, "MILLRACE_EGRESS_ALLOW") ?? "").split(/[\s,]+/).filter((entry) => entry !== ""),
    smtp: readSmtp((name) => text(source, name)),
    owner: owner(source),
    apiKey: longSecret(source, "MILLRACE_API_KEY"),
    metricsToken: longSecret(source, "MILLRACE_METRICS_TOKEN"),
    dev: flag(source, "MILLRACE_DEV", false),
    logLevel: logLevel(source),
    unsafeDatabase: flag(source, "MILLRACE_UNSAFE_DATABASE", false),
    signUp: signUp(source),
    samples: flag(source, "MILLRACE_SAMPLES", databaseUrl(source) === null),
  };
  if (settings.inngest !== null) checkInngestReach(settings.inngest, settings);
  return settings;
}

/** Reads the environment that the launcher made for its children (see `childEnvironment`). */
export function readLaunchEnv(source: Source): LaunchEnv {
  const { samples, ...settings } = readSettings(source, process.cwd());
  return {
    ...settings,
    databaseUrl: fromLauncher(source, "DATABASE_URL"),
    publicUrl: settings.publicUrl ?? defaultPublicUrl(settings.host, settings.port),
    encryptionKey: fromLauncher(source, "MILLRACE_ENCRYPTION_KEY"),
    sessionSecret: fromLauncher(source, "MILLRACE_SESSION_SECRET"),
    internalKey: fromLauncher(source, "MILLRACE_INTERNAL_KEY"),
    inngest: settings.inngest ?? { mode: "embedded", signingKey: fromLauncher(source, "INNGEST_SIGNING_KEY"), eventKey: fromLauncher(source, "INNGEST_EVENT_KEY") },
    samplesPort: samples ? Number(fromLauncher(source, "MILLRACE_SAMPLES_PORT")) : null,
  };
}

/** A browser cannot open 0.0.0.0, so an address that means "every interface" becomes localhost. */
export function defaultPublicUrl(host: string, listeningPort: number): string {
  const name = host === "0.0.0.0" || host === "::" ? "localhost" : host.includes(":") ? `[${host}]` : host;
  return `http://${name}:${listeningPort}`;
}

function text(source: Source, name: string): string | null {
  const value = source[name]?.trim();
  return value === undefined || value === "" ? null : value;
}

function fromLauncher(source: Source, name: string): string {
  const value = text(source, name);
  if (value === null) throw new AppError("invalid", `${name} is not set. This process is started by \`npm start\`, not by hand.`);
  return value;
}

function flag(source: Source, name: string, otherwise: boolean): boolean {
  const value = text(source, name)?.toLowerCase();
  if (value === undefined) return otherwise;
  if (["1", "true", "yes", "on"].includes(value)) return true;
  if (["0", "false", "no", "off"].includes(value)) return false;
  throw new AppError("invalid", `${name} is "${value}". Set it to 1 or 0, or leave it out.`);
}

function signUp(source: Source): Settings["signUp"] {
  const value = text(source, "MILLRACE_SIGN_UP")?.toLowerCase() ?? "closed";
  if (value === "open" || value === "closed") return value;
  throw new AppError("invalid", `MILLRACE_SIGN_UP is "${value}". Set it to open or closed, or leave it out.`);
}

function port(source: Source): number {
  const value = text(source, "PORT") ?? "3000";
  if (!/^\d{1,5}$/.test(value) || Number(value) > 65_535) {
    throw new AppError("invalid", `PORT is "${value}". Set it to a number from 1 to 65535, or 0 for any free port.`);
  }
  return Number(value);
}

function databaseUrl(source: Source): string | null {
  const value = text(source, "DATABASE_URL");
  if (value === null || /^postgres(?:ql)?:\/\//.test(value)) return value;
  throw new AppError("invalid", "DATABASE_URL must begin with postgres://. Leave it out to use the built-in database.");
}

function publicUrl(source: Source): string | null {
  const value = text(source, "MILLRACE_PUBLIC_URL");
  if (value === null) return null;
  const url = URL.parse(value);
  if (url === null || !/^https?:$/.test(url.protocol) || url.pathname !== "/" || url.search !== "" || url.hash !== "") {
    throw new AppError(
      "invalid",
      `MILLRACE_PUBLIC_URL is "${value}". Set it to the address people open, such as https://millrace.example.com, without a path.`,
    );
  }
  return url.origin;
}

function owner(source: Source): Settings["owner"] {
  const email = text(source, "MILLRACE_OWNER_EMAIL");
  const password = source["MILLRACE_OWNER_PASSWORD"] ?? "";
  if (email === null && password === "") return null;
  if (email === null || password === "") {
    throw new AppError("invalid", "Set both MILLRACE_OWNER_EMAIL and MILLRACE_OWNER_PASSWORD, or neither.");
  }
  if (!/^[^\s@]+@[^\s@]+$/.test(email)) {
    throw new AppError("invalid", `MILLRACE_OWNER_EMAIL is "${email}". Set it to an e-mail address.`);
  }
  return { email, password, workspace: text(source, "MILLRACE_OWNER_WORKSPACE") };
}

function longSecret(source: Source, name: string): string | null {
  const value = text(source, name);
  if (value === null || value.length >= 32) return value;
  throw new AppError("invalid", `${name} has ${value.length} characters. Use 32 or more: openssl rand -hex 32`);
}

function logLevel(source: Source): LogLevel {
  const value = text(source, "MILLRACE_LOG_LEVEL") ?? "info";
  const known = logLevels.find((level) => level === value);
  if (known === undefined) {
    throw new AppError("invalid", `MILLRACE_LOG_LEVEL is "${value}". Set it to one of ${logLevels.join(", ")}.`);
  }
  return known;
}
