import { createServer, type Server } from "node:http";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ConfigValue, FlowDocument } from "#lib/flow/document.schema.ts";
import type { Json } from "#lib/json.ts";
import { listEvents } from "#lib/server/events/list-events.ts";
import { deleteFlow } from "#lib/server/flows/delete-flow.ts";
import { pauseFlow } from "#lib/server/flows/pause-flow.ts";
import { publishFlow } from "#lib/server/flows/publish-flow.ts";
import { resumeFlow } from "#lib/server/flows/resume-flow.ts";
import { saveDraft } from "#lib/server/flows/save-draft.ts";
import { testFlow } from "#lib/server/flows/test-flow.ts";
import { createFlow } from "#lib/server/flows/create-flow.ts";
import { handleForm } from "#lib/server/forms/form-listener.ts";
import { receiveHook } from "#lib/server/hooks/receive-hook.ts";
import { listRuns } from "#lib/server/runs/list-runs.ts";
import { readRun } from "#lib/server/runs/read-run.ts";
import { generateSample } from "#lib/server/samples/generate-sample.ts";
import { listSamples } from "#lib/server/samples/list-samples.ts";
import { readSample } from "#lib/server/samples/read-sample.ts";
import { startCapture } from "#lib/server/samples/start-capture.ts";
import { readFlow } from "#lib/server/flows/read-flow.ts";
import { startRun } from "#lib/server/runs/start-run.ts";
import { buildDocument, fields, literal, reference } from "#tests/support/build-document.ts";
import { startEngine, type TestEngine } from "#tests/support/start-engine.ts";
import { until } from "#tests/support/until.ts";

let engine: TestEngine;
let server: Server;
let base: string;

beforeAll(async () => {
  engine = await startEngine({});
  server = createServer((request, response) => void handleForm(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  base = `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`;
}, 60_000);
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await engine.stop();
});

const asked: Json = [
  { name: "order", label: "Order", type: "text", required: true, help: "As on the bill." },
  { name: "mail", label: "E-mail", type: "email", required: true },
  { name: "amount", label: "Amount", type: "number", required: true },
  { name: "day", label: "Day", type: "date", required: false },
  { name: "why", label: "Why", type: "choice", required: true, options: ["damaged", "<late>"] },
  { name: "note", label: "", type: "long", required: false },
  { name: "sure", label: "Sure", type: "boolean", required: false, default: true },
];

function formFlow(form: Json = asked, config: Record<string, ConfigValue> = {}): FlowDocument {
  return buildDocument(
    { form: { type: "core/form", config: { title: literal("Ask for a refund"), fields: literal(form), ...config } }, read: { type: "core/map", config: { fields: fields({ all: reference("form") }) } } },
    ["form -> read"],
  );
}

const right = { order: "1042", mail: "ada@example.com", amount: "12,50", day: "2026-12-24", why: "<late>", note: "one\r\ntwo", sure: "yes" };

interface Page {
  status: number;
  headers: Headers;
  text: string;
}

async function read(answer: Response): Promise<Page> {
  return { status: answer.status, headers: answer.headers, text: await answer.text() };
}

async function open(path: string, method = "GET"): Promise<Page> {
  return await read(await fetch(`${base}/f/${path}`, { method, redirect: "manual" }));
}

async function send(path: string, values: Record<string, string> | string, headers: Record<string, string> = {}): Promise<Page> {
  return await read(await fetch(`${base}/f/${path}`, { method: "POST", redirect: "manual", headers: { "content-type": "application/x-www-form-urlencoded", ...headers }, body: new URLSearchParams(values).toString() }));
}

function submissionOf(page: Page): string {
  return /name=":submission" value="([\w-]+)"/.exec(page.text)?.[1] ?? "";
}

async function runsOf(flow: string) {
  await engine.idle();
  const { runs } = await listRuns(engine.context, { flow, limit: 50 });
  return await Promise.all(runs.map((run) => readRun(engine.context, { run: run.id })));
}

async function answersOf(flow: string): Promise<Json[]> {
  return (await runsOf(flow)).map((run) => (run.steps[0]?.output?.kind === "inline" ? (run.steps[0].output.value as Json as { fields: Json }).fields : null));
}

