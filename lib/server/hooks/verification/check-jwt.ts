import { createHmac, createPublicKey, type KeyObject, timingSafeEqual, verify } from "node:crypto";
import type { KeptVerification } from "#lib/connectors/hook-verification.ts";
import { isJsonObject, type JsonObject } from "#lib/json.ts";
import { Refusal } from "./refusal.ts";
import type { ArrivedRequest } from "./arrived-request.ts";

type Algorithm = KeptVerification["jwtAlgorithm"];

function readPart(text: string): JsonObject {
  try {
    const value: unknown = JSON.parse(Buffer.from(text, "base64url").toString("utf8"));
    if (isJsonObject(value)) return value;
  } catch {
    // Told below.
  }
  throw new Refusal("malformed_token");
}

/** @throws Refusal for what is no public key of the algorithm's kind, or too short a one. */
function publicKeyOf(secret: string, algorithm: "RS256" | "ES256"): KeyObject {
  let key: KeyObject | undefined;
  try {
    key = createPublicKey(secret);
  } catch {
    // Told below.
  }
  const details = key?.asymmetricKeyDetails;
  const fits = algorithm === "RS256" ? key?.asymmetricKeyType === "rsa" && (details?.modulusLength ?? 0) >= 2_048 : key?.asymmetricKeyType === "ec" && details?.namedCurve === "prime256v1";
  if (key === undefined || !fits) throw new Refusal("secret_unreadable");
  return key;
}

function isSignedBy(secret: string, algorithm: Algorithm, content: string, signature: Buffer): boolean {
  if (algorithm !== "HS256") return verify("sha256", Buffer.from(content), { key: publicKeyOf(secret, algorithm), dsaEncoding: "ieee-p1363" }, signature);
  const expected = createHmac("sha256", secret).update(content).digest();
  return signature.byteLength === expected.byteLength && timingSafeEqual(signature, expected);
}

function demandClaims(claims: JsonObject, { issuer, audience, tolerance }: KeptVerification, now: number): void {
  const seconds = now / 1_000;
  const instant = (name: string): number | null => {
    const value = claims[name];
    if (value !== undefined && typeof value !== "number") throw new Refusal("malformed_token");
    return value ?? null;
  };
  const [expires, issued, notBefore] = [instant("exp"), instant("iat"), instant("nbf")];
  if (expires === null && issued === null) throw new Refusal("token_endless");
  if (expires === null ? seconds - (issued ?? 0) > tolerance : seconds - expires > tolerance) throw new Refusal("too_old");
  if (Math.max(issued ?? 0, notBefore ?? 0) - seconds > tolerance) throw new Refusal("too_new");
  if (issuer !== "" && claims["iss"] !== issuer) throw new Refusal("wrong_issuer");
  if (audience !== "" && ![claims["aud"]].flat().includes(audience)) throw new Refusal("wrong_audience");
}

/**
 * Checks a JSON Web Token (RFC 7519). The algorithm is the trigger's setting and never the token's own word; a token says
 * when it ends, or when it was made and is then as old as the tolerance at most. @throws Refusal
 */
export function checkJwt(setup: KeptVerification, request: ArrivedRequest, secrets: readonly string[], now: number): void {
  const given = request.headers[setup.jwtHeader.toLowerCase()];
  if (typeof given !== "string" || given === "") throw new Refusal("no_token");
  const [head = "", body = "", tail = "", ...rest] = given.replace(/^bearer +/i, "").split(".");
  if (rest.length > 0 || ![head, body, tail].every((part) => /^[A-Za-z0-9_-]+$/.test(part))) throw new Refusal("malformed_token");
  const header = readPart(head);
  if (header["alg"] !== setup.jwtAlgorithm || header["crit"] !== undefined) throw new Refusal("wrong_algorithm");
  const signature = Buffer.from(tail, "base64url");
  if (signature.toString("base64url") !== tail) throw new Refusal("malformed_token");
  if (!secrets.map((secret) => isSignedBy(secret, setup.jwtAlgorithm, `${head}.${body}`, signature)).includes(true)) throw new Refusal("wrong_signature");
  demandClaims(readPart(body), setup, now);
}
