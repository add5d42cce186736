import type { KeptVerification } from "#lib/connectors/hook-verification.ts";
import { checkJwt } from "./check-jwt.ts";
import { checkSignature } from "./check-signature.ts";
import { checkToken } from "./check-token.ts";
import { Refusal } from "./refusal.ts";
import type { ArrivedRequest } from "./arrived-request.ts";
import { signatureScheme } from "./signature-scheme.ts";

/**
 * Whether a request comes from whom the trigger expects: over its raw bytes, before anything of it is read.
 * Returns a signature that holds the time it was made, which a repeat has too; null for all other ways.
 * @throws Refusal
 */
export function verifyRequest(setup: KeptVerification, request: ArrivedRequest, secrets: readonly string[], now: number): string | null {
  if (setup.verify === "none") return null;
  if (secrets.length === 0) throw new Refusal("no_secret");
  const scheme = signatureScheme(setup);
  if (scheme !== null) {
    const signature = checkSignature(scheme, request, secrets, now);
    return scheme.tolerance === null ? null : signature;
  }
  if (setup.verify === "jwt") checkJwt(setup, request, secrets, now);
  else checkToken(setup, request, secrets);
  return null;
}