test("what a browser sends without scripts starts one run with typed answers", async () => {
  const flow = await engine.publish("refunds", formFlow(asked, { description: literal("Up to <b>480</b>."), thanks: literal("<i>Thanks</i>"), button: literal("Ask") }));
  expect(flow.formUrl).toMatch(/\/f\/[\w-]{24}$/);
  const page = await open(flow.hookPath);
  expect(page.status).toBe(200);
  expect(page.headers.get("content-security-policy")).toMatch(/^default-src 'none'; style-src 'nonce-[^']+'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'$/);
  expect(Object.fromEntries(page.headers)).toMatchObject({ "content-type": "text/html; charset=utf-8", "cache-control": "no-store", "referrer-policy": "no-referrer", "x-robots-tag": "noindex, nofollow", "x-content-type-options": "nosniff", "x-frame-options": "DENY" });
  expect(page.text).toContain("Up to &lt;b&gt;480&lt;/b&gt;.");
  expect(page.text).toContain("<option>&lt;late&gt;</option>");
  expect(page.text).toContain("<button>Ask</button>");
  expect(page.text).not.toContain("<script");
  const sent = await send(flow.hookPath, { ":submission": submissionOf(page), ...right });
  expect([sent.status, sent.headers.get("location")]).toEqual([303, `/f/${flow.hookPath}?sent`]);
  const thanks = await open(`${flow.hookPath}?sent`);
  expect(thanks.text).toContain("&lt;i&gt;Thanks&lt;/i&gt;");
  expect(thanks.text).not.toContain("<form");

  const [run, ...others] = await runsOf(flow.id);
  expect(others).toEqual([]);
  expect(run).toMatchObject({ status: "succeeded", pattern: "event" });
  expect(run?.steps[0]?.output).toEqual({
    kind: "inline", size: expect.any(Number), hidden: [], value: { id: run?.eventId, submittedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/), fields: { order: "1042", mail: "ada@example.com", amount: 12.5, day: "2026-12-24", why: "<late>", note: "one\ntwo", sure: true } },
  });
});

test("what is left empty is left out, and a box that is not ticked says no", async () => {
  const flow = await engine.publish("sparse", formFlow());
  const { sure, day, note, ...needed } = right;
  expect((await send(flow.hookPath, { ...needed, day: "", note: " " })).status).toBe(303);
  expect(await answersOf(flow.id)).toEqual([{ order: "1042", mail: "ada@example.com", amount: 12.5, why: "<late>", sure: false }]);
});

describe("while it captures", () => {
  const samplesOf = async (flow: string) => {
    const { samples } = await listSamples(engine.context, { flow });
    return await Promise.all(samples.map((sample) => readSample(engine.context, { flow, sample: sample.id })));
  };

  test("a form that is not published is shown, and what is sent is kept as a sample and runs nothing", async () => {
    const flow = await createFlow(engine.context, { name: "draft", document: formFlow() });
    const path = flow.formUrl.split("/").at(-1) ?? "";
    expect((await open(path)).status).toBe(404);
    expect(await startCapture(engine.context, { flow: flow.id, count: 1, forSeconds: 60 })).toMatchObject({ state: "open", runs: false, url: flow.formUrl });
    const page = await open(path);
    expect(page.text).toContain("Ask for a refund");
    expect((await send(path, { ...right, mail: "none" })).status).toBe(422);
    await expect(receiveHook({ method: "POST", path, query: new URLSearchParams(), headers: { "content-type": "application/json" }, body: Buffer.from("{}") })).rejects.toThrow("No published flow answers");
    const thanks = await send(path, { ":submission": submissionOf(page), ...right });
    expect(thanks.status).toBe(200);
    expect(thanks.text).toContain("Captured, not run: the flow is not published.");
    expect((await open(path)).status).toBe(404);
    expect(await samplesOf(flow.id)).toMatchObject([{ origin: "captured", stale: false, payload: { value: { fields: { order: "1042", amount: 12.5, sure: true } } } }]);
    expect(await runsOf(flow.id)).toEqual([]);
  });

  test("a published form runs as ever and is kept, once of what is sent twice; a draft that asks for something else makes it an old sample", async () => {
    const flow = await engine.publish("live", formFlow());
    const { draftRevision } = await readFlow(engine.context, { flow: flow.id });
    await saveDraft(engine.context, { flow: flow.id, baseRevision: draftRevision, name: "live", document: formFlow([{ name: "order", label: "Order", type: "text", required: true }]) });
    await startCapture(engine.context, { flow: flow.id, count: 3, forSeconds: 60 });
    const values = { ":submission": submissionOf(await open(flow.hookPath)), ...right };
    expect([(await send(flow.hookPath, values)).status, (await send(flow.hookPath, values)).status]).toEqual([303, 303]);
    expect(await samplesOf(flow.id)).toMatchObject([{ origin: "captured", stale: true, payload: { value: { fields: { order: "1042" } } } }]);
    expect(await runsOf(flow.id)).toMatchObject([{ status: "succeeded" }]);
  });
});

