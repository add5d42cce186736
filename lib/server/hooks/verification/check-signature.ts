import { createHmac, timingSafeEqual } from "node:crypto";
import { Refusal } from "./refusal.ts";
import type { ArrivedRequest } from "./arrived-request.ts";
import type { SignatureScheme } from "./signature-scheme.ts";

/** Above it a number counts milliseconds since 1970, below it seconds (until the year 5138). */
const firstMilliseconds = 100_000_000_000;

function demandFresh(timestamp: string, tolerance: number, now: number): void {
  if (!/^\d{1,14}$/.test(timestamp)) throw new Refusal("no_timestamp");
  const sent = Number(timestamp) >= firstMilliseconds ? Number(timestamp) : Number(timestamp) * 1_000;
  if (now - sent > tolerance * 1_000) throw new Refusal("too_old");
  if (sent - now > tolerance * 1_000) throw new Refusal("too_new");
}

/** A signature's bytes; null for what is not written exactly as the scheme writes it: one signature has one writing. */
function bytesOf(signature: string, { encoding }: SignatureScheme): Buffer | null {
  const bytes = Buffer.from(signature, encoding);
  return bytes.toString(encoding) === signature && bytes.byteLength > 0 ? bytes : null;
}

/**
 * Checks a request's signature over its raw bytes with every secret that is valid. Returns the one that fitted, as it was sent.
 * @throws Refusal
 */
export function checkSignature(scheme: SignatureScheme, request: ArrivedRequest, secrets: readonly string[], now: number): string {
  const { signatures, timestamp } = scheme.read(request);
  const given = signatures.map((signature) => ({ signature, bytes: bytesOf(signature, scheme) }));
  if (given.every(({ bytes }) => bytes === null)) throw new Refusal("malformed_signature");
  let fitting: string | null = null;
  for (const secret of secrets) {
    const hmac = createHmac(scheme.algorithm, scheme.key(secret));
    for (const part of scheme.signed(request, timestamp)) hmac.update(part);
    const expected = hmac.digest();
    for (const { signature, bytes } of given) {
      if (bytes?.byteLength === expected.byteLength && timingSafeEqual(bytes, expected)) fitting = signature;
    }
  }
  if (fitting === null) throw new Refusal("wrong_signature");
  // Only now: a time that nobody signed tells nothing.
  if (scheme.tolerance !== null) demandFresh(timestamp, scheme.tolerance, now);
  return fitting;
}
