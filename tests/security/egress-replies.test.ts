import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import type { IncomingMessage, ServerResponse } from "node:http";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createEgress, type Egress } from "#lib/egress/create-egress.ts";
import { EgressError } from "#lib/egress/egress-error.ts";
import { makeCredential } from "#lib/server/connections/credential.ts";
import { type CountingServer, startCountingServer } from "#tests/support/counting-server.ts";

let respond: (request: IncomingMessage, response: ServerResponse) => void;
let server: CountingServer;
let other: CountingServer;
let egress: Egress;

beforeEach(async () => {
  respond = (_, response) => response.end("ok");
  server = await startCountingServer((request, response) => respond(request, response));
  other = await startCountingServer((_, response) => response.end("other"));
  // Both are on loopback; only these two ports are opened, so a hop elsewhere is refused as it would be in use.
  egress = createEgress({ isAllowed: ({ host, port }) => host === "127.0.0.1" && (port === server.port || port === other.port) });
  return async () => {
    await egress.close();
    await Promise.all([server.close(), other.close()]);
  };
});

const get = (path: string, more: Partial<Parameters<Egress["send"]>[0]> = {}) => egress.send({ method: "GET", url: server.url + path, headers: {}, ...more });
async function failure(sending: Promise<unknown>): Promise<EgressError> {
  const thrown: unknown = await sending.then(() => "no failure", (error: unknown) => error);
  if (!EgressError.is(thrown)) throw new Error(`not an EgressError: ${String(thrown)}`);
  return thrown;
}
const redirectTo = (location: string, status = 302) => {
  respond = (request, response) => (request.url === "/start" ? response.writeHead(status, { location }).end() : response.end("arrived"));
};

describe("redirects (T2.4)", () => {
  test.each(["http://127.0.0.1:1/", "http://[::1]:80/", "http://169.254.169.254/latest/meta-data/", "file:///etc/passwd", "gopher://x/", "http://0x7f.1:9/"])("to %s is refused at the hop", async (location) => {
    redirectTo(location);
    expect(await failure(get("/start"))).toMatchObject({ class: "egress_blocked" });
  });

  test("five are followed, a sixth is not", async () => {
    respond = (request, response) => {
      const left = Number(request.url?.slice(1));
      left > 0 ? response.writeHead(302, { location: `/${left - 1}` }).end() : response.end("there");
    };
    expect(await get("/5")).toMatchObject({ status: 200, redirects: 5 });
    expect(await failure(get("/6"))).toMatchObject({ code: "too_many_redirects" });
  });

  test("credentials a flow set by hand stay at their origin", async () => {
    redirectTo(`${other.url}/there`);
    await get("/start", { headers: { Authorization: "Bearer x", Cookie: "a=b", "proxy-authorization": "y", "x-other": "kept" } });
    expect(other.requests[0]?.headers).not.toHaveProperty("authorization");
    expect(other.requests[0]?.headers).not.toHaveProperty("cookie");
    expect(other.requests[0]?.headers).not.toHaveProperty("proxy-authorization");
    expect(other.requests[0]?.headers["x-other"]).toBe("kept");
  });

  test.each([[301, "GET", ""], [302, "GET", ""], [303, "GET", ""], [307, "POST", "data"], [308, "POST", "data"]])("a POST at %i goes on as %s", async (status, method, body) => {
    redirectTo("/next", status);
    await egress.send({ method: "POST", url: `${server.url}/start`, headers: { "content-type": "text/plain" }, body: "data" });
    expect(server.requests[1]).toMatchObject({ method, url: "/next", body });
    expect(server.requests[1]?.headers["content-type"]).toBe(body === "" ? undefined : "text/plain");
  });
});

