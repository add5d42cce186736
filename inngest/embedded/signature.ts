import { createHash, createHmac, timingSafeEqual } from "node:crypto";

function withoutPrefix(signingKey: string): string {
  return signingKey.replace(/^signkey-\w+-/, "");
}

/** The `x-inngest-signature` of a body that is canonical JSON text already (RFC 8785). */
export function signature(signingKey: string, canonicalText: string, unixSeconds: number): string {
  const mac = createHmac("sha256", withoutPrefix(signingKey)).update(canonicalText).update(String(unixSeconds)).digest("hex");
  return `t=${unixSeconds}&s=${mac}`;
}

/** What the SDK sends as bearer: the prefix, then the SHA-256 of the key's bytes. */
export function bearerToken(signingKey: string): string {
  const key = withoutPrefix(signingKey);
  const prefix = signingKey.slice(0, signingKey.length - key.length);
  return `${prefix}${createHash("sha256").update(Buffer.from(key, "hex")).digest("hex")}`;
}

export function isSecret(given: string, expected: string): boolean {
  const left = createHash("sha256").update(given).digest();
  return timingSafeEqual(left, createHash("sha256").update(expected).digest());
}
