import nodeCrypto, { createPublicKey } from "node:crypto";
import { syncBuiltinESMExports } from "node:module";
import { describe, expect, test } from "vitest";
import { KeptVerification } from "#lib/connectors/hook-verification.ts";
import { Refusal } from "#lib/server/hooks/verification/refusal.ts";
import { verifyRequest } from "#lib/server/hooks/verification/verify-request.ts";
import { type Sent, signHook, signToken } from "#tests/support/sign-hook.ts";

const url = "https://flows.example.com/api/hooks/abc";

function setupOf(settings: object): KeptVerification {
  return KeptVerification.parse({ secret: "con_1", ...settings });
}

interface Given {
  body?: string | Buffer;
  headers?: Record<string, string>;
  query?: string;
  url?: string;
  method?: string;
}

/** What becomes of a request: `passes`, or why not. */
function outcome(settings: object, { body = "", headers = {}, query = "", method = "POST", url: address = url }: Given, secrets: string[], now = Date.now()): string {
  try {
    verifyRequest(setupOf(settings), { method, path: "abc", query: new URLSearchParams(query), headers, body: Buffer.from(body), url: address }, secrets, now);
    return "passes";
  } catch (error) {
    if (error instanceof Refusal) return error.reason;
    throw error;
  }
}

describe("what vendors publish as examples passes", () => {
  test("GitHub: Validating webhook deliveries, Testing", () => {
    const headers = { "x-hub-signature-256": "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17" };
    expect(outcome({ verify: "github" }, { body: "Hello, World!", headers }, ["It's a Secret to Everybody"])).toBe("passes");
  });

  test("Slack: Verifying requests from Slack", () => {
    const body = "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c";
    const headers = { "x-slack-request-timestamp": "1531420618", "x-slack-signature": "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503" };
    expect(outcome({ verify: "slack" }, { body, headers }, ["8f742231b10e8888abcd99yyyzzz85a5"], 1_531_420_618_000)).toBe("passes");
  });

  test("Standard Webhooks: the specification's example", () => {
    const headers = { "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek", "webhook-timestamp": "1614265330", "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=" };
    expect(outcome({ verify: "standard" }, { body: '{"test": 2432232314}', headers }, ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"], 1_614_265_330_000)).toBe("passes");
  });

  test("JSON Web Tokens: RFC 7515, appendices A.2 and A.3", () => {
    const claims = "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";
    const rsa = "-----BEGIN PUBLIC KEY-----\nMIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAofgWCuLjybRlzo0tZWJj\nNiuSfb4p4fAkd/wWJcyQoTbji9k0l8W26mPddxHmfHQp+Vaw+4qPCJrcS2mJPMEz\nP1Pt0Bm4d4QlL+yRT+SFd2lZS+pCgNMsD1W/YpRPEwOWvG6b32690r2jZ47soMZo\n9wGzjb/7OMg0LOL+bSf63kpaSHSXndS5z5rexMdbBYUsLA9e+KXBdQOS+UTo7WTB\nEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6/I5IhlJH7aGhyxX\nFvUK+DWNmoudF8NAco9/h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXp\noQIDAQAB\n-----END PUBLIC KEY-----\n";
    const ec = createPublicKey({ format: "jwk", key: { kty: "EC", crv: "P-256", x: "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU", y: "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0" } }).export({ format: "pem", type: "spki" }).toString();
    const byRsa = `eyJhbGciOiJSUzI1NiJ9.${claims}.cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw`;
    const byEc = `eyJhbGciOiJFUzI1NiJ9.${claims}.DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q`;
    const at = 1_300_819_000_000;
    expect(outcome({ verify: "jwt", jwtAlgorithm: "RS256", issuer: "joe" }, { headers: { authorization: `Bearer ${byRsa}` } }, [rsa], at)).toBe("passes");
    expect(outcome({ verify: "jwt", jwtAlgorithm: "ES256", issuer: "joe" }, { headers: { authorization: byEc } }, [ec], at)).toBe("passes");
    expect(outcome({ verify: "jwt", jwtAlgorithm: "ES256" }, { headers: { authorization: byEc } }, [ec], 1_300_819_681_000)).toBe("too_old");
    expect(outcome({ verify: "jwt", jwtAlgorithm: "ES256" }, { headers: { authorization: byEc } }, [rsa], at)).toBe("secret_unreadable");
  });
});

const secrets: Record<keyof typeof signHook, string> = { stripe: "whsec_4f2a", github: "g-secret", slack: "s-secret", shopify: "shp-secret", hubspot: "hub-secret", standard: "whsec_c2VjcmV0LXNlY3JldC1zZWNyZXQh", hmac: "own secret ü" };
const settings: Record<keyof typeof signHook, object> = {
  stripe: { verify: "stripe" }, github: { verify: "github" }, slack: { verify: "slack" }, shopify: { verify: "shopify" }, hubspot: { verify: "hubspot" }, standard: { verify: "standard" },
  hmac: { verify: "hmac", signatureHeader: "X-Signature", prefix: "v2:", algorithm: "sha512", encoding: "base64", signs: "{timestamp}|{body}", timestampHeader: "X-Time" },
};
const carriers: Record<keyof typeof signHook, string> = { stripe: "stripe-signature", github: "x-hub-signature-256", slack: "x-slack-signature", shopify: "x-shopify-hmac-sha256", hubspot: "x-hubspot-signature-v3", standard: "webhook-signature", hmac: "x-signature" };
const timed = new Set(["stripe", "slack", "hubspot", "standard", "hmac"]);
const schemes = Object.keys(signHook) as (keyof typeof signHook)[];
const body = '{"id": "evt_1",  "amount":1.50, "who":"Zoë"}';

function signer(scheme: keyof typeof signHook) {
  const secret = secrets[scheme];
  return {
    secret,
    carrier: carriers[scheme],
    sign: (more: Partial<Sent> = {}) => signHook[scheme]({ body, secret, url, ...more }) as Promise<Record<string, string>>,
    verdict: (headers: Record<string, string>, more: Given = {}, known = [secret]) => outcome(settings[scheme], { body, headers, ...more }, known),
  };
}

describe.each(schemes)("%s", (scheme) => {
  const { secret, carrier, sign, verdict } = signer(scheme);

  test("passes as its sender signs, with the secret that counts and with the one before", async () => {
    const headers = await sign();
    expect(verdict(headers)).toBe("passes");
    const other = scheme === "standard" ? "whsec_b3RoZXI=" : "other";
    expect(verdict(headers, {}, [other, secret])).toBe("passes");
    expect(verdict(headers, {}, [other])).toBe("wrong_signature");
    expect(verdict(headers, {}, [])).toBe("no_secret");
  });

  test("T3.1 no signature, a wrong, a truncated, an otherwise written or a second one is refused", async () => {
    const headers = await sign();
    const signature = headers[carrier] ?? "";
    const { [carrier]: _left, ...without } = headers;
    expect(verdict(without)).toBe("no_signature");
    expect(verdict({ ...headers, [carrier]: "" })).toBe("no_signature");
    expect(verdict({ ...headers, [carrier]: signature.slice(0, -2) })).not.toBe("passes");
    expect(verdict({ ...headers, [carrier]: signature.slice(0, Math.floor(signature.length / 2)) })).not.toBe("passes");
    expect(verdict({ ...headers, [carrier]: `${signature}, ${signature}` })).not.toBe("passes");
    expect(verdict({ ...headers, [carrier]: `${signature} ` })).not.toBe("passes");
    if (/[0-9a-f]{64}/.test(signature)) expect(verdict({ ...headers, [carrier]: signature.replace(/[0-9a-f]{64}/, (digits) => digits.toUpperCase()) })).not.toBe("passes");
    expect(verdict({ ...headers, [carrier]: `${signature}\u0000` })).not.toBe("passes");
    expect(verdict({ ...headers, [carrier]: "x".repeat(100_000) })).not.toBe("passes");
  });

  test("T3.2 one byte changed, or the same JSON written anew, is refused", async () => {
    const headers = await sign();
    expect(verdict(headers, { body: body.replace("1.50", "1.51") })).toBe("wrong_signature");
    expect(verdict(headers, { body: `${body}\n` })).toBe("wrong_signature");
    expect(verdict(headers, { body: JSON.stringify(JSON.parse(body)) })).toBe("wrong_signature");
    const broken = Buffer.from(body);
    broken[broken.length - 4] = 0xff;
    expect(verdict(headers, { body: broken })).toBe("wrong_signature");
  });
});

test.each(schemes.filter((scheme) => timed.has(scheme)))("T3.3 %s: 301 seconds ago or ahead is refused, 299 are not; a time that was not signed is no time", async (scheme) => {
  const { secret, carrier, sign, verdict } = signer(scheme);
  const now = Math.floor(Date.now() / 1_000);
  const at = (seconds: number) => sign({ at: now + seconds }).then((headers) => outcome(settings[scheme], { body, headers }, [secret], now * 1_000));
  expect(await Promise.all([-301, -299, 299, 301].map(at))).toEqual(["too_old", "passes", "passes", "too_new"]);
  const old = await sign({ at: now - 3_600 });
  const fresh = await sign({ at: now });
  const timeHeader = Object.keys(fresh).find((name) => name.endsWith("timestamp") || name === "x-time");
  if (timeHeader) expect(verdict({ ...old, [timeHeader]: fresh[timeHeader] ?? "" })).toBe("wrong_signature");
  else expect(verdict({ [carrier]: (old[carrier] ?? "").replace(`t=${now - 3_600}`, `t=${now}`) })).toBe("wrong_signature");
  if (timeHeader) expect(verdict({ ...fresh, [timeHeader]: "" })).toBe("no_timestamp");
});

test("HubSpot signs the whole address, some characters of it as themselves", async () => {
  const signed = `${url}?at=2026-01-01T10:00:00&who=a@b&rest=%20x%26`;
  const headers = await signHook.hubspot({ body, secret: "s", url: signed });
  expect(outcome({ verify: "hubspot" }, { body, headers, url: `${url}?at=2026-01-01T10%3A00%3A00&who=a%40b&rest=%20x%26` }, ["s"])).toBe("passes");
  expect(outcome({ verify: "hubspot" }, { body, headers, url: `${url}?at=2026-01-02T10%3A00%3A00&who=a%40b&rest=%20x%26` }, ["s"])).toBe("wrong_signature");
});

test("Stripe and Standard Webhooks may sign with two secrets at once; versions that are not known are passed over", async () => {
  const at = Math.floor(Date.now() / 1_000);
  const one = (await signHook.stripe({ body, secret: "one", at }))["stripe-signature"];
  const two = (await signHook.stripe({ body, secret: "two", at }))["stripe-signature"].split(",")[1];
  expect(outcome({ verify: "stripe" }, { body, headers: { "stripe-signature": `${one},${two},v0=beef` } }, ["two"])).toBe("passes");
  expect(outcome({ verify: "stripe" }, { body, headers: { "stripe-signature": `t=${at},v0=${two?.slice(3)}` } }, ["two"])).toBe("malformed_signature");
  const standard = await signHook.standard({ body, secret: secrets.standard, at, id: "msg_1" });
  expect(outcome({ verify: "standard" }, { body, headers: { ...standard, "webhook-signature": `v1,AAAA v1a,BBBB ${standard["webhook-signature"]}` } }, [secrets.standard])).toBe("passes");
  expect(outcome({ verify: "standard" }, { body, headers: { ...standard, "webhook-id": "msg_2" } }, [secrets.standard])).toBe("wrong_signature");
});

test("T3.5 wherever a signature or a token is wrong, the same bytes are compared, all of them", async () => {
  const lengths: number[] = [];
  const { timingSafeEqual } = nodeCrypto;
  nodeCrypto.timingSafeEqual = (one, other) => {
    lengths.push(one.byteLength);
    return timingSafeEqual(one, other);
  };
  syncBuiltinESMExports();
  try {
    const signature = (await signHook.github({ body, secret: "s" }))["x-hub-signature-256"];
    const flip = (text: string, place: number) => text.slice(0, place) + (text[place] === "0" ? "1" : "0") + text.slice(place + 1);
    for (const place of [7, 40, signature.length - 1]) expect(outcome({ verify: "github" }, { body, headers: { "x-hub-signature-256": flip(signature, place) } }, ["s", "t"])).toBe("wrong_signature");
    expect(lengths).toEqual([32, 32, 32, 32, 32, 32]);
    lengths.length = 0;
    for (const token of ["x0ken", "t0kex", "t", "t0kent0kent0ken"]) expect(outcome({ verify: "token" }, { headers: { "x-token": token } }, ["t0ken", "former"])).toBe("wrong_token");
    expect(lengths).toEqual([32, 32, 32, 32, 32, 32, 32, 32]);
  } finally {
    nodeCrypto.timingSafeEqual = timingSafeEqual;
    syncBuiltinESMExports();
  }
});

describe("a JSON Web Token", () => {
  const jwt = { verify: "jwt", issuer: "shop", audience: "flows", tolerance: 60 };
  const now = Math.floor(Date.now() / 1_000);
  const claims = { iss: "shop", aud: ["x", "flows"], exp: now + 100, iat: now };
  /** At the moment that the claims are about. */
  const verdict = (settings: object, given: Given, known: string[]) => outcome(settings, given, known, now * 1_000);
  const bearer = async (given: object, key: string = "k", header?: { alg: string; [more: string]: unknown }) => ({ headers: { authorization: `Bearer ${await signToken(given, key, header)}` } });

  test("passes when it is whole, and says why when it is not", async () => {
    expect(verdict(jwt, await bearer(claims), ["k"])).toBe("passes");
    expect(verdict(jwt, await bearer(claims), ["other", "k"])).toBe("passes");
    const wrong: [string, Given][] = [
      ["no_token", { headers: {} }],
      ["wrong_signature", await bearer(claims, "other")],
      ["too_old", await bearer({ ...claims, exp: now - 61 })],
      ["too_new", await bearer({ ...claims, nbf: now + 61 })],
      ["token_endless", await bearer({ iss: "shop", aud: "flows" })],
      ["too_old", await bearer({ iss: "shop", aud: "flows", iat: now - 61 })],
      ["wrong_issuer", await bearer({ ...claims, iss: "shop2" })],
      ["wrong_audience", await bearer({ ...claims, aud: "flow" })],
      ["malformed_token", await bearer({ ...claims, exp: "tomorrow" })],
      ["wrong_algorithm", await bearer(claims, "k", { alg: "HS512" })],
      ["wrong_algorithm", await bearer(claims, "k", { alg: "HS256", crit: ["exp"] })],
      ["malformed_token", { headers: { authorization: "Bearer a.b" } }],
    ];
    for (const [reason, given] of wrong) expect(verdict(jwt, given, ["k"])).toBe(reason);
  });

  test("without a signature, or signed with a public key as if it were a secret, is refused", async () => {
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
    for (const alg of ["none", "None", "nOnE"]) expect(verdict(jwt, { headers: { authorization: `${part({ alg })}.${part(claims)}.` } }, ["k"])).toBe("malformed_token");
    expect(verdict(jwt, { headers: { authorization: `${part({ alg: "none" })}.${part(claims)}.AA` } }, ["k"])).toBe("wrong_algorithm");
    const pair = await crypto.subtle.generateKey({ name: "RSASSA-PKCS1-v1_5", modulusLength: 2_048, publicExponent: new Uint8Array([1, 0, 1]), hash: "SHA-256" }, true, ["sign", "verify"]);
    const pem = `-----BEGIN PUBLIC KEY-----\n${Buffer.from(await crypto.subtle.exportKey("spki", pair.publicKey)).toString("base64")}\n-----END PUBLIC KEY-----\n`;
    const rs = { ...jwt, jwtAlgorithm: "RS256" };
    expect(verdict(rs, { headers: { authorization: await signToken(claims, pair.privateKey, { alg: "RS256" }) } }, [pem])).toBe("passes");
    expect(verdict(rs, await bearer(claims, pem), [pem])).toBe("wrong_algorithm");
    const whole = await signToken(claims, pair.privateKey, { alg: "RS256" });
    expect(verdict(rs, { headers: { authorization: `${whole.slice(0, -5)}AAAAA` } }, [pem])).not.toBe("passes");
  });
});

test("a token in a header or the query is compared whole", () => {
  const inHeader = { verify: "token", tokenName: "X-Token" };
  const inQuery = { verify: "token", tokenIn: "query", tokenName: "key" };
  expect(outcome(inHeader, { headers: { "x-token": "t0ken" } }, ["t0ken"])).toBe("passes");
  expect(outcome(inHeader, { headers: { "x-token": "t0ke" } }, ["t0ken"])).toBe("wrong_token");
  expect(outcome(inHeader, { headers: { "x-token": "t0ken, t0ken" } }, ["t0ken"])).toBe("wrong_token");
  expect(outcome(inHeader, { query: "X-Token=t0ken" }, ["t0ken"])).toBe("no_token");
  expect(outcome(inQuery, { query: "key=t0ken" }, ["old", "t0ken"])).toBe("passes");
  expect(outcome(inQuery, { query: "key=t0ken&key=t0ken" }, ["t0ken"])).toBe("wrong_token");
  expect(outcome({ verify: "token", tokenName: "Authorization" }, { headers: { authorization: "Bearer t0ken" } }, ["t0ken"])).toBe("passes");
});