describe("a connection's secret goes to its hosts only (T9.3)", () => {
  const secret = "sk_CANARY_9f3a77";
  const credentialFor = (...allowedHosts: string[]) => makeCredential("http/bearer", { settings: {}, secret }, allowedHosts);

  test("it is sent to an allowed host, and again after a redirect within it", async () => {
    redirectTo("/again");
    await get("/start", { credential: credentialFor(`127.0.0.1:${server.port}`) });
    expect(server.requests.map((request) => request.headers.authorization)).toEqual([`Bearer ${secret}`, `Bearer ${secret}`]);
  });

  test.each([
    ["https://evil.example/", "api.stripe.com"],
    ["https://api.stripe.com.evil.example/", "api.stripe.com"],
    ["https://api.stripe.com@evil.example/", "api.stripe.com"],
    ["https://api.stripe.com\\@evil.example/", "evil.example"],
    ["https://evil.example/api.stripe.com", "api.stripe.com"],
    ["https://xapi.stripe.com/", "api.stripe.com"],
    ["https://a.b.stripe.com/", "*.stripe.com"],
    ["https://stripe.com/", "*.stripe.com"],
    ["https://api.stripe.com:8443/", "api.stripe.com"],
    ["http://api.stripe.com:443/", "api.stripe.com"],
  ])("%s with a connection for %s is refused before anything is sent", async (url, allowed) => {
    expect(await failure(egress.send({ method: "GET", url, headers: {}, credential: credentialFor(allowed) }))).toMatchObject({ class: "egress_blocked", code: "blocked_host" });
  });

  test("a redirect to a host it is not for is refused, and the secret does not arrive", async () => {
    redirectTo(`${other.url}/`);
    expect(await failure(get("/start", { credential: credentialFor(`127.0.0.1:${server.port}`) }))).toMatchObject({ code: "blocked_host" });
    expect(other.requests).toEqual([]);
  });

  test("a redirect to another origin it is for goes on without it", async () => {
    redirectTo(`${other.url}/`);
    await get("/start", { credential: makeCredential("http/api-key", { settings: { in: "header", name: "X-Api-Key" }, secret }, [`127.0.0.1:${server.port}`, `127.0.0.1:${other.port}`]) });
    expect(server.requests[0]?.headers["x-api-key"]).toBe(secret);
    expect(other.requests[0]?.headers["x-api-key"]).toBeUndefined();
  });

  test.each([
    ["as it is", secret],
    ["URL-encoded", encodeURIComponent("p&ss wörd/+")],
    ["in base64", Buffer.from(secret).toString("base64")],
    ["in base64url", Buffer.from(secret).toString("base64url")],
    ["JSON-escaped", JSON.stringify('quo"te\\d1')],
  ])("an echo of it %s is masked in body and headers", async (form, echo) => {
    const value = form === "URL-encoded" ? "p&ss wörd/+" : form === "JSON-escaped" ? 'quo"te\\d1' : secret;
    respond = (_, response) => response.setHeader("x-echo", encodeURI(echo) === echo ? echo : "none").end(`before ${echo} and ${echo} after`);
    const credential = makeCredential("http/bearer", { settings: {}, secret: value }, [`127.0.0.1:${server.port}`]);
    const reply = await get("/", { credential });
    const inner = form === "JSON-escaped" ? echo.slice(1, -1) : echo;
    expect(reply.body.toString()).not.toContain(inner);
    expect(reply.body.toString()).toContain("[secret]");
    expect(JSON.stringify(reply.headers)).not.toContain(inner);
  });

  test("a basic password is masked in the header the other side echoes, compressed too", async () => {
    respond = (request, response) => response.writeHead(200, { "content-encoding": "gzip" }).end(gzipSync(`you sent ${request.headers.authorization}`));
    const credential = makeCredential("http/basic", { settings: { username: "ada" }, secret: "pass-CANARY" }, [`127.0.0.1:${server.port}`]);
    const reply = await get("/", { credential });
    expect(server.requests[0]?.headers.authorization).toBe(`Basic ${Buffer.from("ada:pass-CANARY").toString("base64")}`);
    expect(reply.body.toString()).toBe("you sent Basic [secret]");
  });

  test("a key in the query is not in the URL the reply names", async () => {
    const credential = makeCredential("http/api-key", { settings: { in: "query", name: "key" }, secret }, [`127.0.0.1:${server.port}`]);
    const reply = await get("/x?a=1", { credential });
    expect(server.requests[0]?.url).toBe(`/x?a=1&key=${secret}`);
    expect(reply.url).toBe(`${server.url}/x?a=1`);
  });

  test("printing a credential shows nothing", () => {
    const credential = credentialFor("x");
    expect(JSON.stringify(credential)).not.toContain(secret);
  });
});