describe("what is not right", () => {
  let path: string;
  let id: string;
  beforeAll(async () => {
    const flow = await engine.publish("refusing", formFlow());
    path = flow.hookPath;
    id = flow.id;
  });
  const nothingStored = async (): Promise<void> => {
    expect(await runsOf(id)).toEqual([]);
    const { events } = await listEvents(engine.context, { limit: 100 });
    expect(events.filter((event) => event.source.flow === id)).toEqual([]);
  };

  test.each([
    ["order", "", "This is needed."],
    ["order", "x".repeat(20_001), "Give text of at most 20,000 characters."],
    ["mail", "ada@example", "Give an address such as ada@example.com."],
    ["mail", "a b@example.com", "Give an address such as ada@example.com."],
    ["amount", "much", "Give a number."],
    ["amount", "1e999", "Give a number."],
    ["day", "2026-02-30", "Give a day such as 2026-12-24."],
    ["day", "24.12.2026", "Give a day such as 2026-12-24."],
    ["why", "lost", "Choose one of the list."],
    ["note", "x".repeat(20_001), "Give text of at most 20,000 characters."],
    ["sure", "perhaps", "Say yes or no."],
  ])("%s, case %#, is told at its field, and what was typed is kept", async (name, value, message) => {
    const page = await send(path, { ":submission": "a-page-of-this-test-01", ...right, [name]: value });
    expect(page.status).toBe(422);
    expect(page.text).toContain(`<p class="error" id="${name}-error">${message}</p>`);
    expect(page.text.match(/class="error"/g)).toHaveLength(1);
    expect(page.text).toMatch(new RegExp(`id="${name}" name="${name}"[^>]* aria-invalid="true" aria-describedby="${name}-error[^>]* autofocus`));
    expect(submissionOf(page)).toBe("a-page-of-this-test-01");
    for (const [other, kept] of [["order", 'value="1042"'], ["amount", 'value="12,50"'], ["why", "<option selected>&lt;late&gt;"]] as const) if (other !== name) expect(page.text).toContain(kept);
    if (name === "mail") expect(page.text).toContain(`value="${value}"`);
    await nothingStored();
  });

  test("HTML in what was typed comes back as text", async () => {
    const page = await send(path, { ...right, order: '"><script>alert(1)</script>', note: "</textarea><img src=x onerror=alert(1)>", amount: "'><b>" });
    expect(page.status).toBe(422);
    expect(page.text).toContain('value="&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;"');
    expect(page.text).toContain("&lt;/textarea&gt;&lt;img src=x");
    expect(page.text).not.toMatch(/<script|<img|<b>/);
  });

  test.each(["__proto__", "constructor", "toString", "order[]", "a.b"])("a name that the form does not have (%s) stores nothing", async (name) => {
    const page = await send(path, { ...right, [name]: "polluted" });
    expect(page.status).toBe(422);
    expect(page.text).toContain("the form has changed since you opened it");
    expect(page.text).not.toContain("polluted");
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
    await nothingStored();
  });

  test("a name sent twice, a body of another type, one that is encoded or too big, and another method", async () => {
    expect((await send(path, `${new URLSearchParams(right).toString()}&order=2`)).status).toBe(422);
    expect((await send(path, right, { "content-type": "application/json" })).status).toBe(415);
    expect((await send(path, right, { "content-type": "text/plain" })).status).toBe(415);
    expect((await send(path, right, { "content-encoding": "gzip" })).status).toBe(415);
    const big = await send(path, { ...right, note: "x".repeat(1024 * 1024) });
    expect([big.status, big.text.includes("larger than a form may be")]).toEqual([413, true]);
    const put = await open(path, "PUT");
    expect([put.status, put.headers.get("allow")]).toEqual([405, "GET, HEAD, POST"]);
    const head = await open(path, "HEAD");
    expect([head.status, head.text]).toEqual([200, ""]);
    await nothingStored();
  });

  test("more names than a form can have are refused before they are looked at", async () => {
    const page = await send(path, Array.from({ length: 5_001 }, (_, index) => `n${index}=`).join("&"));
    expect([page.status, page.text.includes("more than 5000 values")]).toEqual([400, true]);
    await nothingStored();
  });
});

