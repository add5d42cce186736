import type { RunError } from "#lib/flow/run-error.ts";
import { classifyFailure } from "../classify-failure.ts";
import { EgressError } from "../egress-error.ts";

/** An error as PostgreSQL sent it. */
interface ServerError extends Error {
  code: string;
  detail?: string;
  hint?: string;
}

function isServerError(error: unknown): error is ServerError {
  return error instanceof Error && "severity" in error && "code" in error && typeof error.code === "string" && /^[0-9A-Z]{5}$/.test(error.code);
}

/** The session is over and no answer came: a write that had left may have been done. */
const cut = /^(08|57P0[125]|25P0[34])/;
const transient = /^(40001|40P01|53|55P03|57P03|57014|58)/;

/** By SQLSTATE (PostgreSQL, appendix A), first match. */
const classes: readonly [RegExp, RunError["class"]][] = [
  [/^28/, "auth"],
  [/^42501/, "permission"],
  [/^3D/, "not_found"],
  [/^23/, "conflict"],
  [/^(22|42|21|25006|25001|3F|0A|34|26|44|54|P0)/, "validation"],
];

const advice: Readonly<Record<string, string>> = {
  "22021": "Text in PostgreSQL cannot hold the character NUL.",
  "22P05": "Text in PostgreSQL cannot hold the character NUL.",
  "25006": "This session only reads. Choose the mode that writes.",
  "25001": "Millrace runs every statement in a transaction, where this one is not allowed.",
  "42P10": "Add a unique constraint on the key columns, or choose other ones.",
  "53300": "The database has no connection left. It is tried again.",
};

/**
 * The class of what pg or the socket threw, in the database's own words; `codes` are `sql_<SQLSTATE>`, or
 * `connection_cut` when nobody can know whether a statement that had left was done.
 */
export function classifyDatabaseError(error: unknown, host: string, mask: (text: string) => string): EgressError {
  if (EgressError.is(error)) return error;
  if (isServerError(error)) return classifyServerError(error, host, mask);
  const message = error instanceof Error ? error.message : "";
  if (message.startsWith("SASL")) return new EgressError("auth", "auth_failed", `${host} and this connection did not agree on the password: ${mask(message)}`);
  if (/does not support SSL/.test(message)) {
    return new EgressError("provider", "tls_failed", `${host} does not offer TLS. Choose “disable” if the network between is your own.`);
  }
  if (/Connection terminated|not queryable|was closed/.test(message)) return connectionCut(host, error);
  const failure = classifyFailure(error, host);
  return failure.code === "connection_lost" || failure.code === "call_failed" ? connectionCut(host, error) : failure;
}

export function connectionCut(host: string, cause?: unknown): EgressError {
  return new EgressError("transient", "connection_cut", `${host} closed the connection before its answer came.`, { cause });
}

function classifyServerError(error: ServerError, host: string, mask: (text: string) => string): EgressError {
  const said = mask([error.message, error.detail, error.hint, advice[error.code]].filter(Boolean).map(asSentence).join(" ")).slice(0, 1_500);
  const made = (errorClass: RunError["class"], code: string, message: string): EgressError => new EgressError(errorClass, code, message, { cause: withoutQuery(error, mask) });
  if (cut.test(error.code)) return made("transient", "connection_cut", `${host} ended the connection: ${said}`);
  if (transient.test(error.code)) return made("transient", `sql_${error.code}`, said);
  return made(classes.find(([states]) => states.test(error.code))?.[1] ?? "provider", `sql_${error.code}`, said);
}

function asSentence(text: string | undefined): string {
  const trimmed = (text ?? "").trim();
  const whole = /[.!?]$/.test(trimmed) ? trimmed : `${trimmed}.`;
  return whole.charAt(0).toUpperCase() + whole.slice(1);
}

/** Loggers print causes: only the state and the place are kept of it. */
function withoutQuery(error: ServerError, mask: (text: string) => string): Error {
  return Object.assign(new Error(mask(error.message)), { sqlState: error.code });
}
