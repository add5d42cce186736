const bytes = (text: string) => new TextEncoder().encode(text);

/** HMAC by WebCrypto, which the product does not use: senders have implementations of their own. */
async function hmac(secret: Uint8Array, content: string, hash: "SHA-1" | "SHA-256" | "SHA-512" = "SHA-256"): Promise<Uint8Array> {
  const key = await crypto.subtle.importKey("raw", secret as BufferSource, { name: "HMAC", hash }, false, ["sign"]);
  return new Uint8Array(await crypto.subtle.sign("HMAC", key, bytes(content)));
}

const hex = (raw: Uint8Array) => [...raw].map((byte) => byte.toString(16).padStart(2, "0")).join("");
const base64 = (raw: Uint8Array) => btoa(String.fromCharCode(...raw));
const base64url = (text: string) => text.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

export interface Sent {
  body: string;
  secret: string;
  /** Seconds since 1970. */
  at?: number;
  /** The whole address, where it is signed. */
  url?: string;
  id?: string;
}

const now = () => Math.floor(Date.now() / 1_000);

/** Headers as each provider sends them with a body. */
export const signHook = {
  async stripe({ body, secret, at = now() }: Sent) {
    return { "stripe-signature": `t=${at},v1=${hex(await hmac(bytes(secret), `${at}.${body}`))}` };
  },
  async github({ body, secret, id = crypto.randomUUID() }: Sent) {
    return { "x-github-delivery": id, "x-github-event": "push", "x-hub-signature-256": `sha256=${hex(await hmac(bytes(secret), body))}` };
  },
  async slack({ body, secret, at = now() }: Sent) {
    return { "x-slack-request-timestamp": String(at), "x-slack-signature": `v0=${hex(await hmac(bytes(secret), `v0:${at}:${body}`))}` };
  },
  async shopify({ body, secret, id = crypto.randomUUID() }: Sent) {
    return { "x-shopify-topic": "orders/paid", "x-shopify-webhook-id": id, "x-shopify-hmac-sha256": base64(await hmac(bytes(secret), body)) };
  },
  async hubspot({ body, secret, at = now(), url = "" }: Sent) {
    return { "x-hubspot-request-timestamp": String(at * 1_000), "x-hubspot-signature-v3": base64(await hmac(bytes(secret), `POST${url}${body}${at * 1_000}`)) };
  },
  async standard({ body, secret, at = now(), id = `msg_${crypto.randomUUID()}` }: Sent) {
    const key = Uint8Array.from(atob(secret.replace("whsec_", "")), (char) => char.charCodeAt(0));
    return { "webhook-id": id, "webhook-timestamp": String(at), "webhook-signature": `v1,${base64(await hmac(key, `${id}.${at}.${body}`))}` };
  },
  async hmac({ body, secret, at = now() }: Sent) {
    return { "x-time": String(at), "x-signature": `v2:${base64(await hmac(bytes(secret), `${at}|${body}`, "SHA-512"))}` };
  },
};

/** A JSON Web Token, signed by WebCrypto. */
export async function signToken(claims: object, key: CryptoKey | string, header: { alg: string; [more: string]: unknown } = { alg: "HS256" }): Promise<string> {
  const content = [header, claims].map((part) => base64url(btoa(JSON.stringify(part)))).join(".");
  const name = header.alg.startsWith("ES") ? { name: "ECDSA", hash: "SHA-256" } : { name: "RSASSA-PKCS1-v1_5" };
  const signature = typeof key === "string" ? await hmac(bytes(key), content) : new Uint8Array(await crypto.subtle.sign(name, key, bytes(content)));
  return `${content}.${base64url(base64(signature))}`;
}
