import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { embeddedDriver } from "#inngest/drivers.ts";
import { contracts } from "#lib/contracts/all.ts";
import { contentSecurityPolicy, isInternalHeader, securityHeaders, userContentHeaders } from "#lib/server/http/security-headers.ts";
import { buildOpenApi } from "#lib/server/openapi/build-document.ts";
import { runtime, setRuntime } from "#lib/server/runtime.ts";
import { call, startApi, type TestApi } from "#tests/support/api.ts";

describe("headers of our own pages", () => {
  const headers = securityHeaders({ nonce: "abc123==", https: true, dev: false });
  const policy = new Map(headers["content-security-policy"]?.split("; ").map((directive) => [directive.split(" ")[0] ?? "", directive.split(" ").slice(1)]));

  test("scripts run by nonce only", () => {
    expect(policy.get("script-src")).toEqual(["'nonce-abc123=='", "'strict-dynamic'"]);
    expect(policy.get("default-src")).toEqual(["'none'"]);
    for (const [name, values] of policy) if (name !== "style-src-attr") expect(values).not.toContain("'unsafe-inline'");
    expect(headers["content-security-policy"]).not.toMatch(/unsafe-eval|\*|https?:|ws:/);
  });
  test.each(["base-uri", "object-src", "frame-src", "frame-ancestors"])("%s is none", (directive) => {
    expect(policy.get(directive)).toEqual(["'none'"]);
  });
  test("styles need the nonce, but React Flow may place nodes", () => {
    expect(policy.get("style-src")).toEqual(["'self'", "'nonce-abc123=='"]);
    expect(policy.get("style-src-attr")).toEqual(["'unsafe-inline'"]);
  });
  test("the other headers are there", () => {
    expect(headers).toMatchObject({
      "x-content-type-options": "nosniff", "referrer-policy": "no-referrer", "cross-origin-opener-policy": "same-origin", "cross-origin-resource-policy": "same-origin",
      "permissions-policy": "camera=(), microphone=(), geolocation=()", "strict-transport-security": expect.stringMatching(/^max-age=\d{8}/),
    });
    expect(securityHeaders({ nonce: "x", https: false, dev: false })).not.toHaveProperty("strict-transport-security");
  });
  test("development loosens scripts and reloads, nothing else", () => {
    expect(contentSecurityPolicy({ nonce: "x", dev: true })).toContain("'unsafe-eval'");
    expect(contentSecurityPolicy({ nonce: "x", dev: true })).toContain("frame-ancestors 'none'");
  });
  test("what a flow answers is in a sandbox of an opaque origin (T7.2)", () => {
    const policy = userContentHeaders({ https: false })["content-security-policy"] ?? "";
    expect(policy).toMatch(/^sandbox allow-forms/);
    expect(policy).not.toContain("allow-same-origin");
    expect(userContentHeaders({ https: false })["x-content-type-options"]).toBe("nosniff");
  });
  test.each(["content-security-policy", "x-nonce", "x-middleware-subrequest", "x-middleware-anything", "next-resume", "x-millrace-client"])("%s from outside is dropped", (name) => {
    expect(isInternalHeader(name)).toBe(true);
  });
  test.each(["cookie", "authorization", "x-millrace-workspace", "accept", "rsc", "next-router-prefetch"])("%s is not", (name) => {
    expect(isInternalHeader(name)).toBe(false);
  });
});

