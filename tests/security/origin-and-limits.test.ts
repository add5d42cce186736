import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { networkOf } from "#lib/server/auth/network-of.ts";
import { clientAddress } from "#lib/server/http/client-address.ts";
import { call, type Caller, cookieOf, password, publicUrl, startApi, type TestApi } from "#tests/support/api.ts";

let api: TestApi;
let owner: Caller;

beforeAll(async () => {
  api = await startApi();
  const user = await api.user("owner@origin.test");
  const workspace = await api.workspace("origin", { [user.id]: "owner" });
  owner = { cookie: user.cookie, workspace: workspace.slug };
});
afterAll(() => api.stop());

describe("a page of another origin makes nobody's browser act (T10.7)", () => {
  const post = (headers: Record<string, string>, as: Caller = owner) => call("POST /api/v1/flows", { as, body: { name: "x" }, headers });

  test.each<[string, Record<string, string>]>([
    ["a foreign origin", { origin: "https://evil.example" }],
    ["an opaque origin", { origin: "null" }],
    ["no origin at all", { origin: "" }],
    ["our name with something before it", { origin: "http://evil-millrace.test" }],
    ["our name with something after it", { origin: "http://millrace.test.evil.example" }],
    ["our name at another port", { origin: "http://millrace.test:8080" }],
    ["a sibling site", { origin: "http://other.test", "sec-fetch-site": "same-site" }],
    ["a cross-site fetch", { origin: "", "sec-fetch-site": "cross-site" }],
    ["a foreign host header with a foreign origin that is not the public URL's", { origin: "https://evil.example", host: "millrace.test" }],
  ])("%s", async (_, headers) => {
    const answer = await post(headers);
    expect(answer.status, answer.text).toBe(403);
    expect(answer.headers.get("access-control-allow-origin")).toBeNull();
  });

  test.each<[string, Record<string, string>]>([
    ["the public URL", { origin: publicUrl }],
    ["the host that was asked", { origin: "http://10.1.2.3:3000", host: "10.1.2.3:3000" }],
    ["what the browser calls same-origin", { origin: "", "sec-fetch-site": "same-origin" }],
  ])("%s is our own", async (_, headers) => {
    expect((await post(headers)).status).toBe(201);
  });

  test("a bearer key needs no origin, and a foreign one does not matter to it", async () => {
    const made = await call("POST /api/v1/api-keys", { as: owner, body: { name: "k", scopes: ["flows:write"] } });
    const key = { key: (made.json as { secret: string }).secret };
    expect((await post({}, key)).status).toBe(201);
    expect((await post({ origin: "https://elsewhere.example" }, key)).status).toBe(201);
  });

  test("nobody is signed in from a foreign page; a tool without a browser may sign in", async () => {
    const body = { email: "owner@origin.test", password };
    expect((await call("POST /api/v1/session", { body, headers: { origin: "https://evil.example" } })).status).toBe(403);
    expect((await call("POST /api/v1/session", { body, headers: { "sec-fetch-site": "cross-site" } })).status).toBe(403);
    expect((await call("POST /api/v1/session", { body })).status).toBe(200);
  });

  test("reading is free of it, and no answer allows another origin to read", async () => {
    const answer = await call("GET /api/v1/flows", { as: owner, headers: { origin: "https://evil.example" } });
    expect(answer.status).toBe(200);
    expect([...answer.headers.keys()].filter((name) => name.startsWith("access-control"))).toEqual([]);
  });
});

