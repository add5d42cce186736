import { z } from "zod";
import { fields } from "./fields.ts";

const headerName = z.string().trim().max(100).regex(/^[A-Za-z0-9-]*$/, "Write the name of a header, such as X-Signature.");
const onlyFor = (...is: string[]) => ({ showIf: { field: "verify", is }, bindable: false });

/** How a webhook's trigger tells its sender from anybody else; the secret itself is a connection's. */
export const verificationFields = {
  verify: z.enum(["none", "stripe", "github", "slack", "shopify", "hubspot", "standard", "hmac", "jwt", "token"]).default("none").register(fields, {
    label: "Verify", control: "select", bindable: false, help: "Requests that do not pass are answered with 401 and not stored.",
    options: {
      none: "Nothing: whoever knows the URL", stripe: "Stripe signature", github: "GitHub signature", slack: "Slack signature", shopify: "Shopify signature", hubspot: "HubSpot signature (v3)",
      standard: "Standard Webhooks signature", hmac: "HMAC of your own", jwt: "JSON Web Token", token: "Token in a header or the query",
    },
  }),
  signatureHeader: headerName.default("X-Signature").register(fields, { label: "Signature header", control: "text", placeholder: "X-Signature", ...onlyFor("hmac") }),
  prefix: z.string().max(40).default("").register(fields, { label: "Prefix", control: "text", placeholder: "sha256=", help: "What stands before the signature in the header.", ...onlyFor("hmac") }),
  algorithm: z.enum(["sha256", "sha1", "sha512"]).default("sha256").register(fields, { label: "Algorithm", control: "select", options: { sha256: "HMAC SHA-256", sha1: "HMAC SHA-1", sha512: "HMAC SHA-512" }, ...onlyFor("hmac") }),
  encoding: z.enum(["hex", "base64"]).default("hex").register(fields, { label: "Written as", control: "select", options: { hex: "hex", base64: "base64" }, ...onlyFor("hmac") }),
  secretIs: z.enum(["text", "base64", "hex"]).default("text").register(fields, { label: "The secret is", control: "select", options: { text: "text, as it stands", base64: "bytes in base64", hex: "bytes in hex" }, ...onlyFor("hmac") }),
  signs: z.string().max(200).default("{body}").register(fields, { label: "What is signed", control: "text", placeholder: "{timestamp}.{body}", help: "{body}, {timestamp}, {method}, {url} and {header:name} stand for parts of the request.", ...onlyFor("hmac") }),
  timestampHeader: headerName.default("").register(fields, { label: "Timestamp header", control: "text", placeholder: "X-Timestamp", help: "In seconds or milliseconds since 1970. Empty: none is looked at.", ...onlyFor("hmac") }),
  tolerance: z.number().int().min(10).max(3_600).default(300).register(fields, { label: "May be off by", control: "number", unit: "seconds", ...onlyFor("hmac", "jwt") }),
  challenge: z.enum(["none", "hub"]).default("none").register(fields, { label: "Handshake", control: "select", options: { none: "None", hub: "GET with hub.challenge" }, ...onlyFor("hmac") }),
  jwtHeader: headerName.default("Authorization").register(fields, { label: "Header of the token", control: "text", placeholder: "Authorization", help: "With or without Bearer before it.", ...onlyFor("jwt") }),
  jwtAlgorithm: z.enum(["HS256", "RS256", "ES256"]).default("HS256").register(fields, { label: "Signed with", control: "select", options: { HS256: "HS256: a shared secret", RS256: "RS256: the secret holds a public key (PEM)", ES256: "ES256: the secret holds a public key (PEM)" }, ...onlyFor("jwt") }),
  issuer: z.string().max(500).default("").register(fields, { label: "Issuer", control: "text", help: "What iss must be. Empty: anything.", ...onlyFor("jwt") }),
  audience: z.string().max(500).default("").register(fields, { label: "Audience", control: "text", help: "What aud must hold. Empty: anything.", ...onlyFor("jwt") }),
  tokenIn: z.enum(["header", "query"]).default("header").register(fields, { label: "Sent in", control: "select", options: { header: "a header", query: "the query of the URL" }, ...onlyFor("token") }),
  tokenName: z.string().trim().max(100).regex(/^[A-Za-z0-9_.-]+$/, "Letters, digits, -, _ and . only.").default("X-Token").register(fields, { label: "Name", control: "text", placeholder: "X-Token", ...onlyFor("token") }),
  eventId: z.string().trim().max(200).default("").register(fields, { label: "Id of the sender", control: "text", placeholder: "body.id", help: "Where each request carries an id of its own: the same id starts nothing again. Empty: the headers webhook-id or Idempotency-Key.", ...onlyFor("none", "hmac", "jwt", "token") }),
};

export const HookVerification = z.object(verificationFields);
export type HookVerification = z.infer<typeof HookVerification>;

/** As a published subscription keeps it: with the connection whose secret it is, which is never kept here itself. */
export const KeptVerification = HookVerification.extend({ secret: z.string().nullable() });
export type KeptVerification = z.infer<typeof KeptVerification>;
