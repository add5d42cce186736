import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { recordsDocument } from "#components/editor/records-document.test-support.ts";
import type { Flow } from "#lib/contracts/flows.schema.ts";
import type { Run, RunDetail } from "#lib/contracts/runs.schema.ts";
import type { SampleSystem } from "#lib/contracts/sample-systems.schema.ts";
import { signIn } from "#tests/pages/account-pages.ts";
import { axeInBothThemes } from "#tests/support/axe.ts";
import { buildDocument, fields, hookMapRequest, literal } from "#tests/support/build-document.ts";
import { launchBrowser, screenshotPath } from "#tests/support/browser.ts";
import { type Millrace, startMillrace } from "#tests/support/start-millrace.ts";
import { startTarget, type TargetServer } from "#tests/support/target-server.ts";
import { until } from "#tests/support/until.ts";

let target: TargetServer;
let millrace: Millrace;
let browser: Browser;
let flow: Flow;
let records: Flow;
let scheduled: Flow;
let failed: Run;
let succeeded: Run;
let waiting: string;
let question: Flow;
let link: string;
let invite: string;

async function finishedRuns(flowId: string, count: number): Promise<Run[]> {
  return await until(`${count} finished runs`, async () => {
    const { runs } = await millrace.api<{ runs: Run[] }>("GET", `/api/v1/runs?flow=${flowId}`);
    return runs.filter((run) => run.finishedAt !== null).length === count && runs;
  });
}

/** What the log of a sample system shows: an answer, and one that was not found. */
async function askShop(): Promise<void> {
  const { systems } = await millrace.api<{ systems: SampleSystem[] }>("GET", "/api/v1/sample-systems");
  const { key } = await millrace.api<{ key: string }>("GET", "/api/v1/sample-systems/key");
  for (const id of ["ord_1001", "none"]) await fetch(`${systems.find((system) => system.id === "shop")?.url}/orders/${id}`, { headers: { authorization: `Bearer ${key}` } });
}

/** A run that waits for a decision, and a test run beside it. */
async function startQuestion(): Promise<string> {
  const document = buildDocument({ start: { type: "core/manual" }, ask: { type: "core/approval", config: {
    question: literal("Refund order 1042 for 480 EUR?"), details: fields({ customer: literal("ada@example.com") }), message: literal("The parcel came back on Monday.\nThe box was open."), who: literal("link"),
    form: literal([
      { name: "amount", label: "Amount to refund", type: "number", required: true, default: 480 }, { name: "reason", label: "Reason", type: "choice", required: true, options: ["Damaged", "Late"] },
      { name: "day", label: "Pay on", type: "date", required: false }, { name: "tell", label: "Tell the customer", type: "boolean", required: false }, { name: "note", label: "Note", type: "long", required: false },
    ]),
  } } }, ["start -> ask"]);
  const created = await millrace.api<Flow>("POST", "/api/v1/flows", { name: "Refund", document });
  await millrace.api("POST", `/api/v1/flows/${created.id}/publish`, { baseRevision: created.draftRevision });
  await millrace.api("POST", `/api/v1/flows/${created.id}/test`, {});
  const { run } = await millrace.api<{ run: string }>("POST", `/api/v1/flows/${created.id}/runs`, {});
  const asked = await until("the question", async () => {
    const read = await millrace.api<RunDetail>("GET", `/api/v1/runs/${run}`);
    return read.status === "waiting" && read;
  });
  link = asked.waits[0]?.link ?? "";
  question = created;
  return run;
}

