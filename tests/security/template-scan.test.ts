import { randomBytes, randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { TemplateContent } from "#lib/flow/templates/template-content.schema.ts";
import { scanContent } from "#lib/server/templates/scan/scan-content.ts";
import { scanTexts } from "#lib/server/templates/scan/scan-texts.ts";
import { startApi, type TestApi } from "#tests/support/api.ts";
import { buildDocument, literal, reference } from "#tests/support/build-document.ts";

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
}, 60_000);
afterAll(() => api.stop());

const kindsOf = async (text: string, name = ""): Promise<string[]> => (await scanTexts([{ text, name }]))[0]?.map(({ kind }) => kind) ?? [];
const join = (...parts: string[]): string => parts.join("");

describe("found", () => {
  test.each([
    ["a key of Stripe", join("sk_", "live_", "51HqLyjWDarjtT1zdp7dcQwErTyUiOpAsDfGhJkL"), "secret"],
    ["a token of GitHub", join("ghp_", "wWPw5k4aXcaT4fNP0UcnZwJUVFk6LO0pINUx"), "secret"],
    ["a key of AWS", join("AKIA", "Z2QFHJ4XR7TNKWPL"), "secret"],
    ["a webhook of Slack", join("https://hooks.slack.com/", "services/T0123ABCD/B0123ABCD/abcdefghijklmnopqrstuvwx"), "secret"],
    ["a private key", "-----BEGIN RSA PRIVATE KEY-----\nMIIEowIBAAKCAQEAxyz0123456789abcdefghijklmnopqrstuvwxyzABCDEFGH\nMIIEowIBAAKCAQEAxyz0123456789abcdefghijklmnopqrstuvwxyzABCDEFGH\n-----END RSA PRIVATE KEY-----", "secret"],
    ["a login in an address", "postgres://shop:hunter2@db.example.com/shop", "secret"],
    ["a token in an address", "https://api.example.com/orders?access_token=abc123def", "secret"],
    ["a header in text", "curl -H 'Authorization: Bearer abc123def456ghi'", "secret"],
    ["a header that is sent", "Basic YWRhOmh1bnRlcjI=", "secret"],
    ["an assignment in code", `const clientSecret = 'hunter2';`, "secret"],
    ["an assignment in JSON", `{"api_key": "hunter2hunter2"}`, "secret"],
    ["an e-mail address", "Write to ada.lovelace@engine.co.uk today", "personal"],
    ["a phone number", "call +44 20 7946 0958", "personal"],
    ["a national number", "Tel. 030 2345 6789", "personal"],
    ["a number of the US", "(212) 736-5000", "personal"],
    ["a bank account", "DE89 3704 0044 0532 0130 00", "personal"],
    ["a card", "4539 1488 0343 6467", "personal"],
    ["a hook", "https://somewhere.example.com/api/hooks/3fKx9PqLm2ZtRw8VyBn4", "internal"],
    ["an approval's link", "/a/3fKx9PqLm2ZtRw8VyBn4", "internal"],
    ["a form's address", "https://somewhere.example.com/f/3fKx9PqLm2ZtRw8VyBn4", "internal"],
    ["a private host", "https://orders.internal/api", "internal"],
    ["a private address", "http://192.168.1.20/", "internal"],
    ["random hex", randomBytes(20).toString("hex").replace(/^\d{16}/, "a1b2c3d4e5f60718"), "random"],
    ["a random id", randomUUID(), "random"],
    ["a random text", "q7Jd0ZkV3xW9pL2mT8sRbYc4", "random"],
  ] as const)("%s", async (_, text, kind) => {
    expect(await kindsOf(text)).toContain(kind);
    if (kind === "random") return;
    // The same inside another text, and in other spellings.
    for (const form of [`see ${text} there`, Buffer.from(text).toString("base64"), Buffer.from(`in ${text}`).toString("base64url"), Buffer.from(text).toString("hex"), encodeURIComponent(text), encodeURIComponent(Buffer.from(text).toString("base64"))]) expect(await kindsOf(form), form).toContain(kind);
  });

  test.each(["Authorization", "x-api-key", "Cookie", "client_secret", "accessToken", "PASSWORD"])("what %s is set to", async (name) => {
    expect(await kindsOf("anything", name)).toEqual(["secret"]);
  });

  test("200 random texts of 24 characters and more, at most two of them missed", async () => {
    const texts = Array.from({ length: 200 }, (_, index) => randomBytes(18 + (index % 30)).toString(index % 2 === 0 ? "base64url" : "base64"));
    const missed = (await scanTexts(texts.map((text) => ({ text, name: "" })))).filter((found) => found.length === 0);
    expect(missed.length).toBeLessThanOrEqual(2);
  });
});

