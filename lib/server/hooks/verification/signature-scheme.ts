import type { KeptVerification } from "#lib/connectors/hook-verification.ts";
import type { ArrivedRequest } from "./arrived-request.ts";
import { readSecretBytes } from "./read-secret-bytes.ts";
import { Refusal } from "./refusal.ts";
import { signedParts } from "./signed-parts.ts";

/** How one provider signs with a shared secret: what stands where, and over which bytes. */
export interface SignatureScheme {
  algorithm: "sha256" | "sha1" | "sha512";
  encoding: "hex" | "base64";
  /** Seconds that the signed time may be off; null where the provider signs none. */
  tolerance: number | null;
  /** What the request carries; more than one signature while the sender changes its secret. @throws Refusal */
  read(request: ArrivedRequest): { signatures: readonly string[]; timestamp: string };
  signed(request: ArrivedRequest, timestamp: string): readonly (string | Buffer)[];
  key(secret: string): Buffer;
}

const asText = (secret: string) => readSecretBytes(secret, "text");

function header(request: ArrivedRequest, name: string, reason: "no_signature" | "no_timestamp"): string {
  const value = request.headers[name];
  if (typeof value !== "string" || value === "") throw new Refusal(reason);
  return value;
}

/** One signature in a header of its own, behind a prefix. */
function single(name: string, prefix: string, timestampHeader: string): SignatureScheme["read"] {
  return (request) => {
    const signature = header(request, name, "no_signature");
    if (!signature.startsWith(prefix)) throw new Refusal("malformed_signature");
    return { signatures: [signature.slice(prefix.length)], timestamp: timestampHeader === "" ? "" : header(request, timestampHeader, "no_timestamp") };
  };
}

/** `t=1492774577,v1=5257a8…,v1=…`; other versions are passed over (docs.stripe.com/webhooks, "Verify manually"). */
const stripe: SignatureScheme = {
  algorithm: "sha256", encoding: "hex", tolerance: 300, key: asText,
  read(request) {
    const parts = header(request, "stripe-signature", "no_signature").split(",").map((part) => part.split("="));
    const named = (name: string) => parts.flatMap(([key, value]) => (key?.trim() === name && value !== undefined ? [value] : []));
    const [timestamp, second] = named("t");
    const signatures = named("v1");
    if (second !== undefined || signatures.length === 0) throw new Refusal("malformed_signature");
    if (timestamp === undefined) throw new Refusal("no_timestamp");
    return { signatures, timestamp };
  },
  signed: ({ body }, timestamp) => [timestamp, ".", body],
};

/** docs.github.com, "Validating webhook deliveries". */
const github: SignatureScheme = { algorithm: "sha256", encoding: "hex", tolerance: null, key: asText, read: single("x-hub-signature-256", "sha256=", ""), signed: ({ body }) => [body] };

/** docs.slack.dev, "Verifying requests from Slack". */
const slack: SignatureScheme = {
  algorithm: "sha256", encoding: "hex", tolerance: 300, key: asText,
  read: single("x-slack-signature", "v0=", "x-slack-request-timestamp"),
  signed: ({ body }, timestamp) => ["v0:", timestamp, ":", body],
};

/** shopify.dev, "Deliver webhooks through HTTPS". */
const shopify: SignatureScheme = { algorithm: "sha256", encoding: "base64", tolerance: null, key: asText, read: single("x-shopify-hmac-sha256", "", ""), signed: ({ body }) => [body] };

/** Signed as these characters themselves, also where the address writes their codes. */
const plainInHubspot = /%(?:3A|2F|3F|40|21|24|27|28|29|2A|2C|3B)/gi;

/** developers.hubspot.com, "Validating requests", version 3; the time is in milliseconds. */
const hubspot: SignatureScheme = {
  algorithm: "sha256", encoding: "base64", tolerance: 300, key: asText,
  read: single("x-hubspot-signature-v3", "", "x-hubspot-request-timestamp"),
  signed: ({ method, url, body }, timestamp) => [method, url.replaceAll(plainInHubspot, (code) => decodeURIComponent(code)), body, timestamp],
};

/** `v1,<base64> v1,<base64>`; other versions are passed over (standardwebhooks.com, specification). */
const standard: SignatureScheme = {
  algorithm: "sha256", encoding: "base64", tolerance: 300,
  key: (secret) => readSecretBytes(secret.replace(/^whsec_/, ""), "base64"),
  read(request) {
    const given = header(request, "webhook-signature", "no_signature").split(" ").map((part) => part.split(","));
    if (given.some((part) => part.length !== 2)) throw new Refusal("malformed_signature");
    header(request, "webhook-id", "no_signature");
    return { signatures: given.flatMap(([version, signature]) => (version === "v1" && signature !== undefined ? [signature] : [])), timestamp: header(request, "webhook-timestamp", "no_timestamp") };
  },
  signed: (request, timestamp) => [header(request, "webhook-id", "no_signature"), ".", timestamp, ".", request.body],
};

function ownScheme(setup: KeptVerification): SignatureScheme {
  return {
    algorithm: setup.algorithm, encoding: setup.encoding, tolerance: setup.timestampHeader === "" ? null : setup.tolerance,
    key: (secret) => readSecretBytes(secret, setup.secretIs),
    read: single(setup.signatureHeader.toLowerCase(), setup.prefix, setup.timestampHeader.toLowerCase()),
    signed: (request, timestamp) => signedParts(setup.signs, request, timestamp),
  };
}

/** Null: the trigger asks for no signature made with a shared secret. */
export function signatureScheme(setup: KeptVerification): SignatureScheme | null {
  switch (setup.verify) {
    case "stripe":
      return stripe;
    case "github":
      return github;
    case "slack":
      return slack;
    case "shopify":
      return shopify;
    case "hubspot":
      return hubspot;
    case "standard":
      return standard;
    case "hmac":
      return ownScheme(setup);
    case "none":
    case "jwt":
    case "token":
      return null;
  }
}
