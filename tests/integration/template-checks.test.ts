import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Template, TemplateCheck } from "#lib/contracts/templates.schema.ts";
import type { FlowDocument } from "#lib/flow/document.schema.ts";
import type { TemplateParameter } from "#lib/flow/templates/template-content.schema.ts";
import { createFlow } from "#lib/server/flows/create-flow.ts";
import { runtime } from "#lib/server/runtime.ts";
import { checkTemplate } from "#lib/server/templates/check-template.ts";
import { exportTemplate } from "#lib/server/templates/export-template.ts";
import { finishChecks } from "#lib/server/templates/finish-checks.ts";
import { publishTemplate } from "#lib/server/templates/publish-template.ts";
import { readTemplate } from "#lib/server/templates/read-template.ts";
import { buildDocument, fields, literal, nodeId, reference } from "#tests/support/build-document.ts";
import { startEngine, type TestEngine } from "#tests/support/start-engine.ts";
import { startTarget, type TargetServer } from "#tests/support/target-server.ts";
import { templateDraft } from "#tests/support/template-draft.ts";
import { until } from "#tests/support/until.ts";

let engine: TestEngine;
let target: TargetServer;

beforeAll(async () => {
  target = await startTarget();
  engine = await startEngine({ egressAllow: [target.address] });
}, 60_000);
afterAll(async () => {
  await engine.stop();
  await target.close();
});

const sample = (body: { [key: string]: string | number }, name = "An order") => ({ name, input: { method: "POST", headers: {}, query: {}, body, receivedAt: "2026-11-23T14:02:51.204Z" } });
const asked = (key: string, step: string): TemplateParameter => ({ key, label: `Address for ${step}?`, help: "", type: "url", required: true, places: [{ node: nodeId(step), path: ["url", "value"] }] });

/** Reads, asks somebody, writes. */
function approved(): FlowDocument {
  return buildDocument(
    {
      hook: { type: "core/webhook" },
      read: { type: "http/request", config: { method: literal("GET"), url: literal(`${target.url}/read`) } },
      large: { type: "core/branch", config: { when: { kind: "condition", match: "all", tests: [{ left: reference("hook", "body", "total"), operator: "greater", right: literal(100) }] } } },
      ask: { type: "core/approval", config: { question: literal("Send it?"), form: literal([{ name: "why", label: "Why?", type: "text", required: true }]) } },
      send: { type: "http/request", config: { method: literal("POST"), url: literal(`${target.url}/send`), send: literal("value"), bodyValue: reference("read", "body") } },
      small: { type: "core/map", config: { fields: fields({ ok: literal(true) }) } },
    },
    ["hook -> read", "read -> large", "large.yes -> ask", "ask.approved -> send", "large.else -> small"],
  );
}

async function publish(document: FlowDocument, changes: Parameters<typeof templateDraft>[0]): Promise<Template> {
  const { id } = await createFlow(engine.context, { name: "Checked", document });
  return await publishTemplate(engine.context, { flow: id, message: "", ...templateDraft(changes) });
}

/** Not waiting for the worker's own turn, which comes every few seconds. */
async function checkOf(template: string): Promise<TemplateCheck | null> {
  await finishChecks();
  return (await readTemplate(engine.context, { template })).check;
}

async function checkedAgain(template: string): Promise<TemplateCheck> {
  const before = await checkOf(template);
  await checkTemplate(engine.context, { template });
  return await until("the next check", async () => {
    const check = await checkOf(template);
    return check !== null && check.at !== before?.at ? check : null;
  });
}