describe("sent again", () => {
  test("the same from one page counts once, also at the same time; something else from it counts", async () => {
    const flow = await engine.publish("twice", formFlow());
    const submission = submissionOf(await open(flow.hookPath));
    const again = await Promise.all(Array.from({ length: 4 }, () => send(flow.hookPath, { ":submission": submission, ...right })));
    expect(again.map((page) => page.status)).toEqual([303, 303, 303, 303]);
    expect(await answersOf(flow.id)).toHaveLength(1);
    expect((await send(flow.hookPath, { ":submission": submission, ...right, order: "1043" })).status).toBe(303);
    expect(await answersOf(flow.id)).toHaveLength(2);
    const other = submissionOf(await open(flow.hookPath));
    expect(other).not.toBe(submission);
    expect((await send(flow.hookPath, { ":submission": other, ...right })).status).toBe(303);
    expect(await answersOf(flow.id)).toHaveLength(3);
  });

  test("an id of one form says nothing about another", async () => {
    const [one, two] = [await engine.publish("one", formFlow()), await engine.publish("two", formFlow())];
    for (const flow of [one, two]) expect((await send(flow.hookPath, { ":submission": "a-page-of-this-test-02", ...right })).status).toBe(303);
    expect([await answersOf(one.id), await answersOf(two.id)].map((answers) => answers.length)).toEqual([1, 1]);
  });
});

test("while the flow is paused the form stays open, and what is sent runs when it is resumed", async () => {
  const flow = await engine.publish("paused", formFlow());
  await pauseFlow(engine.context, { flow: flow.id, reason: "" });
  expect((await open(flow.hookPath)).status).toBe(200);
  for (const order of ["1", "2"]) expect((await send(flow.hookPath, { ...right, order })).status).toBe(303);
  expect(await runsOf(flow.id)).toEqual([]);
  await resumeFlow(engine.context, { flow: flow.id });
  await until("what was kept to run", async () => (await runsOf(flow.id)).length === 2);
  expect((await answersOf(flow.id)).map((answer) => (answer as { order: string }).order).toSorted()).toEqual(["1", "2"]);
});

test("everything that is not a published form answers the same, and a form is no hook", async () => {
  const form = await engine.publish("a form", formFlow());
  const hook = await engine.publish("a hook", buildDocument({ hook: { type: "core/webhook" } }, []));
  const draft = await createFlow(engine.context, { name: "a draft", document: formFlow() });
  const gone = await engine.publish("gone", formFlow());
  await deleteFlow(engine.context, { flow: gone.id });
  const paths = ["nothing", "", hook.hookPath, draft.formUrl.split("/").at(-1) ?? "", gone.hookPath, `${form.hookPath}/`, `${form.hookPath}%00`, form.hookPath.toUpperCase(), "../f"];
  const normal = (page: Page): string => page.text.replaceAll(/nonce="[^"]+"/g, "");
  const first = await open("nothing");
  expect(first.status).toBe(404);
  for (const path of paths) {
    const [seen, sent] = [await open(path), await send(path, right)];
    expect([seen.status, sent.status, normal(seen), normal(sent)]).toEqual([404, 404, normal(first), normal(first)]);
  }
  await expect(receiveHook({ method: "POST", path: form.hookPath, query: new URLSearchParams(), headers: {}, body: Buffer.from("{}") })).rejects.toMatchObject({ code: "not_found" });
});

test("a form that is published with another trigger is gone, and one with other fields says so with what was typed", async () => {
  const flow = await engine.publish("changing", formFlow());
  const change = async (document: FlowDocument): Promise<void> => {
    const { draftRevision } = await saveDraft(engine.context, { flow: flow.id, baseRevision: revision, document });
    revision = (await publishFlow(engine.context, { flow: flow.id, baseRevision: draftRevision, message: "" })).draftRevision;
  };
  let revision = flow.draftRevision;
  await change(formFlow([{ name: "order", label: "Order", type: "text", required: true }, { name: "shop", label: "Shop", type: "text", required: true }]));
  const page = await send(flow.hookPath, right);
  expect(page.status).toBe(422);
  expect(page.text).toContain("the form has changed since you opened it");
  expect(page.text).toContain('value="1042"');
  expect(page.text).toContain('id="shop-error"');
  await change(buildDocument({ hook: { type: "core/webhook" } }, []));
  expect((await open(flow.hookPath)).status).toBe(404);
});

test("by hand, and in a test run, the answers are checked in the same way", async () => {
  const flow = await engine.publish("by hand", formFlow());
  const values = { order: "1", mail: "ada@example.com", amount: 2, why: "damaged" };
  await expect(startRun(engine.context, { flow: flow.id })).rejects.toMatchObject({ code: "invalid" });
  await expect(testFlow(engine.context, { flow: flow.id, input: { fields: { ...values, amount: "2" } } })).rejects.toMatchObject({ code: "invalid", details: [{ at: "values.amount", message: "Give a number." }] });
  await startRun(engine.context, { flow: flow.id, input: { fields: values } });
  // A sample that is made from the form is one that the form takes.
  const form = flow.document.nodes[0];
  if (form) await testFlow(engine.context, { flow: flow.id, input: generateSample(flow.document, form) });
  expect(await answersOf(flow.id)).toEqual([{ ...values, sure: false }]);
});