describe("size and time (T2.7)", () => {
  const zeros = Buffer.alloc(1024 * 1024);
  const pour = (into: NodeJS.WritableStream & { destroyed?: boolean }, mebibytes: number): void => {
    let left = mebibytes;
    const more = (): void => {
      while (left > 0 && !into.destroyed) {
        left -= 1;
        if (!into.write(zeros)) return void into.once("drain", more);
      }
      if (!into.destroyed) into.end();
    };
    more();
  };

  test("a stream of 10 GiB is cut at 10 MiB: hardly more leaves the other side", async () => {
    let socket: IncomingMessage["socket"] | undefined;
    respond = (request, response) => {
      socket = request.socket;
      pour(response, 10 * 1024);
    };
    expect(await failure(get("/"))).toMatchObject({ class: "provider", code: "reply_too_large" });
    expect(socket?.bytesWritten).toBeLessThan(32 * 1024 * 1024);
  });

  test("a declared length above it is refused at once", async () => {
    respond = (_, response) => response.writeHead(200, { "content-length": String(11 * 1024 * 1024) }).write("x");
    expect(await failure(get("/"))).toMatchObject({ code: "reply_too_large" });
  });

  test.each([["gzip", gzipSync(Buffer.alloc(64 * 1024 * 1024))], ["br", brotliCompressSync(Buffer.alloc(64 * 1024 * 1024), { params: { [constants.BROTLI_PARAM_QUALITY]: 2 } })]])("a %s bomb is cut at 10 MiB", async (encoding, bomb) => {
    expect(bomb.length).toBeLessThan(1024 * 1024);
    respond = (_, response) => response.writeHead(200, { "content-encoding": encoding }).end(bomb);
    expect(await failure(get("/"))).toMatchObject({ code: "reply_too_large" });
  });

  test.each(["gzip, gzip", "zstd", "compress"])("an encoding that was not asked for is refused: %s", async (encoding) => {
    respond = (_, response) => response.writeHead(200, { "content-encoding": encoding }).end(gzipSync("x"));
    expect(await failure(get("/"))).toMatchObject({ class: "provider", code: "unknown_encoding" });
  });

  test("exactly 10 MiB is taken", async () => {
    respond = (_, response) => pour(response, 10);
    expect((await get("/")).body.length).toBe(10 * 1024 * 1024);
  });

  test("a body that drips is cut when the call's time is over", async () => {
    respond = (_, response) => {
      const drip = setInterval(() => response.write("."), 20);
      response.on("close", () => clearInterval(drip));
    };
    const started = performance.now();
    expect(await failure(get("/", { timeoutMs: 300 }))).toMatchObject({ class: "transient", code: "timeout" });
    expect(performance.now() - started).toBeLessThan(2_000);
  });

  test("the time covers all redirects together", async () => {
    respond = (_, response) => void setTimeout(() => response.writeHead(302, { location: "/again" }).end(), 120);
    expect(await failure(get("/", { timeoutMs: 300 }))).toMatchObject({ code: "timeout" });
  });

  test("a caller's signal ends it with the caller's reason", async () => {
    respond = () => {};
    const stop = new AbortController();
    const reason = new Error("cancelled");
    const sending = get("/", { signal: stop.signal });
    stop.abort(reason);
    await expect(sending).rejects.toBe(reason);
    await expect(get("/", { signal: stop.signal })).rejects.toBe(reason);
  });
});

describe("failures have a class", () => {
  test("nobody listens", async () => {
    const { url } = other;
    await other.close();
    expect(await failure(egress.send({ method: "GET", url, headers: {} }))).toMatchObject({ class: "transient", code: "connection_refused" });
  });
  test("the connection is cut", async () => {
    respond = (request) => request.socket.destroy();
    expect(await failure(get("/"))).toMatchObject({ class: "transient", code: "connection_lost" });
  });
  test("https to a server without TLS", async () => {
    expect(await failure(egress.send({ method: "GET", url: server.url.replace("http:", "https:"), headers: {} }))).toMatchObject({ class: "provider", code: "tls_failed" });
  });
  test.each([400, 401, 404, 429, 500])("status %i is a reply", async (status) => {
    respond = (_, response) => response.writeHead(status).end("no");
    expect(await get("/")).toMatchObject({ status });
  });
});

test("headers that steer the connection are ours", async () => {
  await get("/", { headers: { Host: "evil.example", Connection: "upgrade", "Content-Length": "5", "Transfer-Encoding": "chunked", "Accept-Encoding": "zstd", Expect: "100-continue" } });
  expect(server.requests[0]?.headers).toMatchObject({ host: `127.0.0.1:${server.port}`, "accept-encoding": "gzip, br" });
  expect(server.requests[0]?.headers).not.toHaveProperty("expect");
});

test("connections are kept and used again", async () => {
  for (let i = 0; i < 20; i += 1) await get(`/${i}`);
  expect(server.connections()).toBeLessThanOrEqual(2);
});

test("a rule that was taken away ends the use of a pooled connection", async () => {
  let open = true;
  const client = createEgress({ isAllowed: () => open });
  const send = () => client.send({ method: "GET", url: `http://localhost:${server.port}/`, headers: {} });
  for (let i = 0; i < 10; i += 1) expect((await send()).status).toBe(200);
  const before = server.connections();
  open = false;
  for (let i = 0; i < 10; i += 1) expect(await failure(send())).toMatchObject({ code: "blocked_address" });
  expect([server.requests.length, server.connections()]).toEqual([10, before]);
  await client.close();
});

afterEach(() => {
  respond = () => {};
});