describe("the OpenAPI document", () => {
  const document = buildOpenApi({ version: "1.2.3", publicUrl: "https://millrace.test" }) as {
    openapi: string;
    paths: Record<string, Record<string, { operationId: string; parameters?: Record<string, unknown>[]; security: Record<string, string[]>[]; responses: Record<string, unknown>; requestBody?: unknown; description?: string }>>;
    components: Record<string, Record<string, unknown>>;
  };
  const operations = Object.entries(document.paths).flatMap(([path, methods]) => Object.entries(methods).map(([method, operation]) => ({ path, method, operation })));

  test("has every contract once, and nothing else", () => {
    expect(document.openapi).toMatch(/^3\.1\./);
    expect(operations.map(({ path, method }) => `${method.toUpperCase()} ${path}`).toSorted()).toEqual(contracts.map((contract) => `${contract.method} ${contract.path}`).toSorted());
    expect(new Set(operations.map(({ operation }) => operation.operationId)).size).toBe(operations.length);
  });
  test("declares each parameter of a path exactly once, as required", () => {
    for (const { path, operation } of operations) {
      const names = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
      const declared = (operation.parameters ?? []).filter((parameter) => parameter["in"] === "path");
      expect(declared.map((parameter) => parameter["name"])).toEqual(names);
      expect(declared.every((parameter) => parameter["required"] === true)).toBe(true);
    }
  });
  test("every reference leads somewhere, and it is plain JSON", () => {
    const text = JSON.stringify(document);
    for (const [, reference = ""] of text.matchAll(/"\$ref":"([^"]+)"/g)) {
      const found = reference.slice(2).split("/").reduce<unknown>((node, key) => (node as Record<string, unknown> | undefined)?.[key], document);
      expect(found, reference).toBeDefined();
    }
    expect(JSON.parse(text)).toEqual(document);
  });
  test("names the schemes and scopes it uses", () => {
    for (const { operation } of operations) {
      for (const requirement of operation.security) for (const scheme of Object.keys(requirement)) expect(document.components["securitySchemes"]).toHaveProperty(scheme);
      expect(operation.responses).toHaveProperty("default");
    }
    expect(document.paths["/api/v1/flows"]?.["post"]).toMatchObject({ security: [{ apiKey: ["flows:write"] }, { session: [] }], description: expect.stringContaining("flows:write") });
    expect(document.paths["/api/v1/members"]?.["get"]?.security).toEqual([{ session: [] }]);
    expect(document.paths["/api/v1/session"]?.["post"]?.security).toEqual([]);
  });
});

describe("health", () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await startApi();
  });
  afterAll(() => api.stop());

  test("tells the database and the executor's queue, to anybody, and nothing of the environment (T9.7)", async () => {
    const answer = await call("GET /api/health");
    expect(answer).toMatchObject({ status: 200, json: { status: "degraded", reasons: [expect.stringMatching(/^No worker/)], database: "ok", executor: { kind: "embedded", queued: 0, workers: 0 } } });
    for (const secret of [api.env.encryptionKey, api.env.sessionSecret, api.env.internalKey, api.env.databaseUrl]) expect(answer.text).not.toContain(secret);
  });

  test("still answers when the database is away", async () => {
    const owner = await api.user("owner@health.test");
    const running = runtime();
    const { default: pg } = await import("pg");
    const pool = new pg.Pool({ connectionString: "postgres://nobody@127.0.0.1:1/none", connectionTimeoutMillis: 500 });
    setRuntime({ ...running, pool, driver: embeddedDriver(pool, running.log) });
    try {
      expect((await call("GET /api/health")).json).toMatchObject({ status: "degraded", database: "unreachable", executor: null });
      expect(await call("GET /api/v1/flows", { as: { key: "x".repeat(40) } })).toMatchObject({ status: 503, json: { error: { code: "unavailable" } } });
      expect(await call("GET /api/v1/flows", { as: { cookie: owner.cookie, workspace: "x" } })).toMatchObject({ status: 503, json: { error: { code: "unavailable" } } });
      expect(await call("POST /api/v1/session", { body: { email: "a@b.test", password: "x" } })).toMatchObject({ status: 503 });
    } finally {
      setRuntime(running);
      await pool.end();
    }
  });

  test("the document is served, and unknown addresses answer JSON", async () => {
    expect((await call("GET /api/v1/openapi.json")).json).toMatchObject({ openapi: "3.1.0", servers: [{ url: "http://millrace.test" }] });
    const { GET } = await import("#app/api/v1/[...rest]/route.ts");
    const answer = await GET();
    expect([answer.status, answer.headers.get("content-type")]).toEqual([404, "application/json"]);
    expect(await answer.json()).toMatchObject({ error: { code: "not_found" } });
  });
});
