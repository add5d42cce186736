import type { Json, JsonObject } from "#lib/json.ts";
import { fail, ok, type Result } from "#lib/result.ts";

/** Of the connection, of the server, or of the origin that every page of this installation shares: no flow decides them (RFC 9110, section 7.6.1). */
const kept = new Set([
  "connection", "keep-alive", "proxy-authenticate", "proxy-authorization", "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade", "content-length", "date", "server",
  "set-cookie", "set-cookie2", "clear-site-data", "service-worker-allowed", "strict-transport-security", "x-content-type-options", "access-control-allow-credentials",
  "refresh", "alt-svc", "nel", "report-to", "reporting-endpoints", "sourcemap", "x-sourcemap", "idempotency-replayed", "x-request-id",
]);
const keptPrefixes = ["content-security-policy", "origin-agent-cluster", "x-millrace-"];

const token = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]{1,128}$/;
/** Visible characters, spaces and tabs: no line can end in it. */
const line = /^[\t\x20-\x7e\x80-\xff]{0,8192}$/;
const mostHeaders = 64;

/** Why a header of this name is not an answer's to set; null when it is. */
export function headerNameProblem(name: string): string | null {
  if (!token.test(name)) return `“${name.slice(0, 64)}” is no name of a header. Use letters, digits and hyphens.`;
  const lower = name.toLowerCase();
  if (kept.has(lower) || keptPrefixes.some((prefix) => lower.startsWith(prefix))) return `The header “${lower}” is not for a flow to set. Remove it.`;
  return null;
}

function headerText(value: Json): string | null {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? String(value) : null;
}

/** The headers of an answer as they are sent: one line each, by lower-case name; what is empty (null) is left out. */
export function answerHeaders(headers: JsonObject): Result<Record<string, string>, string> {
  const entries = Object.entries(headers).filter(([, value]) => value !== null);
  if (entries.length > mostHeaders) return fail(`An answer has ${mostHeaders} headers at most.`);
  const taken: [string, string][] = [];
  for (const [name, value] of entries) {
    const problem = headerNameProblem(name);
    if (problem !== null) return fail(problem);
    const text = headerText(value);
    if (text === null || !line.test(text)) return fail(`The header “${name}” takes one line of plain text, 8,192 characters at most.`);
    taken.push([name.toLowerCase(), text]);
  }
  return ok(Object.fromEntries(taken));
}
