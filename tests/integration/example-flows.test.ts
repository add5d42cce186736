import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { sampleSystems } from "#lib/samples/sample-systems.ts";
import { checkFlow } from "#lib/server/flows/check-flow.ts";
import { listRuns } from "#lib/server/runs/list-runs.ts";
import { installed, order, payment, startStories, type Stories } from "#tests/support/example-stories.ts";
import { type SampleLab, startSampleLab } from "#tests/support/sample-lab.ts";
import { until } from "#tests/support/until.ts";

let lab: SampleLab;
let stories: Stories;

beforeAll(async () => {
  lab = await startSampleLab();
  stories = await startStories();
}, 60_000);
afterAll(async () => {
  await stories.stop();
  await lab.stop();
});
beforeEach(async () => {
  for (const { id } of sampleSystems) await lab.store(id).reset();
});

/** What a system was asked to do and did, by its own log. */
async function done(system: string): Promise<string[]> {
  const requests = await lab.store(system).requests({ limit: 200 });
  return requests.filter(({ method, status, isRepeat }) => method !== "GET" && status < 300 && !isRepeat).map(({ body }) => body ?? "").toReversed();
}

test("the examples have no issue but the secret that is still to be chosen", async () => {
  const documents = await Promise.all(["tmpl_millrace_lead_form", "tmpl_millrace_payment_events"].map((id) => installed(lab.engine.context, id)));
  const issues = await Promise.all(documents.map(async (document) => (await checkFlow(lab.engine.context, { document })).issues.map(({ rule, severity }) => `${severity} ${rule}`)));
  expect(issues).toEqual([[], ["error connection-required"]]);
});

describe("a form creates a lead and thanks by its number", () => {
  test("on the sample CRM, whose log has one lead however often the page is sent", async () => {
    const flow = await lab.engine.publish("Lead form", await installed(lab.engine.context, "tmpl_millrace_lead_form"));
    const page = await stories.fill(flow.hookPath);
    const { data } = (await lab.ask("GET", "/crm/leads?email=grace@example.com")).body as { data: { id: string; source: string; message: string }[] };
    expect(data).toMatchObject([{ source: "website", message: "40 mugs" }]);
    expect(page.text).toContain(`Your request has the number ${data[0]?.id}.`);
    expect(await page.again()).toContain(`Your request has the number ${data[0]?.id}.`);
    expect(await done("crm")).toHaveLength(1);
  });
});

describe("a signed payment event reaches CRM, books and analytics once each", () => {
  test("on the sample systems: sent twice, out of order, one of them down for a while", async () => {
    const flow = await lab.engine.publish("Payments", await stories.ready(lab.engine.context, await installed(lab.engine.context, "tmpl_millrace_payment_events")));
    await lab.store("mailbox").setBehaviour("down");
    const known = (number: number) => (number % 2 === 0 ? "ada@example.com" : undefined);
    const statuses = await Promise.all(order.map((number) => stories.post(flow.hookPath, payment(number, known(number)))));
    expect(new Set(statuses)).toEqual(new Set([202]));
    expect(await stories.post(flow.hookPath, payment(1).replace("1001", "9999"))).toBe(202);
    expect(await stories.post(flow.hookPath, payment(99), "whsec_other")).toBe(401);
    await until("the others to be done while the mail box is down", async () => (await done("warehouse")).length === 6 && (await done("crm")).length === 6);
    expect(await done("mailbox")).toEqual([]);
    expect((await lab.store("mailbox").requests({ limit: 200 })).some(({ status }) => status === 503)).toBe(true);
    await lab.store("mailbox").setBehaviour("normal");
    await lab.engine.idle();
    const numbers = (lines: readonly string[]) => lines.map((line) => Number(/pi_(\d+)/.exec(line)?.[1])).toSorted();
    for (const system of ["crm", "mailbox", "warehouse"]) expect(numbers(await done(system)), system).toEqual([1, 2, 3, 4, 5, 6]);
    const { data } = (await lab.ask("GET", "/warehouse/tables/orders/rows?status=paid&limit=200")).body as { data: { id: string; total: number; currency: string }[] };
    expect(data.filter(({ id }) => id.startsWith("pi_")).map(({ id, total, currency }) => [id, total, currency]).toSorted()).toEqual([1, 2, 3, 4, 5, 6].map((number) => [`pi_${number}`, (1_000 + number) / 100, "eur"]));
    const { runs } = await listRuns(lab.engine.context, { flow: flow.id, limit: 50 });
    expect(runs.map(({ status }) => status)).toEqual(Array.from({ length: 6 }, () => "succeeded"));
  });
});