test("what is found is said: whose credential, and nothing of it", async () => {
  const [found = []] = await scanTexts([{ text: join("sk_", "live_", "51HqLyjWDarjtT1zdp7dcQwErTyUiOpAsDfGhJkL"), name: "" }]);
  expect(found).toEqual([{ kind: "secret", message: "It holds a key of Stripe.", mayKeep: false }]);
});

test("no comment in a text switches the rules off, for it or for others", async () => {
  const key = join("sk_", "live_", "51HqLyjWDarjtT1zdp7dcQwErTyUiOpAsDfGhJkL");
  const texts = ["/* secretlint-disable */", `// secretlint-disable-line\n${key}`, `${key} // secretlint-disable-line`, `// secretlint-disable-next-line\n${key}`, key];
  expect((await scanTexts(texts.map((text) => ({ text, name: "" })))).slice(1).map((found) => found.map(({ kind }) => kind))).toEqual(Array.from({ length: 4 }, () => ["secret"]));
});

describe("a text with references", () => {
  const content = (...parts: (string | ReturnType<typeof reference>)[]): TemplateContent => ({
    format: 1, name: "Orders", sentence: "Sends orders.", description: "", author: "Ada Lovelace", licence: "MIT", goal: "synchronise", pattern: "event", parameters: [], connections: [], samples: [],
    document: buildDocument({ hook: { type: "core/webhook" }, send: { type: "http/request", config: { url: literal("https://api.example.com"), body: { kind: "template", parts } } } }, ["hook -> send"]),
  });

  test("holds what stands in two of its parts, found once", async () => {
    const split = await scanContent(content(join("sk_", "live_51HqLyjWDar"), reference("hook", "x"), "jtT1zdp7dcQwErTyUiOpAsDfGhJkL"));
    expect(split.filter(({ kind }) => kind === "secret")).toMatchObject([{ where: "“send”, body", place: null, mayKeep: false, message: expect.stringContaining("a key of Stripe") }]);
  });

  test("holds what stands in one of its parts, once", async () => {
    const whole = await scanContent(content("key ", reference("hook", "x"), join("sk_", "live_51HqLyjWDarjtT1zdp7dcQwErTyUiOpAsDfGhJkL")));
    expect(whole.map(({ place }) => place?.path)).toEqual([["body", "parts", 2]]);
  });

  test("holds nothing where its parts are no more than words", async () => {
    expect(await scanContent(content("Order ", reference("hook", "id"), " of ", reference("hook", "name"), " has arrived."))).toEqual([]);
  });
});

describe("left alone", () => {
  test.each([
    "Takes orders as they come, and sends each to the CRM.", "ada@example.com", "someone@mail.example.org", "noreply@shop.test", "https://api.example.com/orders?page=2&limit=100", "https://api.stripe.com/v1/charges",
    "2026-11-23T14:02:51.204Z", "2026-11-23", "order-1042", "payment_intent.succeeded", "select id, total from orders where email = :email and created_at > :since",
    "return { initials: input.name.split(\" \").map((part) => part[0]).join(\"\") };", "data.orders.customer.address.postalCode", "X-RateLimit-Remaining", "Bearer ", "application/vnd.api+json; charset=utf-8",
    "getCustomerOrderHistoryByEmailAddress", "daily-shop-sales-report-2026-11-warehouse", "n_shape.body.data.object.amount / 100.0", "Europe/Berlin", "0 7 * * 1-5", "#0a7f5c", "4242 4242 4242 4242", "+1 212 555 0123",
    "https://www.example.com/a/very/long/path/with-many-parts/and_more/2026/11/26/index.html", "1,234,567.89", "10.5281/zenodo.1234567", "v2.11.0-beta.3", "Authorization is needed: ask an admin.", "token bucket algorithm", "const token = input.token;",
    "Lorem ipsum dolor sit amet, consectetur adipiscing elit, sed do eiusmod tempor incididunt ut labore et dolore magna aliqua.", "https://api.example.com/{{customer}}?api_key={{key}}", "application/x-www-form-urlencoded",
  ])("%s", async (text) => {
    expect(await kindsOf(text)).toEqual([]);
  });

  test("a credential that a step reads from elsewhere is none", async () => {
    for (const text of ["", "Bearer ", "Basic "]) expect(await kindsOf(text, "Authorization")).toEqual([]);
  });

  test("a logo, and a hundred others", async () => {
    const logos = Array.from({ length: 100 }, () => `data:image/png;base64,${randomBytes(3_000).toString("base64")}`);
    expect((await scanTexts(logos.map((text) => ({ text, name: "" })))).flat()).toEqual([]);
  });
});
