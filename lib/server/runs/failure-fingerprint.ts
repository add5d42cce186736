import { createHash } from "node:crypto";
import type { RunError } from "#lib/flow/run-error.ts";

/** What differs from one failure to the next of the same cause, before it is compared; most special first. */
const variable: readonly [RegExp, string][] = [
  [/\b[a-z][a-z0-9+.-]*:\/\/[^\s"'<>)]+/giu, "<url>"],
  [/[^\s"'<>@]+@[^\s"'<>@]+\.[a-z]{2,}/giu, "<e-mail>"],
  [/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/giu, "<id>"],
  [/"[^"]*"|'[^']*'|`[^`]*`|“[^”]*”/gu, "<text>"],
  [/\b(?=[a-z_-]*\d)[a-z0-9_-]{6,}\b/giu, "<id>"],
  [/\d+(?:[.,:]\d+)*/gu, "<n>"],
];

/** A message without the values in it: two orders that the same rule refuses read alike. */
export function normalizeMessage(message: string): string {
  return variable.reduce((text, [pattern, name]) => text.replaceAll(pattern, name), message.slice(0, 2_000)).replaceAll(/\s+/gu, " ").trim();
}

/** The same for failures of one cause within a flow: the step, the error's class and code, and its message without values. */
export function failureFingerprint(error: RunError): string {
  return createHash("sha256").update([error.node ?? "", error.class, error.code, normalizeMessage(error.message)].join("\n")).digest("base64url").slice(0, 22);
}
