import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Flow } from "#lib/contracts/flows.schema.ts";
import type { Run } from "#lib/contracts/runs.schema.ts";
import { signIn } from "#tests/pages/account-pages.ts";
import { RunPage } from "#tests/pages/run-page.ts";
import { buildDocument, literal, reference } from "#tests/support/build-document.ts";
import { launchBrowser } from "#tests/support/browser.ts";
import { type Millrace, startMillrace } from "#tests/support/start-millrace.ts";
import { startTarget, type TargetServer } from "#tests/support/target-server.ts";
import { until } from "#tests/support/until.ts";

let target: TargetServer;
let millrace: Millrace;
let browser: Browser;
let context: BrowserContext;
let page: Page;
let base: string;
let flow: Flow;

/** A page asks every ten seconds by itself, counted from before the gap: one that only does that is later than this. */
const beforePoll = { timeout: 5_000 };
const lost = "No connection to Millrace";

beforeAll(async () => {
  target = await startTarget();
  millrace = await startMillrace({ MILLRACE_EGRESS_ALLOW: target.address });
  browser = await launchBrowser();
  context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  page = await context.newPage();
  await signIn(page, millrace.url, millrace.owner);
  base = page.url().replace(/\/flows$/, "");
  const document = buildDocument({ start: { type: "core/manual" }, send: { type: "http/request", config: { method: literal("POST"), url: literal(`${target.url}/held`), send: literal("value"), bodyValue: reference("start") } } }, ["start -> send"]);
  flow = await millrace.api<Flow>("POST", "/api/v1/flows", { name: "Held orders", document });
  await millrace.api("POST", `/api/v1/flows/${flow.id}/publish`, { baseRevision: flow.draftRevision, message: "first of all" });
}, 300_000);

afterAll(async () => {
  await browser?.close();
  await millrace?.dispose();
  await target?.close();
}, 60_000);

let release: () => void;
beforeEach(() => {
  const held = Promise.withResolvers<void>();
  release = held.resolve;
  target.received.length = 0;
  target.answer = () => held.promise.then(() => ({ status: 200 }));
});

/** A run whose one request has been sent and is not answered. */
async function startHeld(): Promise<string> {
  const before = target.received.length;
  const { run } = await millrace.api<{ run: string }>("POST", `/api/v1/flows/${flow.id}/runs`, { input: {} });
  await until("its request", () => target.received.length > before);
  return run;
}

async function hasSucceeded(run: string): Promise<boolean> {
  return await millrace.api<Run>("GET", `/api/v1/runs/${run}`).then(({ status }) => status === "succeeded", () => false);
}

/** The web process dies, the run goes on without it, and the launcher starts another one. */
async function replaceWeb(run: string): Promise<void> {
  await millrace.kill("web");
  release();
  await until("the new web process to say that the run succeeded", () => hasSucceeded(run));
}

/** Opens a page and waits until it listens. */
async function openLive(open: () => Promise<unknown>): Promise<void> {
  const listens = page.waitForResponse((response) => response.url().includes("/api/v1/runs/stream"));
  await open();
  await listens;
}

const row = (run: string) => page.getByRole("row").filter({ has: page.locator(`a[href$="/runs/${run}"]`) });

async function told(what: string, shown: Promise<unknown>): Promise<void> {
  const began = performance.now();
  await shown;
  process.stdout.write(`    ${what}: shown after ${(performance.now() - began).toFixed(0)} ms\n`);
}

describe("what a page shows is true again soon", () => {
  test("the list, after the web process was killed while a run went on", async () => {
    const run = await startHeld();
    await openLive(() => page.goto(`${base}/runs?flow=${flow.id}`));
    await row(run).getByText("Running").waitFor();
    await replaceWeb(run);
    await told("list after SIGKILL of web", row(run).getByText("Succeeded").waitFor(beforePoll));
    const next = await startHeld();
    await row(next).getByText("Succeeded").waitFor();
  }, 90_000);

  test("a run's page, after the web process was killed while it went on", async () => {
    const id = await startHeld();
    const run = new RunPage(page);
    await openLive(() => run.open(base, id));
    await run.facts.getByText("Running").waitFor();
    await replaceWeb(id);
    await told("run page after SIGKILL of web", run.facts.getByText("Succeeded").waitFor(beforePoll));
  }, 90_000);

  test("the list, after the network was lost; meanwhile it says so", async () => {
    const run = await startHeld();
    await openLive(() => page.goto(`${base}/runs?flow=${flow.id}`));
    await row(run).getByText("Running").waitFor();
    expect(await page.getByText(lost).count()).toBe(0);
    await context.setOffline(true);
    try {
      await page.getByText(lost).waitFor();
      release();
      await until("the run to succeed", () => hasSucceeded(run));
      await millrace.api("POST", `/api/v1/flows/${flow.id}/pause`, { reason: "Nobody looks" });
      await millrace.api("POST", `/api/v1/flows/${flow.id}/resume`);
      expect(await row(run).getByText("Running").count()).toBe(1);
    } finally {
      await context.setOffline(false);
    }
    await told("list after the network came back", Promise.all([row(run).getByText("Succeeded").waitFor(beforePoll), page.getByText("paused the flow: “Nobody looks”").waitFor(beforePoll)]));
    await page.getByText(lost).waitFor({ state: "detached" });
  }, 90_000);

  test("a run's page, after the network was lost; meanwhile it says so", async () => {
    const id = await startHeld();
    const run = new RunPage(page);
    await openLive(() => run.open(base, id));
    await run.facts.getByText("Running").waitFor();
    await context.setOffline(true);
    try {
      await page.getByText(lost).waitFor();
      release();
      await until("the run to succeed", () => hasSucceeded(id));
      expect(await run.facts.getByText("Running").count()).toBe(1);
    } finally {
      await context.setOffline(false);
    }
    await told("run page after the network came back", run.facts.getByText("Succeeded").waitFor(beforePoll));
    expect(await page.getByText(lost).count()).toBe(0);
  }, 90_000);

  test("changes by people appear between the runs while one looks on, and lead to what differs", async () => {
    release();
    await page.goto(`${base}/runs?flow=${flow.id}`);
    const before = await startHeld();
    await row(before).getByText("Succeeded").waitFor(beforePoll);
    await millrace.api("POST", `/api/v1/flows/${flow.id}/publish`, { baseRevision: flow.draftRevision, message: "retry on 429" });
    const change = page.locator("tr.rl-change").filter({ hasText: "retry on 429" });
    await change.waitFor(beforePoll);
    const after = await startHeld();
    await row(after).getByText("Succeeded").waitFor(beforePoll);
    const order = await page.locator(".rl-tbl tbody tr").evaluateAll((rows) => rows.slice(0, 3).map((one) => one.querySelector("a[href*='/runs/']")?.getAttribute("href")?.split("/").at(-1) ?? one.textContent));
    expect(order).toEqual([after, expect.stringContaining("published version 2: “retry on 429”"), before]);
    await page.locator('.rl-marks > i[title*="published version 2"]').waitFor();
    await change.getByRole("link", { name: "version 2" }).click();
    await page.waitForURL(/\/versions\?at=v2$/);
    await page.getByRole("heading", { name: "Versions" }).waitFor();
  }, 90_000);
});