describe("guessing passwords is slowed (T10.6)", () => {
  const attempt = (email: string, guess: string, from: string) => call("POST /api/v1/session", { body: { email, password: guess }, headers: { "x-millrace-client": from } });

  test("the 11th wrong one in 15 minutes is refused, from wherever, and so is the right one then", async () => {
    const { email } = await api.user("guessed@origin.test");
    for (let i = 0; i < 10; i += 1) expect((await attempt(email, "wrong", `192.0.2.${i}`)).status).toBe(401);
    const limited = await attempt(email, password, "192.0.2.99");
    expect(limited).toMatchObject({ status: 429, json: { error: { code: "limit" } } });
    const wait = Number(limited.headers.get("retry-after"));
    expect(wait).toBeGreaterThan(0);
    expect(wait).toBeLessThanOrEqual(15 * 60);
    await api.database.pool.query("update sign_in_attempts set window_start = window_start - interval '16 minutes'");
    expect((await attempt(email, password, "192.0.2.99")).status).toBe(200);
  });

  test("200 addresses of one IPv6 /64 count as one", async () => {
    const codes = new Set<number>();
    for (let i = 0; i < 12; i += 1) codes.add((await attempt(`nobody${i}@origin.test`, "wrong", `2001:db8:1:2::${(i * 17).toString(16)}`)).status);
    expect([...codes]).toEqual([401, 429]);
    expect((await attempt("nobody@origin.test", "wrong", "2001:db8:1:3::1")).status).toBe(401);
  });

  test("20 at once do not slip through together", async () => {
    const { email } = await api.user("burst@origin.test");
    const answers = await Promise.all(Array.from({ length: 20 }, (_, i) => attempt(email, "wrong", `198.18.0.${i}`)));
    expect(answers.filter((answer) => answer.status === 401)).toHaveLength(10);
    expect(answers.filter((answer) => answer.status === 429)).toHaveLength(10);
  });

  test("the right password starts the account anew", async () => {
    const { email } = await api.user("forgetful@origin.test");
    for (let round = 0; round < 2; round += 1) {
      for (let i = 0; i < 9; i += 1) expect((await attempt(email, "wrong", `100.0.${round}.${i}`)).status).toBe(401);
      expect((await attempt(email, password, `100.0.${round}.200`)).status).toBe(200);
    }
  });

  test("known and unknown addresses get the same answer, about as fast", async () => {
    const times: Record<string, number[]> = { known: [], unknown: [] };
    const bodies = new Set<string>();
    await api.user("timing@origin.test");
    for (let i = 0; i < 9; i += 1) {
      for (const [kind, email] of [["known", "timing@origin.test"], ["unknown", `u${i}@origin.test`]] as const) {
        const started = performance.now();
        const answer = await attempt(email, "wrong password", `203.0.${kind === "known" ? 1 : 2}.${i}`);
        times[kind]?.push(performance.now() - started);
        bodies.add(`${answer.status} ${answer.text.replace(/req_\w+/, "")}`);
      }
    }
    const median = (list: number[] = []) => list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)] ?? 0;
    expect(bodies.size).toBe(1);
    // Without the hash that an unknown address costs too, it would answer ten times faster.
    expect(median(times["unknown"])).toBeGreaterThan(median(times["known"]) * 0.4);
    expect(median(times["known"])).toBeGreaterThan(median(times["unknown"]) * 0.4);
  });

  test("what was typed as an address is not kept", async () => {
    await attempt("my-secret-password@origin.test", "x", "198.18.9.9");
    const { rows } = await api.database.pool.query("select json_agg(a)::text || (select json_agg(l)::text from audit_log l) as dump from sign_in_attempts a");
    expect(rows[0].dump).not.toContain("my-secret-password");
  });
});

test.each([
  ["203.0.113.5", undefined, "203.0.113.5"],
  ["203.0.113.5", "1.2.3.4", "203.0.113.5"],
  ["127.0.0.1", "1.2.3.4", "1.2.3.4"],
  ["::ffff:127.0.0.1", "9.9.9.9, 1.2.3.4", "1.2.3.4"],
  ["::1", "2001:db8::1", "2001:db8::1"],
  ["127.0.0.1", "evil<script>", "127.0.0.1"],
  [undefined, "1.2.3.4", ""],
])("from %s with x-forwarded-for %s the caller is %s", (peer, forwarded, expected) => {
  expect(clientAddress(peer, forwarded)).toBe(expected);
});

test.each([["192.0.2.1", "192.0.2.1"], ["::ffff:192.0.2.1", "192.0.2.1"], ["2001:db8:a:b:c:d:e:f", "2001:db8:a:b::/64"], ["", "unknown"]])("the network of %s is %s", (ip, network) => {
  expect(networkOf(ip)).toBe(network);
});

describe("over https", () => {
  test("the cookie is __Host- and Secure", async () => {
    const https = await startApi({ publicUrl: "https://millrace.test" });
    try {
      const { id } = await https.user("https@origin.test");
      expect(id).toMatch(/^usr_/);
      const answer = await call("POST /api/v1/session", { body: { email: "https@origin.test", password } });
      const line = answer.headers.getSetCookie().find((one) => one.includes("millrace")) ?? "";
      expect(line).toMatch(/^__Host-millrace=/);
      expect(line).toMatch(/; Secure/i);
      expect(line).toMatch(/; Path=\/(;|$)/i);
      expect(line).not.toMatch(/Domain/i);
      const session = await call("GET /api/v1/session", { as: { cookie: cookieOf(answer) } });
      expect(session.status).toBe(200);
      const plain = cookieOf(answer).replace("__Host-", "");
      expect((await call("GET /api/v1/session", { as: { cookie: plain } })).status).toBe(401);
    } finally {
      await https.stop();
    }
  });
});
