import { globSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Endpoint } from "#lib/client/request.ts";
import { contracts } from "#lib/contracts/all.ts";
import type { Contract } from "#lib/contracts/contract.ts";
import { permissions } from "#lib/contracts/permissions.ts";
import { emptyDocument } from "./empty-document.ts";
import { type Answer, call, cookieOf, importRoute, password, routeFile, startApi, type TestApi } from "#tests/support/api.ts";
import { nodeId } from "#tests/support/build-document.ts";
import { buildWorld, makers, matrixDraft, randomId, type Standing, type World } from "./matrix-world.ts";

let api: TestApi;
let world: World;
let makeThings: ReturnType<typeof makers>;

beforeAll(async () => {
  api = await startApi({ samplesPort: 4010 });
  world = await buildWorld(api);
  makeThings = makers(api);
}, 60_000);
afterAll(() => api.stop());

const nameOf = (contract: Contract): Endpoint => `${contract.method} ${contract.path}` as Endpoint;

/** A body each endpoint takes; one that is missing here fails the test of its endpoint. */
let counter = 0;
const bodies: Record<string, () => unknown> = {
  "POST /api/v1/setup": () => ({ token: "none", email: "x@example.com", password, name: "X", workspace: "X" }),
  "POST /api/v1/sign-up": () => ({ email: "x@example.com", password, name: "X", workspace: "X" }),
  "POST /api/v1/session": () => ({ email: "nobody@example.com", password: "wrong" }),
  "PUT /api/v1/session/password": () => ({ current: password, next: password }),
  "POST /api/v1/invitations/{token}/accept": () => ({ name: "New", password }),
  "PATCH /api/v1/workspace": () => ({ name: "own" }),
  "PATCH /api/v1/members/{user}": () => ({ role: "viewer" }),
  "POST /api/v1/invites": () => ({ email: `invited${(counter += 1)}@matrix.test`, role: "viewer" }),
  "POST /api/v1/api-keys": () => ({ name: "new", scopes: ["flows:read"] }),
  "POST /api/v1/connections": () => ({ name: `c${(counter += 1)}`, allowedHosts: ["example.com"], credential: { kind: "http/bearer", token: "t" } }),
  "PATCH /api/v1/connections/{connection}": () => ({ name: `c${(counter += 1)}` }),
  "POST /api/v1/connections/{connection}/test": () => ({ url: "http://127.0.0.1:1/" }),
  "POST /api/v1/flows": () => ({ name: "f" }),
  "PUT /api/v1/flows/{flow}/draft": () => ({ baseRevision: 1, document: emptyDocument }),
  "POST /api/v1/flows/{flow}/publish": () => ({ baseRevision: 1 }),
  "POST /api/v1/flows/{flow}/pause": () => ({ reason: "test" }),
  "PUT /api/v1/flows/{flow}/keep": () => ({ days: 7, megabytes: 10 }),
  "PUT /api/v1/flows/{flow}/field-rules": () => ({ rules: [{ path: "**.matrix", action: "hide" }] }),
  "PUT /api/v1/data-care": () => ({ rules: [], viewersSeeValues: false }),
  "POST /api/v1/runs/{run}/reveal": () => ({ part: "input" }),
  "PATCH /api/v1/flows/{flow}/versions/{version}": () => ({ message: "why" }),
  "POST /api/v1/flows/{flow}/runs": () => ({}),
  "POST /api/v1/flows/{flow}/test": () => ({}),
  "POST /api/v1/flows/{flow}/samples": () => ({ node: nodeId("shape"), from: { kind: "generated" } }),
  "PATCH /api/v1/flows/{flow}/samples/{sample}": () => ({ name: "renamed" }),
  "PUT /api/v1/flows/{flow}/mocks/{node}": () => ({ mock: { value: 1 } }),
  "POST /api/v1/flows/{flow}/captures": () => ({}),
  "POST /api/v1/runs/{run}/replay": () => ({}),
  "PUT /api/v1/runs/{run}/tags": () => ({ tags: ["seen"] }),
  "PUT /api/v1/failures/{flow}/{fingerprint}": () => ({ state: "muted" }),
  "POST /api/v1/redrives/preview": () => ({ filter: {} }),
  "POST /api/v1/redrives": () => ({ filter: {} }),
  "PATCH /api/v1/redrives/{redrive}": () => ({ rate: 2 }),
  "POST /api/v1/run-views": () => ({ name: "Failed", query: "status=failed" }),
  "POST /api/v1/runs/{run}/waits/{wait}": () => ({ decision: "approved" }),
  "POST /api/v1/approvals/{link}": () => ({ decision: "approved", name: "Ada" }),
  "PATCH /api/v1/alerts/{alert}": () => ({ muted: true }),
  "POST /api/v1/alert-rules": () => ({ name: "Failures", condition: { what: "failed" } }),
  "PATCH /api/v1/alert-rules/{alertRule}": () => ({ name: "Renamed" }),
  "POST /api/v1/check": () => ({ document: emptyDocument }),
  "POST /api/v1/preview": () => ({ source: "1 + 1", outputs: {} }),
  "POST /api/v1/event-replays/preview": () => ({}),
  "POST /api/v1/event-replays": () => ({ rate: 0.1 }),
  "PATCH /api/v1/event-replays/{replay}": () => ({ rate: 2 }),
  "POST /api/v1/events": () => ({ name: "a/b", data: null }),
  "PATCH /api/v1/sample-systems/{system}": () => ({ behaviour: "slow" }),
  "POST /api/v1/flows/{flow}/template/preview": () => matrixDraft,
  "POST /api/v1/flows/{flow}/template": () => matrixDraft,
  "POST /api/v1/flows/{flow}/install/update": () => ({ kind: "leave", version: 2 }),
  "PATCH /api/v1/templates/{template}": () => ({ visibility: "link" }),
  "POST /api/v1/templates/inspect": () => ({ file: {} }),
  "POST /api/v1/templates/install": () => ({ source: { kind: "file", file: {} } }),
  "POST /api/v1/admin/egress": () => ({ rule: `10.0.0.1:${(counter += 1)}` }),
  "POST /api/v1/admin/workspaces": () => ({ name: "more" }),
  "POST /api/v1/admin/queue/hand-back": () => ({ job: "run_none", key: "none", fence: 1 }),
};