describe("the samples of a template", () => {
  test("run when it is published, write nothing outside, and are compared with the first time from then on", async () => {
    target.received.length = 0;
    target.answer = () => ({ status: 200, body: '{"found": "canary of the author\'s system"}' });
    const template = await publish(approved(), { parameters: [asked("read_url", "read"), asked("send_url", "send")], samples: [sample({ total: 200 }, "A large order"), sample({ total: 5 }, "A small order")] });
    expect(template.check).toBeNull();
    // Here the worker does it by itself.
    const first = await until("the first check", async () => (await readTemplate(engine.context, { template: template.id })).check);
    expect(first).toMatchObject({ version: 1, passed: 2, of: 2, problems: [] });
    expect(target.received.map(({ method, url }) => `${method} ${url}`).toSorted()).toEqual(["GET /read", "GET /read"]);
    const file = await exportTemplate(engine.context, { template: template.id });
    expect(file.samples.map(({ expected }) => expected)).toMatchObject([
      { ends: "succeeded", steps: { [nodeId("ask")]: { status: "succeeded", port: "approved" }, [nodeId("send")]: { status: "succeeded" } }, writes: { [nodeId("send")]: 1 } },
      { ends: "succeeded", steps: { [nodeId("small")]: { status: "succeeded" } }, writes: {} },
    ]);
    expect(JSON.stringify(file)).not.toMatch(/canary|127\.0\.0\.1/);

    expect(await checkedAgain(template.id)).toMatchObject({ passed: 2, of: 2, problems: [] });

    target.answer = () => ({ status: 404, body: '{"error": "canary of an error"}' });
    const broken = await checkedAgain(template.id);
    expect(broken).toMatchObject({ passed: 0, of: 2 });
    expect(broken.problems[0]).toMatchObject({ sample: "A large order", problem: "The run: expected succeeded, came failed." });
    expect(JSON.stringify(broken)).not.toMatch(/canary|127\.0\.0\.1/);

    target.answer = () => ({ status: 200 });
    expect(await checkedAgain(template.id)).toMatchObject({ passed: 2, of: 2, problems: [] });
  });

  test("that fail the first time are a problem, and nothing to compare with", async () => {
    target.answer = () => ({ status: 404 });
    const template = await publish(approved(), { parameters: [asked("read_url", "read"), asked("send_url", "send")], samples: [sample({ total: 1 })] });
    const first = await until("the first check", () => checkOf(template.id));
    expect(first).toMatchObject({ passed: 0, of: 1, problems: [{ sample: "An order", problem: "It failed at “read”. Look at the test-runs of the flow." }] });
    target.answer = () => ({ status: 200 });
    expect(await checkedAgain(template.id)).toMatchObject({ passed: 1, of: 1 });
  });

  test("are checked as the version was published, whatever became of the draft", async () => {
    target.answer = () => ({ status: 200 });
    const template = await publish(approved(), { parameters: [asked("read_url", "read"), asked("send_url", "send")], samples: [sample({ total: 1 })] });
    await until("the first check", () => checkOf(template.id));
    await runtime().pool.query("update flows set draft = jsonb_set(draft, '{nodes}', '[]'), draft_revision = 2 where id = $1", [template.flow]);
    expect(await checkedAgain(template.id)).toMatchObject({ passed: 1, of: 1 });
    await runtime().pool.query("delete from draft_history where flow_id = $1", [template.flow]);
    expect(await checkedAgain(template.id)).toMatchObject({ passed: 0, problems: [{ problem: expect.stringContaining("not kept any more") }] });
  });

  test("that do not end are given up", async () => {
    target.answer = () => ({ status: 200, delayMs: 20_000 });
    const template = await publish(approved(), { parameters: [asked("read_url", "read"), asked("send_url", "send")], samples: [sample({ total: 1 })] });
    await expect(checkTemplate(engine.context, { template: template.id })).rejects.toMatchObject({ code: "conflict" });
    await runtime().pool.query("update template_checks set started_at = now() - interval '11 minutes' where template_id = $1", [template.id]);
    const late = await until("the check to be given up", () => checkOf(template.id));
    expect(late).toMatchObject({ passed: 0, of: 1, problems: [{ problem: "It did not end within 10 minutes." }] });
    expect((await runtime().pool.query("select status from runs where flow_id = $1", [template.flow])).rows).toEqual([{ status: "cancelled" }]);
  });
});
