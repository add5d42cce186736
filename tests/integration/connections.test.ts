import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { AppError } from "#lib/errors.ts";
import { createEgress } from "#lib/egress/create-egress.ts";
import { demandHttp } from "#lib/egress/credential.ts";
import { openConnection } from "#lib/server/connections/open-connection.ts";
import { seal, SealBroken, unseal } from "#lib/server/crypto/seal.ts";
import { verifyEncryptionKey } from "#lib/server/crypto/verify-encryption-key.ts";
import { createFlow } from "#lib/server/flows/create-flow.ts";
import { publishFlow } from "#lib/server/flows/publish-flow.ts";
import { runtime, setRuntime } from "#lib/server/runtime.ts";
import { call, type Caller, startApi, type TestApi } from "#tests/support/api.ts";
import { hookMapRequest } from "#tests/support/build-document.ts";
import { ownerContext } from "#tests/support/start-engine.ts";
import { startTarget, type TargetServer } from "#tests/support/target-server.ts";

let api: TestApi;
let target: TargetServer;
let owner: Caller;
let workspace: Awaited<ReturnType<TestApi["workspace"]>>;
let foreign: Awaited<ReturnType<TestApi["workspace"]>>;
const canary = "sk_CANARY_9f3b2c";

beforeAll(async () => {
  target = await startTarget();
  api = await startApi({ egressAllow: [target.address] });
  const user = await api.user("owner@connections.test");
  workspace = await api.workspace("connections", { [user.id]: "owner" });
  foreign = await api.workspace("foreign", {});
  owner = { cookie: user.cookie, workspace: workspace.slug };
});
afterAll(async () => {
  await api.stop();
  await target.close();
});
afterEach(() => {
  target.received.length = 0;
  target.answer = () => ({ status: 200 });
});

let counter = 0;
async function create(more: Record<string, unknown> = {}): Promise<{ id: string; [key: string]: unknown }> {
  const body = { name: `connection ${(counter += 1)}`, allowedHosts: [target.address], credential: { kind: "http/bearer", token: canary }, ...more };
  const answer = await call("POST /api/v1/connections", { as: owner, body });
  expect(answer.status, answer.text).toBe(201);
  return answer.json;
}

describe("what is stored is never shown", () => {
  test("no answer holds the secret or a form of it, and neither does the row or the audit log", async () => {
    const made = await create({ credential: { kind: "http/basic", username: "ada", password: canary } });
    expect(made).toMatchObject({ kind: "http/basic", settings: { username: "ada" }, version: 1 });
    const params = { connection: made.id };
    const answers = [
      await call("GET /api/v1/connections", { as: owner }),
      await call("GET /api/v1/connections/{connection}", { as: owner, params }),
      await call("PATCH /api/v1/connections/{connection}", { as: owner, params, body: { name: "renamed" } }),
      await call("PATCH /api/v1/connections/{connection}", { as: owner, params, body: { credential: { kind: "http/api-key", in: "header", name: "X-Key", value: canary } } }),
      await call("POST /api/v1/connections/{connection}/test", { as: owner, params, body: { url: `${target.url}/` } }),
      await call("POST /api/v1/connections", { as: owner, body: { name: "renamed", allowedHosts: ["x.example"], credential: { kind: "http/bearer", token: canary } } }),
    ];
    const tables = await api.database.pool.query("select (select json_agg(c) from connections c)::text || (select json_agg(a) from audit_log a)::text as dump");
    const seen = answers.map((answer) => answer.text + JSON.stringify([...answer.headers])).join() + JSON.stringify(made) + tables.rows[0].dump;
    for (const form of [canary, Buffer.from(canary).toString("base64"), Buffer.from(canary).toString("hex"), canary.slice(0, 12)]) expect(seen).not.toContain(form);
    expect(answers.map((answer) => answer.status)).toEqual([200, 200, 200, 200, 200, 409]);
  });

  test("a validation error does not repeat the secret", async () => {
    const answer = await call("POST /api/v1/connections", { as: owner, body: { name: "", allowedHosts: [], credential: { kind: "http/bearer", token: canary, extra: canary } } });
    expect(answer.status).toBe(422);
    expect(answer.text).not.toContain(canary);
  });
});