/** Public routes refuse by their own rules: a wrong setup token, an instance that is closed, unknown credentials, an invitation that is not there. */
const ownRefusal: Record<string, number[]> = { "POST /api/v1/setup": [410], "POST /api/v1/sign-up": [403], "POST /api/v1/session": [401, 429] };

/** Names that mean the same in every workspace. */
const instanceWide = new Set(["connector", "system"]);

/** These end the caller's sessions, so it signs in again for the next call. */
const endsSessions = new Set(["DELETE /api/v1/session", "PUT /api/v1/session/password"]);
/** Calls here must not use up what one network may try. */
const elsewhere: Record<string, () => Record<string, string>> = {
  "POST /api/v1/session": () => ({ "x-millrace-client": "203.0.113.9" }),
  "GET /api/v1/approvals/{link}": () => ({ "x-millrace-client": `203.0.113.${(counter += 1) % 250}` }),
  "POST /api/v1/approvals/{link}": () => ({ "x-millrace-client": `203.0.113.${(counter += 1) % 250}` }),
};

/** The status before an id is looked at; null: the caller may. */
function refusalOf(contract: Contract, standing: Standing): 401 | 403 | 404 | null {
  const { access } = contract;
  if (access.kind === "public") return null;
  if (standing.kind === "nobody") return 401;
  if (access.kind === "metrics") return standing.kind === "key" ? 401 : standing.kind === "instance-admin" ? null : 403;
  if (access.kind === "user") return standing.kind === "key" ? 403 : null;
  if (access.kind === "instance-admin") return standing.kind === "instance-admin" ? null : 403;
  const rule: { roles: readonly string[]; scope: string | null } = permissions[access.permission];
  if (standing.kind === "member") return rule.roles.includes(standing.role) ? null : 403;
  if (standing.kind === "key") return rule.scope !== null && standing.scopes.some((scope) => scope === rule.scope) ? null : 403;
  return 404;
}

const withoutRequestId = (answer: Answer): string => answer.text.replace(/"requestId":"[^"]*"/, "");

