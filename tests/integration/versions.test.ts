import { afterAll, beforeAll, expect, test } from "vitest";
import type { Flow, FlowVersion, SavedDraft } from "#lib/contracts/flows.schema.ts";
import type { FlowDocument } from "#lib/flow/document.schema.ts";
import { hookMapRequest } from "#tests/support/build-document.ts";
import { call, type Caller, startApi, type TestApi } from "#tests/support/api.ts";

let api: TestApi;
let ines: Caller;
let otto: Caller;

beforeAll(async () => {
  api = await startApi();
  const users = await Promise.all(["ines@versions.test", "otto@versions.test"].map((mail) => api.user(mail)));
  const workspace = await api.workspace("versions", Object.fromEntries(users.map(({ id }) => [id, "editor" as const])));
  [ines, otto] = users.map(({ cookie }) => ({ cookie, workspace: workspace.slug })) as [Caller, Caller];
});
afterAll(() => api.stop());

async function newFlow(): Promise<Flow> {
  return (await call("POST /api/v1/flows", { as: ines, body: { name: "Leads", document: hookMapRequest("https://example.com/1") } })).json as Flow;
}
async function save(as: Caller, flow: string, baseRevision: number, url: string): Promise<void> {
  expect(await call("PUT /api/v1/flows/{flow}/draft", { as, params: { flow }, body: { baseRevision, document: hookMapRequest(url) } })).toMatchObject({ status: 200 });
}
async function drafts(flow: string): Promise<SavedDraft[]> {
  return ((await call("GET /api/v1/flows/{flow}/drafts", { as: otto, params: { flow } })).json as { drafts: SavedDraft[] }).drafts;
}
const urlOf = (document: FlowDocument): unknown => document.nodes.find(({ name }) => name === "send")?.config["url"];

test("saves of one person that follow each other are one stretch; another person and a publish begin a new one", async () => {
  const { id } = await newFlow();
  await save(ines, id, 1, "https://example.com/2");
  await save(ines, id, 2, "https://example.com/3");
  expect((await drafts(id)).map(({ firstRevision, revision }) => [firstRevision, revision])).toEqual([[1, 3]]);
  await save(otto, id, 3, "https://example.com/4");
  await save(otto, id, 4, "https://example.com/5");
  expect((await drafts(id)).map(({ firstRevision, revision }) => [firstRevision, revision])).toEqual([[4, 5], [1, 3]]);
  expect(await call("POST /api/v1/flows/{flow}/publish", { as: otto, params: { flow: id }, body: { baseRevision: 5, message: "First" } })).toMatchObject({ status: 200 });
  await save(otto, id, 5, "https://example.com/6");
  const stretches = await drafts(id);
  expect(stretches.map(({ firstRevision, revision }) => [firstRevision, revision])).toEqual([[6, 6], [4, 5], [1, 3]]);
  expect(new Set(stretches.map(({ savedBy }) => savedBy)).size).toBe(2);
  const before = await call("GET /api/v1/flows/{flow}/drafts/{revision}", { as: ines, params: { flow: id, revision: "3" } });
  expect(urlOf((before.json as { document: FlowDocument }).document)).toEqual({ kind: "literal", value: "https://example.com/3" });
  expect(await call("GET /api/v1/flows/{flow}/drafts/{revision}", { as: ines, params: { flow: id, revision: "2" } })).toMatchObject({ status: 404 });
});

test("a stretch ends after ten minutes, and a flow keeps its last hundred", async () => {
  const { id } = await newFlow();
  await api.database.pool.query("update draft_history set saved_at = now() - interval '11 minutes' where flow_id = $1", [id]);
  await save(ines, id, 1, "https://example.com/2");
  expect(await drafts(id)).toHaveLength(2);
  for (let revision = 2; revision <= 103; revision += 1) await save(revision % 2 === 0 ? otto : ines, id, revision, `https://example.com/${revision + 1}`);
  const kept = await drafts(id);
  expect(kept).toHaveLength(100);
  expect(kept[0]).toMatchObject({ revision: 104 });
});

test("a refused save leaves no trace in the history", async () => {
  const { id } = await newFlow();
  await save(otto, id, 1, "https://example.com/2");
  expect(await call("PUT /api/v1/flows/{flow}/draft", { as: ines, params: { flow: id }, body: { baseRevision: 1, document: hookMapRequest("https://example.com/lost") } })).toMatchObject({ status: 409 });
  expect((await drafts(id)).map(({ revision }) => revision)).toEqual([2, 1]);
});

test("a version's message can be written later; its document stays", async () => {
  const { id } = await newFlow();
  await call("POST /api/v1/flows/{flow}/publish", { as: ines, params: { flow: id }, body: { baseRevision: 1 } });
  const params = { flow: id, version: "1" };
  expect(await call("PATCH /api/v1/flows/{flow}/versions/{version}", { as: otto, params, body: { message: "Sends to the new address" } })).toMatchObject({ status: 200, json: { number: 1, message: "Sends to the new address" } });
  const { versions } = (await call("GET /api/v1/flows/{flow}/versions", { as: ines, params: { flow: id } })).json as { versions: FlowVersion[] };
  expect(versions).toMatchObject([{ number: 1, message: "Sends to the new address" }]);
  expect(await call("PATCH /api/v1/flows/{flow}/versions/{version}", { as: otto, params: { ...params, version: "2" }, body: { message: "" } })).toMatchObject({ status: 404 });
});
