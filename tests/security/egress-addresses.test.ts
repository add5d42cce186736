import { networkInterfaces } from "node:os";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createEgress, type Egress } from "#lib/egress/create-egress.ts";
import { EgressError } from "#lib/egress/egress-error.ts";
import { type CountingServer, startCountingServer } from "#tests/support/counting-server.ts";

let server: CountingServer;
let egress: Egress;

beforeAll(async () => {
  server = await startCountingServer((_, response) => response.end("the secret"));
  egress = createEgress({ isAllowed: () => false, connectTimeoutMs: 1_000 });
});
afterAll(async () => {
  await egress.close();
  await server.close();
});

async function refusal(url: string, client = egress): Promise<EgressError> {
  const thrown: unknown = await client.send({ method: "GET", url, headers: {}, timeoutMs: 5_000 }).then((reply) => reply.body.toString(), (error: unknown) => error);
  if (!EgressError.is(thrown)) throw new Error(`not refused: ${url}: ${String(thrown)}`);
  return thrown;
}

const spelled = [
  "127.0.0.1", "2130706433", "0x7f.1", "0x7f000001", "017700000001", "127.1", "0.0.0.0", "[::]", "[::1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]",
  "[::127.0.0.1]", "[64:ff9b::7f00:1]", "[64:ff9b:1::7f00:1]", "[2002:7f00:1::]", "[fd00:ec2::254]", "[fe80::1]", "[fec0::1]", "[ff02::1]", "[2001::1]",
  "169.254.169.254", "169.254.170.2", "168.63.129.16", "100.100.100.200", "192.0.0.192", "198.18.0.1", "10.0.0.1", "10.255.255.255", "172.16.0.1",
  "172.31.255.255", "192.168.0.1", "192.168.255.255", "224.0.0.1", "255.255.255.255", "①②⑦.⓪.⓪.①", "127。0。0。1", "%31%32%37.0.0.1",
];
const named = ["localhost", "localhost.", "LOCALHOST"];
const lan = Object.values(networkInterfaces()).flat().filter((one) => one !== undefined && !one.internal && one.family === "IPv4").map((one) => one?.address ?? "");

describe("private targets are refused and see no connection (T2.1)", () => {
  test.each([...spelled, ...named, ...lan])("http://%s", async (host) => {
    const before = server.connections();
    expect(await refusal(`http://${host}:${server.port}/`)).toMatchObject({ class: "egress_blocked", code: "blocked_address" });
    expect(server.connections()).toBe(before);
  });

  test("a name below localhost leads nowhere", async () => {
    expect(["egress_blocked", "not_found", "transient"]).toContain((await refusal(`http://x.localhost:${server.port}/`)).class);
    expect(server.connections()).toBe(0);
  });

  test("the message says who can allow it", async () => {
    expect((await refusal(server.url)).message).toMatch(/private network.*admin/is);
  });
});

describe("names are checked by every address they have, and by the one connected to", () => {
  test("a name that alternates between public and 127.0.0.1 never reaches it, 100 times (T2.2)", async () => {
    let asked = 0;
    const client = createEgress({ isAllowed: () => false, connectTimeoutMs: 200, resolve: async () => [(asked += 1) % 2 === 0 ? "127.0.0.1" : "192.0.2.1"] });
    for (let i = 0; i < 100; i += 1) await refusal(`http://flip.example:${server.port}/${i}`, client);
    expect(asked).toBeGreaterThanOrEqual(100);
    expect(server.connections()).toBe(0);
    await client.close();
  });

  test.each([[["8.8.8.8", "10.0.0.5"]], [["10.0.0.5", "8.8.8.8"]], [["2606:4700::1111", "::1"]]])("%j is refused as a whole (T2.3)", async (addresses) => {
    const client = createEgress({ isAllowed: () => false, resolve: async () => addresses });
    expect(await refusal("http://mixed.example/", client)).toMatchObject({ class: "egress_blocked" });
    await client.close();
  });

  test("it is resolved once a connection: a second answer cannot differ", async () => {
    let asked = 0;
    const client = createEgress({ isAllowed: ({ address }) => address === "127.0.0.1", resolve: async () => ((asked += 1), ["127.0.0.1"]) });
    const reply = await client.send({ method: "GET", url: `http://named.example:${server.port}/`, headers: {} });
    expect([reply.status, asked]).toEqual([200, 1]);
    expect(server.requests.at(-1)?.headers.host).toBe(`named.example:${server.port}`);
    await client.close();
  });

  test("an unknown name is told apart from a refused one", async () => {
    const client = createEgress({ isAllowed: () => false, resolve: async () => { throw Object.assign(new Error("nope"), { code: "ENOTFOUND" }); } });
    expect(await refusal("http://typo.example/", client)).toMatchObject({ class: "not_found", code: "unknown_host" });
    await client.close();
  });
});

describe("schemes, ports and forms of URLs (T2.5)", () => {
  test.each(["file:///etc/passwd", "data:text/plain,hi", "ftp://127.0.0.1/", "gopher://127.0.0.1:70/", "blob:http://x/1", "ws://127.0.0.1/", "javascript:alert(1)"])("%s", async (url) => {
    expect(await refusal(url)).toMatchObject({ class: "egress_blocked", code: "blocked_scheme" });
  });
  test.each(["http://unix:/var/run/docker.sock:/", "http://", "//x", "127.0.0.1", "http://[::1", ""])("“%s” is no URL", async (url) => {
    expect(["validation", "not_found", "egress_blocked", "transient"]).toContain((await refusal(url)).class);
  });
  test.each([22, 25, 5432, 6379, 3306, 11211])("port %i of a public host", async (port) => {
    expect(await refusal(`http://8.8.8.8:${port}/`)).toMatchObject({ class: "egress_blocked", code: "blocked_port" });
  });
  test("user name and password in a URL are not sent", async () => {
    const client = createEgress({ isAllowed: () => true });
    await client.send({ method: "GET", url: `http://user:pass@127.0.0.1:${server.port}/`, headers: {} });
    expect(server.requests.at(-1)?.headers.authorization).toBeUndefined();
    await client.close();
  });
  test.each(["CONNECT", "TRACE", "GET / HTTP/1.1\r\nX:", ""])("method %j", async (method) => {
    const thrown = await egress.send({ method, url: "http://8.8.8.8/", headers: {} }).catch((error: unknown) => error);
    expect(thrown).toMatchObject({ class: "validation" });
  });
  test("a header with a line break is refused, not split", async () => {
    const client = createEgress({ isAllowed: () => true });
    const thrown = await client.send({ method: "GET", url: server.url, headers: { "x-a": "1\r\nx-b: 2" } }).catch((error: unknown) => error);
    expect(thrown).toMatchObject({ class: "validation", code: "bad_request" });
    await client.close();
  });
  test("proxy variables are ignored", async () => {
    process.env["http_proxy"] = process.env["HTTP_PROXY"] = server.url;
    const before = server.connections();
    const client = createEgress({ isAllowed: () => false, connectTimeoutMs: 300, resolve: async () => ["192.0.2.1"] });
    await refusal("http://somewhere.example/", client);
    expect(server.connections()).toBe(before);
    delete process.env["http_proxy"];
    delete process.env["HTTP_PROXY"];
    await client.close();
  });
});