describe.each(contracts.map((contract) => [nameOf(contract), contract] as const))("%s", (endpoint, contract) => {
  const names = [...contract.path.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? "");
  const idName = names[0];
  const usesUp = contract.method === "DELETE" || contract.path.endsWith("/accept");
  const thingOf = async (tenant: World["own"]): Promise<Record<string, string>> => {
    const made: Record<string, string> = idName === undefined ? {} : ((await makeThings[idName]?.(tenant)) ?? {});
    return Object.fromEntries(names.map((name) => [name, made[name] ?? ""]));
  };
  const from = (): Record<string, string> => elsewhere[endpoint]?.() ?? {};
  const bodyOf = (): { body?: unknown } => (contract.body === undefined ? {} : { body: bodies[endpoint]?.() });

  test("has an example body if it takes one", () => {
    expect(contract.body === undefined ? bodies[endpoint] : contract.body.safeParse(bodies[endpoint]?.()).error).toBeUndefined();
  });

  test("lets in whom the table lets in, and nobody else", async () => {
    let params = await thingOf(world.own);
    for (const { name, standing, as, email } of world.callers) {
      const answer = await call(endpoint, { as, params, ...bodyOf(), headers: from() });
      if (email !== undefined && endsSessions.has(endpoint)) as.cookie = cookieOf(await call("POST /api/v1/session", { body: { email, password } }));
      const refusal = refusalOf(contract, standing);
      if (usesUp && answer.status < 300) params = await thingOf(world.own);
      const seen = `${name}: ${answer.status} ${answer.text.slice(0, 300)}`;
      if (refusal !== null) expect(answer.status, seen).toBe(refusal);
      else if (ownRefusal[endpoint] !== undefined) expect(ownRefusal[endpoint], seen).toContain(answer.status);
      else expect([contract.status, 409, 412, 422], seen).toContain(answer.status);
    }
  });

  if (idName === undefined) return;
  test("answers a foreign, a random and an impossible id byte for byte alike", async () => {
    const own = await thingOf(world.own);
    const foreign = contract.access.kind === "workspace" && !instanceWide.has(idName) ? await thingOf(world.foreign) : undefined;
    for (const { name, standing, as } of world.callers) {
      const ids = [foreign?.[idName], randomId[idName]?.(), randomId[idName]?.()].filter((id) => id !== undefined);
      const answers = await Promise.all(ids.map((id) => call(endpoint, { as, params: { ...own, [idName]: id }, ...bodyOf(), headers: from() })));
      const expected = refusalOf(contract, standing) ?? 404;
      for (const answer of answers) {
        expect(answer.status, `${name}: ${answer.text.slice(0, 300)}`).toBe(expected);
        expect(withoutRequestId(answer)).toBe(withoutRequestId(answers[0] ?? answer));
      }
      if (expected !== 404) continue;
      for (const id of ["../../etc/passwd", "a\u0000b", "x".repeat(5_000), "' or 1=1 --"]) {
        const odd = await call(endpoint, { as, params: { ...own, [idName]: id }, ...bodyOf(), headers: from() });
        expect(odd.status, `${name}, ${id.slice(0, 20)}: ${odd.text.slice(0, 300)}`).toBe(expected);
      }
    }
  });
});

test("a missing workspace answers like a foreign one", async () => {
  const stranger = world.callers.find(({ standing }) => standing.kind === "stranger");
  const of = (workspace: string) => call("GET /api/v1/flows", { as: { ...stranger?.as, workspace } });
  const [foreign, missing, byId] = await Promise.all([of(world.own.slug), of("never-was"), of(world.own.id)]);
  expect([foreign.status, missing.status, byId.status]).toEqual([404, 404, 404]);
  expect(new Set([foreign, missing, byId].map(withoutRequestId)).size).toBe(1);
});

test("a key is of one workspace, whatever the header says", async () => {
  const key = world.callers.find(({ name }) => name === "key flows:read")?.as.key ?? "";
  expect((await call("GET /api/v1/workspace", { as: { key } })).json).toMatchObject({ id: world.own.id });
  expect((await call("GET /api/v1/workspace", { as: { key, workspace: world.foreign.slug } })).status).toBe(404);
});

describe("route files", () => {
  const files = globSync("api/{v1,health,metrics}/**/route.ts", { cwd: join(import.meta.dirname, "../../app") }).filter((file) => !file.includes("[..."));

  test("each belongs to contracts, and each contract has one", () => {
    expect(files.toSorted()).toEqual([...new Set(contracts.map((contract) => routeFile(contract.path)))].toSorted());
  });

  test.each(files)("%s answers its contracts' methods by them, and all others with 405", async (file) => {
    const module = await importRoute(file);
    const declared = contracts.filter((contract) => routeFile(contract.path) === file).map((contract) => contract.method);
    for (const method of ["GET", "POST", "PUT", "PATCH", "DELETE"] as const) {
      const handler = module[method] as (typeof module)[string] & { contract?: { method: string; path: string } };
      expect(handler, method).toBeTypeOf("function");
      if (declared.includes(method)) expect(handler.contract).toMatchObject({ method });
      else {
        const answer = await handler(new Request("http://millrace.test/"), { params: Promise.resolve({}) });
        expect(answer.status).toBe(405);
        expect(answer.headers.get("allow")?.split(", ").toSorted()).toEqual(declared.toSorted());
        expect(await answer.json()).toMatchObject({ error: { code: "method_not_allowed", requestId: expect.stringMatching(/^req_/) } });
      }
    }
  });
});
