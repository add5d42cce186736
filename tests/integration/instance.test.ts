import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { formatEgressRule, parseEgressRule, ruleAllows } from "#lib/egress/egress-rule.ts";
import { egress } from "#lib/server/instance/egress.ts";
import { call, type Caller, startApi, type TestApi } from "#tests/support/api.ts";
import { startTarget, type TargetServer } from "#tests/support/target-server.ts";

let api: TestApi;
let target: TargetServer;
let admin: Caller;

beforeAll(async () => {
  target = await startTarget();
  api = await startApi({ egressAllow: ["192.168.7.0/24"] });
  admin = { cookie: (await api.user("root@instance.test", { instanceAdmin: true })).cookie };
});
afterAll(async () => {
  await egress().close();
  await api.stop();
  await target.close();
});
beforeEach(() => {
  target.received.length = 0;
});

const add = (rule: string) => call("POST /api/v1/admin/egress", { as: admin, body: { rule, note: "why" } });

test("a rule lets flows reach one private target, and no more once it is removed", async () => {
  const send = () => egress().send({ method: "GET", url: `${target.url}/`, headers: {} });
  await expect(send()).rejects.toMatchObject({ class: "egress_blocked" });
  const added = await add(target.address);
  expect(added).toMatchObject({ status: 201, json: { rule: target.address, note: "why", fromEnvironment: false } });
  expect((await send()).status).toBe(200);
  expect((await add(target.address)).status).toBe(409);
  const { id } = added.json as { id: string };
  expect((await call("DELETE /api/v1/admin/egress/{rule}", { as: admin, params: { rule: id } })).status).toBe(204);
  await expect(send()).rejects.toMatchObject({ class: "egress_blocked" });
  expect(target.received).toHaveLength(1);
  const { rows } = await api.database.pool.query("select action, details from audit_log where action like 'egress.%' order by seq");
  expect(rows.map((row: { action: string }) => row.action)).toEqual(["egress.allow", "egress.forbid"]);
});

test("the page shows counts, rules of both origins, and nothing of a workspace's content", async () => {
  const created = await call("POST /api/v1/admin/workspaces", { as: admin, body: { name: "Plant 2" } });
  expect(created).toMatchObject({ status: 201, json: { slug: "plant-2", name: "Plant 2" } });
  expect((await call("POST /api/v1/admin/workspaces", { as: admin, body: { name: "Plant 2" } })).json).toMatchObject({ slug: expect.stringMatching(/^plant-2-\d+$/) });
  await add("10.9.0.0/16");
  const page = await call("GET /api/v1/admin", { as: admin });
  expect(page.json).toMatchObject({
    publicUrl: "http://millrace.test", executor: "embedded",
    egress: [{ id: null, rule: "192.168.7.0/24", fromEnvironment: true }, { rule: "10.9.0.0/16", fromEnvironment: false }],
    workspaces: [{ name: "Plant 2", members: 1, flows: 0 }, { name: "Plant 2", members: 1, flows: 0 }],
  });
  expect((await call("GET /api/v1/session", { as: admin })).json).toMatchObject({ workspaces: [{ role: "owner" }, { role: "owner" }] });
});

describe("rules", () => {
  test.each([
    ["nas.local:8080", "nas.local:8080"], ["NAS.local:8080", "nas.local:8080"], ["10.0.0.5:443", "10.0.0.5:443"], ["0x7f.1:80", "127.0.0.1:80"], ["[FD00::5]:443", "[fd00::5]:443"],
    ["10.1.0.0/16", "10.1.0.0/16"], ["fd00::/8", "fd00::/8"], ["localhost:5678", "localhost:5678"],
  ])("%s is kept as %s", (text, kept) => {
    const rule = parseEgressRule(text);
    expect(rule && formatEgressRule(rule)).toBe(kept);
  });
  test.each(["", "nas.local", "10.0.0.5", "*", "*:80", "host:0", "host:65536", "host:80/path", "http://host:80", "a b:80", "user@host:80", "10.1.0.0/33", "10.1.0.0/-1", "/8", "fd00::5:443x", "host:80?x"])("%j is none", async (text) => {
    expect(parseEgressRule(text)).toBeNull();
    expect((await add(text)).status).toBe(422);
  });
  test.each([
    ["nas.local:8080", "nas.local", 8080, "10.0.0.1", true], ["nas.local:8080", "nas.local.", 8080, "10.0.0.1", true], ["nas.local:8080", "nas.local", 80, "10.0.0.1", false],
    ["nas.local:8080", "xnas.local", 8080, "10.0.0.1", false], ["10.0.0.0/8", "anything", 1234, "10.200.0.1", true], ["10.0.0.0/8", "anything", 80, "11.0.0.1", false],
    ["10.0.0.0/8", "x", 80, "::ffff:10.0.0.1", true], ["10.0.0.0/8", "x", 80, "fd00::1", false], ["10.0.0.0/8", "x", 80, "", false],
  ])("%s, asked for %s:%i at %s: %s", (text, host, port, address, allowed) => {
    const rule = parseEgressRule(text);
    expect(rule && ruleAllows(rule, { host, port, address })).toBe(allowed);
  });
});
