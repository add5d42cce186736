import { afterAll, beforeAll, expect, test } from "vitest";
import { call, startApi, type TestApi } from "#tests/support/api.ts";

let api: TestApi;
let owner: { cookie: string; workspace: string };
let viewer: { cookie: string; workspace: string };

beforeAll(async () => {
  api = await startApi();
  const [one, other] = [await api.user("owner@example.com"), await api.user("viewer@example.com")];
  const workspace = await api.workspace("preview", { [one.id]: "owner", [other.id]: "viewer" });
  owner = { cookie: one.cookie, workspace: workspace.slug };
  viewer = { cookie: other.cookie, workspace: workspace.slug };
});
afterAll(() => api.stop());

const preview = (source: string, outputs: Record<string, unknown> = {}, as = owner) => call("POST /api/v1/preview", { as, body: { source, outputs } });

test("a small expression has its value at once, and one that finds nothing says what it looked for", async () => {
  expect((await preview("n_order.body.total * 2", { n_order: { body: { total: 21 } } })).json).toEqual({ kind: "value", value: 42 });
  expect((await preview("n_order.body.total", { n_order: { body: {} } })).json).toEqual({ kind: "problem", message: "The value body.total is not there. Give the reference a default, or check the step it points at." });
  expect((await preview("1 +")).json).toEqual({ kind: "problem", message: "The expression ends too early. Something is missing at its end." });
});

test("one above the bound is evaluated in the sandbox, and stopped there", async () => {
  const deep = "[1, 2].map(a, [10].map(b, [100].map(c, a + b + c)))";
  expect((await preview(deep)).json).toEqual({ kind: "value", value: [[[111]], [[112]]] });
  const list = Array.from({ length: 3_000 }, (_, index) => index);
  const endless = await preview("n_list.all(a, n_list.all(b, n_list.all(c, a + b + c >= 0)))", { n_list: list });
  expect(endless.json).toEqual({ kind: "problem", message: expect.stringMatching(/\.$/) });
});

test("whoever may not edit may not use it, and ids of nodes are demanded", async () => {
  expect((await preview("1", {}, viewer)).status).toBe(403);
  expect((await preview("1", { order: 1 })).status).toBe(422);
});
