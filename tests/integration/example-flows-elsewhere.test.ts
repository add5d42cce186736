import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { FlowNode } from "#lib/flow/document.schema.ts";
import type { Json } from "#lib/json.ts";
import { literal } from "#tests/support/build-document.ts";
import { installed, order, payment, quick, startStories, type Stories } from "#tests/support/example-stories.ts";
import { startEngine, type TestEngine } from "#tests/support/start-engine.ts";
import { startTarget, type TargetServer } from "#tests/support/target-server.ts";
import { until } from "#tests/support/until.ts";

/** CRM, books and analytics of somebody else: plain HTTP servers that count what they are sent. */
let targets: [TargetServer, TargetServer, TargetServer];
let engine: TestEngine;
let stories: Stories;

beforeAll(async () => {
  targets = [await startTarget(), await startTarget(), await startTarget()];
  // The templates are for the sample systems, so those are on; nothing here asks them.
  engine = await startEngine({ samplesPort: 9, egressAllow: targets.map(({ address }) => address) });
  stories = await startStories();
}, 60_000);
afterAll(async () => {
  await stories.stop();
  await engine.stop();
  await Promise.all(targets.map((target) => target.close()));
});
beforeEach(() => {
  for (const target of targets) target.received.length = 0;
});

test("a form creates a lead and thanks by its number", async () => {
  const [crm] = targets;
  crm.answer = () => ({ status: 201, body: '{"id":"X-77"}' });
  const number = { kind: "template" as const, parts: ["Your request has the number ", { kind: "reference" as const, node: "n_lead", path: ["body", "id"] }, "."] };
  const document = await installed(engine.context, "tmpl_millrace_lead_form");
  // Without what happens later by mail, and when the CRM is down: those are steps of the sample systems.
  const nodes = document.nodes.filter(({ id }) => ["n_form", "n_lead", "n_thank"].includes(id)).map((node): FlowNode => {
    if (node.type === "core/respond") return { ...node, config: { ...node.config, body: number } };
    if (node.type !== "sample-crm/create-lead") return node;
    return { ...node, type: "http/request", config: { method: literal("POST"), url: literal(`${crm.url}/leads`), send: literal("value"), bodyValue: { kind: "reference", node: "n_form", path: ["fields"] } } };
  });
  const edges = document.edges.filter(({ from, to }) => [from, to].every(({ node }) => nodes.some(({ id }) => id === node)));
  const flow = await engine.publish("Lead form", { ...document, nodes, edges, layout: { nodes: {} } });
  const page = await stories.fill(flow.hookPath);
  expect(page.text).toContain("Your request has the number X-77.");
  expect(await page.again()).toContain("X-77");
  expect(crm.received.map(({ method, url, body }) => [method, url, JSON.parse(body)])).toEqual([["POST", "/leads", { name: "Grace Hopper", email: "grace@example.com", message: "40 mugs" }]]);
});

test("a signed payment event reaches three systems once each: sent twice, out of order, one down for a while, one that does not say what it took", async () => {
  const [crm, books, analytics] = targets;
  let isDown = true;
  books.answer = () => (isDown ? { status: 503 } : { status: 201 });
  const taken = new Set<string>();
  crm.answer = ({ headers }) => {
    const key = String(headers["idempotency-key"]);
    const isKnown = taken.has(key);
    taken.add(key);
    return { status: isKnown ? 201 : 502 };
  };
  analytics.answer = () => ({ status: 201 });
  const document = await stories.ready(engine.context, await installed(engine.context, "tmpl_millrace_payment_events"));
  const kept = document.nodes.filter(({ type }) => !type.startsWith("sample-") && type !== "core/branch");
  const calls = targets.map(({ url }, index): FlowNode => ({ id: `n_call${index}`, name: `Call ${index}`, type: "http/request", settings: quick, config: { method: literal("POST"), url: literal(`${url}/in`), send: literal("value"), bodyValue: { kind: "reference", node: "n_payment", path: ["id"] } } }));
  const wires = calls.map(({ id }, index) => ({ id: `e_call${index}`, carries: "value" as const, from: { node: "n_payment", port: "out" }, to: { node: id, port: "in" } }));
  const edges = [...document.edges.filter(({ from, to }) => [from, to].every(({ node }) => kept.some(({ id }) => id === node))), ...wires];
  const flow = await engine.publish("Payments", { ...document, nodes: [...kept, ...calls], edges, layout: { nodes: {} } });
  expect(new Set(await Promise.all(order.map((number) => stories.post(flow.hookPath, payment(number)))))).toEqual(new Set([202]));
  expect(await stories.post(flow.hookPath, payment(99), "whsec_other")).toBe(401);
  await until("analytics to have all", () => analytics.received.length === 6);
  expect(books.received.length).toBeGreaterThan(0);
  isDown = false;
  await engine.idle();
  // What has the same key is the same effect, tried again: every target counts each payment once.
  for (const target of targets) {
    const effects = new Map(target.received.map(({ headers, body }) => [String(headers["idempotency-key"]), JSON.parse(body) as Json]));
    expect([...effects.values()].toSorted()).toEqual(["pi_1", "pi_2", "pi_3", "pi_4", "pi_5", "pi_6"]);
  }
  expect([crm.received.length, analytics.received.length]).toEqual([12, 6]);
});
