import { afterAll, beforeAll, expect, test } from "vitest";
import type { Session } from "#lib/contracts/account.schema.ts";
import type { Flow } from "#lib/contracts/flows.schema.ts";
import type { RunDetail } from "#lib/contracts/runs.schema.ts";
import type { Sample } from "#lib/contracts/samples.schema.ts";
import type { SharedTemplate } from "#lib/contracts/templates.schema.ts";
import type { TemplateParameter } from "#lib/flow/templates/template-content.schema.ts";
import { databaseOf } from "#db/client.ts";
import { insertUser } from "#db/queries/users.ts";
import { newId } from "#lib/ids.ts";
import { createFlow } from "#lib/server/flows/create-flow.ts";
import { receiveHook } from "#lib/server/hooks/receive-hook.ts";
import { runtime } from "#lib/server/runtime.ts";
import { publishTemplate } from "#lib/server/templates/publish-template.ts";
import { shareTemplate } from "#lib/server/templates/share-template.ts";
import { call, cookieOf, password, publicUrl } from "#tests/support/api.ts";
import { buildDocument, fields, literal, nodeId, reference } from "#tests/support/build-document.ts";
import { startEngine, type TestEngine } from "#tests/support/start-engine.ts";
import { startTarget, type TargetServer } from "#tests/support/target-server.ts";
import { templateDraft } from "#tests/support/template-draft.ts";
import { ok } from "#tests/support/template-lab.ts";
import { until } from "#tests/support/until.ts";

let engine: TestEngine;
let target: TargetServer;

beforeAll(async () => {
  target = await startTarget();
  engine = await startEngine({ egressAllow: [target.address], publicUrl, signUp: "open" });
  await insertUser(databaseOf(runtime().pool), { id: newId("user"), email: "first@demo.test", name: "First", passwordHash: "none", instanceAdmin: true });
}, 60_000);
afterAll(async () => {
  await engine.stop();
  await target.close();
});

test("somebody without an account takes a template from its link to a flow that runs: account, connection, answers, a sample's run, live", async () => {
  const document = buildDocument(
    {
      hook: { type: "core/webhook" },
      lead: { type: "core/map", config: { fields: fields({ email: reference("hook", "body", "email") }) } },
      send: { type: "http/request", config: { method: literal("POST"), url: literal("https://crm.example.com/leads"), send: literal("value"), bodyValue: reference("lead") } },
    },
    ["hook -> lead", "lead -> send"],
  );
  const { id: source } = await createFlow(engine.context, { name: "Leads", document });
  const url: TemplateParameter = { key: "crm", label: "Where is your CRM?", help: "", type: "url", required: true, places: [{ node: nodeId("send"), path: ["url", "value"] }] };
  const sample = { name: "A visitor", input: { method: "POST", headers: {}, query: {}, body: { email: "ada@example.com" }, receivedAt: "2026-11-23T14:02:51.204Z" } };
  const template = await publishTemplate(engine.context, { flow: source, message: "", ...templateDraft({ parameters: [url], samples: [sample] }) });
  const link = (await shareTemplate(engine.context, { template: template.id, visibility: "link" })).shareUrl?.split("/t/")[1] ?? "";

  const page = await ok<SharedTemplate>(call("GET /api/v1/shared-templates/{link}", { params: { link } }));
  expect(page).toMatchObject({ name: "Orders to the CRM", content: { parameters: [{ key: "crm" }], samples: [{ name: "A visitor" }] } });
  expect(await ok(call("GET /api/v1/sign-up"))).toEqual({ open: true });
  const account = await call("POST /api/v1/sign-up", { body: { email: "stranger@example.com", password, name: "Stranger", workspace: "Strange" } });
  const as = { cookie: cookieOf(account), workspace: (account.json as Session).workspaces[0]?.slug ?? "" };

  const flow = await ok<Flow>(call("POST /api/v1/templates/install", { as, body: { source: { kind: "link", link }, parameters: { crm: `${target.url}/leads` } } }), 201);
  const { samples } = await ok<{ samples: Sample[] }>(call("GET /api/v1/flows/{flow}/samples", { as, params: { flow: flow.id } }));
  const { run } = await ok<{ run: string }>(call("POST /api/v1/flows/{flow}/test", { as, params: { flow: flow.id }, body: { sample: samples[0]?.id } }), 202);
  const tried = await until("the sample's run", async () => {
    const detail = await ok<RunDetail>(call("GET /api/v1/runs/{run}", { as, params: { run } }));
    return detail.finishedAt === null ? null : detail;
  });
  expect(tried).toMatchObject({ status: "succeeded", kind: "test" });
  expect(target.received).toEqual([]);

  await ok(call("POST /api/v1/flows/{flow}/publish", { as, params: { flow: flow.id }, body: { baseRevision: flow.draftRevision } }));
  await receiveHook({ method: "POST", path: flow.hookUrl.split("/").at(-1) ?? "", query: new URLSearchParams(), headers: { "content-type": "application/json" }, body: Buffer.from('{"email":"ada@example.com"}') });
  await until("the lead to arrive", () => target.received.length > 0);
  expect(target.received).toMatchObject([{ method: "POST", url: "/leads", body: '{"email":"ada@example.com"}' }]);
});