describe("changing a connection", () => {
  test("other hosts need the credential again (T9.5)", async () => {
    const { id } = await create();
    const patch = (body: unknown) => call("PATCH /api/v1/connections/{connection}", { as: owner, params: { connection: id }, body });
    expect(await patch({ allowedHosts: ["evil.example"] })).toMatchObject({ status: 422, json: { error: { details: [{ at: "body.credential" }] } } });
    expect(await patch({ allowedHosts: [target.address, "evil.example"] })).toMatchObject({ status: 422 });
    expect(await patch({ allowedHosts: [target.address] })).toMatchObject({ status: 200, json: { version: 1 } });
    expect(await patch({ allowedHosts: ["api.example.com"], credential: { kind: "http/bearer", token: "new" } })).toMatchObject({
      status: 200, json: { version: 2, allowedHosts: ["api.example.com"] },
    });
  });

  test("the replaced secret is the one that is sent", async () => {
    const { id } = await create();
    const credential = { kind: "http/bearer", token: "second" };
    await call("PATCH /api/v1/connections/{connection}", { as: owner, params: { connection: id }, body: { credential } });
    await call("POST /api/v1/connections/{connection}/test", { as: owner, params: { connection: id }, body: { url: `${target.url}/` } });
    expect(target.received[0]?.headers.authorization).toBe("Bearer second");
  });

  test("replaced by many at once, versions are told apart and the last one opens", async () => {
    const { id } = await create();
    const answers = await Promise.all(Array.from({ length: 8 }, (_, i) => call("PATCH /api/v1/connections/{connection}", { as: owner, params: { connection: id }, body: { credential: { kind: "http/bearer", token: `t${i}` } } })));
    const versions = answers.map((answer) => (answer.json as { version: number }).version);
    expect(versions.toSorted()).toEqual([2, 3, 4, 5, 6, 7, 8, 9]);
    const request = { url: new URL("https://x.example"), headers: {} as Record<string, string> };
    demandHttp(await openConnection(workspace.id, id)).apply(request);
    expect(request.headers["authorization"]).toBe(`Bearer t${versions.indexOf(9)}`);
  });

  test("a published flow keeps its connection; a draft does not", async () => {
    const { id } = await create();
    const document = hookMapRequest(`${target.url}/`);
    const nodes = document.nodes.map((node) => (node.type === "http/request" ? { ...node, connection: id } : node));
    const context = ownerContext(workspace);
    const flow = await createFlow(context, { name: "uses it", document: { ...document, nodes } });
    const unused = await create();
    await createFlow(context, { name: "draft only", document: { ...document, nodes: nodes.map((node) => (node.connection ? { ...node, connection: unused.id } : node)) } });
    await publishFlow(context, { flow: flow.id, baseRevision: flow.draftRevision, message: "" });
    const remove = (connection: string) => call("DELETE /api/v1/connections/{connection}", { as: owner, params: { connection } });
    expect(await remove(id)).toMatchObject({ status: 409, json: { error: { details: [{ id: flow.id, name: "uses it" }] } } });
    expect((await remove(unused.id)).status).toBe(204);
    await call("DELETE /api/v1/flows/{flow}", { as: owner, params: { flow: flow.id } });
    expect((await remove(id)).status).toBe(204);
    expect((await remove(id)).status).toBe(404);
  });
});

describe("testing a connection", () => {
  const testIt = (id: string, url: string) => call("POST /api/v1/connections/{connection}/test", { as: owner, params: { connection: id }, body: { url } });

  test.each([[200, true, "works"], [401, false, "not accepted"], [403, false, "may not"], [404, false, "Nothing is at"], [500, false, "500"]])("a reply of %i", async (status, ok, message) => {
    const { id } = await create();
    target.answer = () => ({ status, body: `echo ${canary}` });
    const answer = await testIt(id, `${target.url}/me`);
    expect(answer.json).toMatchObject({ ok, status, message: expect.stringContaining(message) });
    expect(answer.text).not.toContain(canary);
    expect(target.received[0]).toMatchObject({ method: "GET", url: "/me" });
  });

  test("a host it is not for, a private address and a file are refused, and nothing is sent", async () => {
    const { id } = await create();
    for (const url of ["https://evil.example/", "http://127.0.0.1:1/", "file:///etc/passwd"]) {
      expect((await testIt(id, url)).json).toMatchObject({ ok: false, status: null });
    }
    const { id: loopback } = await create({ allowedHosts: ["127.0.0.1:1"] });
    expect((await testIt(loopback, "http://127.0.0.1:1/")).json).toMatchObject({ ok: false, message: expect.stringMatching(/private network/) });
    expect(target.received).toEqual([]);
  });
});