beforeAll(async () => {
  target = await startTarget();
  millrace = await startMillrace({ MILLRACE_EGRESS_ALLOW: target.address });
  browser = await launchBrowser();
  const created = await millrace.api<Flow>("POST", "/api/v1/flows", { name: "Orders to the warehouse", document: hookMapRequest(`${target.url}/in`) });
  flow = await millrace.api<Flow>("POST", `/api/v1/flows/${created.id}/publish`, { baseRevision: created.draftRevision });
  await millrace.api("POST", "/api/v1/flows", { name: "A draft with a name so long that it has to be cut somewhere, or the page would burst at its seams", document: buildDocument({ hook: { type: "core/webhook" }, call: { type: "http/request" } }, ["hook -> call"]) });
  await millrace.api("POST", "/api/v1/connections", { name: "Shop, as the integration user", allowedHosts: ["api.shop.example", "files.shop.example:8443"], credential: { kind: "http/basic", username: "integration", password: "secret" } });
  records = await millrace.api<Flow>("POST", "/api/v1/flows", { name: "Lines to the stock", document: recordsDocument() });
  const weekdays = { mode: "daily", times: ["08:30", "17:00"], weekdays: ["mon", "tue", "wed", "thu", "fri"], zone: "Europe/Berlin" };
  scheduled = await millrace.api<Flow>("POST", "/api/v1/flows", { name: "Every weekday", document: buildDocument({ "Every morning": { type: "core/schedule", config: { schedule: literal(weekdays) } } }, []) });
  await millrace.api("POST", `/api/v1/flows/${scheduled.id}/publish`, { baseRevision: 1 });
  const paused = await millrace.api<Flow>("POST", "/api/v1/flows", { name: "Paused one", document: hookMapRequest(`${target.url}/in`) });
  await millrace.api("POST", `/api/v1/flows/${paused.id}/publish`, { baseRevision: 1 });
  await millrace.api("POST", `/api/v1/flows/${paused.id}/pause`, { reason: "The warehouse moves this week" });
  const post = (body: unknown): Promise<Response> => fetch(flow.hookUrl, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
  await post({ action: "opened", sender: { login: "octocat" }, list: Array.from({ length: 200 }, (_, index) => ({ index, text: "x".repeat(50) })) });
  await finishedRuns(flow.id, 1);
  target.answer = () => ({ status: 422, body: '{"error":"account 4400 is archived"}' });
  await post({ action: "closed", sender: { login: "hubot" } });
  const runs = await finishedRuns(flow.id, 2);
  failed = runs.find((run) => run.status === "failed") as Run;
  succeeded = runs.find((run) => run.status === "succeeded") as Run;
  waiting = await startQuestion();
  await askShop();
}, 300_000);

afterAll(async () => {
  await browser?.close();
  await millrace?.dispose();
  await target?.close();
}, 60_000);

async function settle(page: Page): Promise<void> {
  await page.waitForLoadState("load");
  await page.locator("h1").first().waitFor();
  await expect.poll(() => page.locator("[aria-busy=true], .skel").count(), { timeout: 15_000 }).toBe(0);
  await page.evaluate(async () => {
    await document.fonts.ready;
    await Promise.all(document.getAnimations().filter((animation) => animation.effect?.getTiming().iterations !== Infinity).map((animation) => animation.finished.catch(() => undefined)));
  });
}

const sizes = { wide: { width: 1440, height: 900 }, narrow: { width: 390, height: 844 } };

/** The canvas, or the outline on small screens, comes after the page: all three plates are there. */
async function plates(page: Page): Promise<void> {
  await page.locator(".node").nth(2).waitFor();
}

/** The canvas with what the run did; on small screens the list of its steps says that alone. */
async function painted(page: Page, narrow: boolean): Promise<void> {
  await (narrow ? page.locator(".wf-row").last() : page.locator(".node").nth(2)).waitFor();
}

/** Every screen, and what has to be done there to see the state that is meant. */
const screens: Record<string, { path: () => string; prepare?: (page: Page, narrow: boolean) => Promise<void> }> = {
  flows: { path: () => "/flows" },
  versions: { path: () => `/flows/${flow.id}/versions`, prepare: async (page) => await page.locator(".vs-canvas .node").nth(2).waitFor() },
  "flows, nothing found": { path: () => "/flows?search=nothing-is-called-this" },
  "flows, what is kept": {
    path: () => "/flows",
    prepare: async (page) => {
      await page.getByRole("button", { name: "More about Orders to the warehouse" }).click();
      await page.getByRole("menuitem", { name: "Keep runs for" }).click();
      await page.getByRole("dialog").getByLabel("Keep each run for").selectOption({ label: "7 days" });
    },
  },
  editor: { path: () => `/flows/${flow.id}`, prepare: plates },
  "editor, a step open": {
    path: () => `/flows/${flow.id}`,
    prepare: async (page) => {
      await page.locator(".node-name", { hasText: "send" }).first().click();
      await page.getByText("Idempotency").first().or(page.getByRole("tab", { name: "Settings" })).first().waitFor();
    },
  },
  "editor, records": { path: () => `/flows/${records.id}`, prepare: plates },
  "editor, approval open": {
    path: () => `/flows/${question.id}`,
    prepare: async (page) => {
      await page.locator(".node-name", { hasText: "ask" }).first().click();
      await page.getByRole("button", { name: "Add a field" }).waitFor();
    },
  },
  "editor, cases open": {
    path: () => `/flows/${records.id}`,
    prepare: async (page) => {
      await page.locator(".node-name", { hasText: "Where to" }).first().click();
      await page.getByRole("group", { name: "US when" }).first().waitFor();
    },
  },
  "editor, a schedule open": {
    path: () => `/flows/${scheduled.id}`,
    prepare: async (page) => {
      await page.locator(".node-name", { hasText: "Every morning" }).first().click();
      await page.locator(".sched-next li").nth(4).waitFor();
    },
  },
  schedule: { path: () => `/flows/${scheduled.id}/schedule`, prepare: async (page) => await page.getByRole("row").nth(10).waitFor() },
  "schedule, none": { path: () => `/flows/${flow.id}/schedule` },
  connections: { path: () => "/connections" },
  "connections, a new one": {
    path: () => "/connections",
    prepare: async (page) => {
      await page.getByRole("button", { name: "New connection" }).first().click();
      await page.getByRole("dialog").getByLabel("Kind").selectOption({ label: "PostgreSQL" });
    },
  },
  runs: { path: () => "/runs" },
  "run, succeeded": { path: () => `/runs/${succeeded.id}`, prepare: painted },
  "run, failed": { path: () => `/runs/${failed.id}`, prepare: painted },
  "run, replay": {
    path: () => `/runs/${failed.id}`,
    prepare: async (page) => {
      await page.getByRole("button", { name: /^Replay from/ }).first().click();
      await page.locator(".replay-preview").waitFor();
    },
  },
  "run, a question": { path: () => `/runs/${waiting}`, prepare: async (page) => await page.getByRole("button", { name: "Approve" }).waitFor() },
  "runs, test runs": { path: () => "/runs?kind=test" },
  "run, missing": { path: () => "/runs/run_0000000000000000000000000" },
  samples: { path: () => "/sample-systems", prepare: async (page) => await page.getByRole("button", { name: "GET /orders/ord_1001" }).waitFor() },
  "samples, records": { path: () => "/sample-systems?system=crm&show=contacts", prepare: async (page) => await page.getByRole("button", { name: "con_101", exact: true }).or(page.getByRole("button", { name: "Show more" })).first().waitFor() },
  "samples, a record": {
    path: () => "/sample-systems?system=mailbox&show=messages",
    prepare: async (page) => {
      await page.getByRole("button", { name: "msg_110" }).click();
      await page.getByRole("dialog").getByText("Collection tomorrow").waitFor();
    },
  },
  alerts: { path: () => "/alerts" },
  settings: { path: () => "/settings" },
  members: { path: () => "/settings/members" },
  "api keys": { path: () => "/settings/api-keys" },
};

describe.each(["wide", "narrow"] as const)("%s", (size) => {
  let context: BrowserContext;
  let page: Page;
  let base: string;
  const complaints: string[] = [];

  beforeAll(async () => {
    context = await browser.newContext({ viewport: sizes[size], hasTouch: size === "narrow" });
    page = await context.newPage();
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("console", (message) => {
      if (message.type() === "error" && !/404/.test(message.text())) complaints.push(message.text());
    });
    await signIn(page, millrace.url, millrace.owner);
    base = page.url().replace(/\/flows$/, "");
  }, 60_000);

  afterAll(async () => {
    await context?.close();
  });

  async function look(name: string): Promise<void> {
    await settle(page);
    expect(await axeInBothThemes(page, (theme) => page.screenshot({ path: screenshotPath(`${name}-${theme}-${size}`) })), `axe on ${name}`).toEqual([]);
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect(overflow, `${name} scrolls sideways`).toBeLessThanOrEqual(0);
    expect(complaints.splice(0), `errors on ${name}`).toEqual([]);
  }

  test.each(Object.entries(screens))("%s", async (name, { path, prepare }) => {
    await page.goto(`${base}${path()}`);
    await settle(page);
    await prepare?.(page, size === "narrow");
    await look(name);
  }, 60_000);

  test.each([["admin", "/admin"], ["queue", "/admin/queue"], ["api reference", "/help/api"], ["help", "/help"], ["help, a node", "/help/nodes/http/request"], ["help, what a run does", "/help/flows"], ["not found", "/nothing/here"]])("%s", async (name, path) => {
    await page.goto(`${millrace.url}${path}`);
    await look(name);
  }, 60_000);

  test("invitation", async () => {
    if (invite === undefined) {
      const workspace = base.split("/").at(-1) ?? "";
      const made = await page.request.post(`${millrace.url}/api/v1/invites`, { headers: { "x-millrace-workspace": workspace, origin: millrace.url }, data: { email: "new@example.com", role: "editor" } });
      invite = ((await made.json()) as { url: string }).url;
    }
    await page.goto(invite);
    await look("invitation");
  }, 60_000);

  test("sign-in and approval", async () => {
    const visitor = await browser.newContext({ viewport: sizes[size] });
    const mine = page;
    page = await visitor.newPage();
    await page.goto(`${millrace.url}/sign-in`);
    await look("sign-in");
    await page.goto(link);
    await page.getByRole("button", { name: "Approve" }).click();
    await page.getByText("Nothing was decided yet").waitFor();
    await look("approval");
    await page.goto(`${millrace.url}/a/nowhere`);
    await look("approval, unknown");
    await visitor.close();
    page = mine;
  }, 60_000);
});