describe("encryption binds a secret to its place", () => {
  test("a row copied to another connection, workspace or version does not open", async () => {
    const [one, two] = [await create(), await create({ credential: { kind: "http/bearer", token: "other" } })];
    const pool = api.database.pool;
    await openConnection(workspace.id, one.id);
    await pool.query("update connections set secret = (select secret from connections where id = $1) where id = $2", [one.id, two.id]);
    await expect(openConnection(workspace.id, two.id)).rejects.toThrow(SealBroken);
    await pool.query("update connections set version = 7 where id = $1", [one.id]);
    await expect(openConnection(workspace.id, one.id)).rejects.toThrow(SealBroken);
    const third = await create();
    await pool.query("insert into data_keys (workspace_id, wrapped) select $1, wrapped from data_keys where workspace_id = $2", [foreign.id, workspace.id]);
    await pool.query("update connections set workspace_id = $1 where id = $2", [foreign.id, third.id]);
    await expect(openConnection(foreign.id, third.id)).rejects.toThrow(SealBroken);
  });

  test("a connection of another workspace is not there", async () => {
    const { id } = await create();
    const thrown: unknown = await openConnection(foreign.id, id).catch((error: unknown) => error);
    expect(AppError.is(thrown) && thrown.code).toBe("not_found");
  });

  test("every changed byte, and every shortened tag, is refused", () => {
    const key = Buffer.alloc(32, 7);
    const sealed = seal(key, Buffer.from("secret"), "here");
    expect(unseal(key, sealed, "here").toString()).toBe("secret");
    const [v = "", iv = "", tag = "", text = ""] = sealed.split(".");
    const bytes = Buffer.from(tag, "base64url");
    const flip = (part: string) => Buffer.from(part, "base64url").map((byte, i) => (i === 0 ? byte ^ 1 : byte));
    const shortened = [4, 8, 12, 13, 14, 15, 0].map((length) => [v, iv, bytes.subarray(0, length).toString("base64url"), text].join("."));
    const changed = [[v, Buffer.from(flip(iv)).toString("base64url"), tag, text], [v, iv, Buffer.from(flip(tag)).toString("base64url"), text], [v, iv, tag, Buffer.from(flip(text)).toString("base64url")], ["v2", iv, tag, text], [v, iv, tag], [...sealed.split("."), "x"]].map((parts) => parts.join("."));
    for (const bad of [...shortened, ...changed, "", "...."]) expect(() => unseal(key, bad, "here"), bad).toThrow(SealBroken);
    expect(() => unseal(key, sealed, "there")).toThrow(SealBroken);
    expect(() => unseal(Buffer.alloc(32, 8), sealed, "here")).toThrow(SealBroken);
    expect(seal(key, Buffer.from("secret"), "here")).not.toBe(sealed);
  });

  test("a start with another encryption key is refused with a clear line and changes nothing", async () => {
    await create();
    const rows = async () => (await api.database.pool.query("select (select json_agg(i) from instance i)::text || (select json_agg(d order by workspace_id) from data_keys d)::text as dump")).rows[0].dump;
    await verifyEncryptionKey();
    await verifyEncryptionKey();
    const before = await rows();
    const right = runtime();
    setRuntime({ ...right, env: { ...right.env, encryptionKey: Buffer.alloc(32, 3).toString("base64") } });
    try {
      const thrown: unknown = await verifyEncryptionKey().catch((error: unknown) => error);
      expect(AppError.is(thrown) && thrown.message).toMatch(/encryption key is not the one.*MILLRACE_ENCRYPTION_KEY/s);
      await api.database.pool.query("update instance set key_check = null");
      await expect(verifyEncryptionKey()).rejects.toThrow(/encryption key is not the one/);
    } finally {
      setRuntime(right);
    }
    await verifyEncryptionKey();
    const after = await rows();
    expect(after.replace(/"key_check":"[^"]*"/, "")).toBe(before.replace(/"key_check":"[^"]*"/, ""));
  });
});

test("an API key with the scope may write connections, but never sees a secret", async () => {
  const key = (await call("POST /api/v1/api-keys", { as: owner, body: { name: "ci", scopes: ["connections:write"] } })).json as { secret: string };
  const made = await call("POST /api/v1/connections", { as: { key: key.secret }, body: { name: "by key", allowedHosts: ["a.example"], credential: { kind: "http/bearer", token: canary } } });
  expect(made.status).toBe(201);
  expect(made.text).not.toContain(canary);
  expect((await call("GET /api/v1/connections", { as: { key: key.secret } })).status).toBe(403);
});

test("an opened connection is applied by egress only to its hosts", async () => {
  const { id } = await create();
  const credential = demandHttp(await openConnection(workspace.id, id));
  const egress = createEgress({ isAllowed: () => true });
  await egress.send({ method: "GET", url: `${target.url}/x`, headers: { authorization: "mine" }, credential });
  expect(target.received[0]?.headers.authorization).toBe(`Bearer ${canary}`);
  await expect(egress.send({ method: "GET", url: target.url.replace("127.0.0.1", "localhost"), headers: {}, credential })).rejects.toMatchObject({ code: "blocked_host" });
  await egress.close();
});

test("the list tells which flows use a connection, live and as a draft, and no flow of another workspace", async () => {
  const { id } = await create();
  const context = ownerContext(workspace);
  const document = hookMapRequest("https://example.com/");
  const using = { ...document, nodes: document.nodes.map((node) => (node.name === "send" ? { ...node, connection: id } : node)) };
  const live = await createFlow(context, { name: "B live", document: using });
  await publishFlow(context, { flow: live.id, baseRevision: 1, message: "" });
  const draft = await createFlow(context, { name: "A draft", document: using });
  await createFlow(context, { name: "without", document });
  const listed = (await call("GET /api/v1/connections", { as: owner })).json as { connections: { id: string; usedBy: unknown[] }[] };
  expect(listed.connections.find((connection) => connection.id === id)?.usedBy).toEqual([
    { id: draft.id, name: "A draft", live: false, draft: true },
    { id: live.id, name: "B live", live: true, draft: true },
  ]);
});
