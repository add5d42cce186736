import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Flow } from "#lib/contracts/flows.schema.ts";
import { signIn } from "#tests/pages/account-pages.ts";
import { hookMapRequest } from "#tests/support/build-document.ts";
import { launchBrowser } from "#tests/support/browser.ts";
import { type Millrace, startMillrace } from "#tests/support/start-millrace.ts";
import { startTarget, type TargetServer } from "#tests/support/target-server.ts";
import { until } from "#tests/support/until.ts";

let target: TargetServer;
let millrace: Millrace;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  target = await startTarget();
  millrace = await startMillrace({ MILLRACE_EGRESS_ALLOW: target.address });
  browser = await launchBrowser();
  page = await browser.newPage();
  await signIn(page, millrace.url, millrace.owner);
}, 300_000);

afterAll(async () => {
  await browser?.close();
  await millrace?.dispose();
  await target?.close();
}, 60_000);

test("the admin sees a job that hangs, hands it back by keyboard, and sees it go", async () => {
  target.answer = () => ({ status: 200, delayMs: target.received.length === 1 ? 120_000 : 0 });
  const created = await millrace.api<Flow>("POST", "/api/v1/flows", { name: "Hangs", document: hookMapRequest(`${target.url}/in`) });
  const flow = await millrace.api<Flow>("POST", `/api/v1/flows/${created.id}/publish`, { baseRevision: created.draftRevision });
  await fetch(flow.hookUrl, { method: "POST", headers: { "content-type": "application/json" }, body: "{}" });
  await until("the call that hangs", () => target.received.length === 1);

  await page.goto(`${millrace.url}/admin/queue`);
  await page.getByRole("table", { name: "Workers of this instance" }).getByText("Alive").waitFor();
  const jobs = page.getByRole("table", { name: "Jobs, the oldest first" });
  await jobs.getByRole("button", { name: /^Hand back run_/ }).focus();
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog", { name: "Hand this job back?" });
  await dialog.getByRole("button", { name: "Hand back" }).focus();
  await page.keyboard.press("Enter");
  await dialog.waitFor({ state: "detached" });
  await until("the next try", () => target.received.length === 2);
  await page.getByText("No worker has a job now.").waitFor();
  expect(target.received[1]?.headers["idempotency-key"]).toBe(target.received[0]?.headers["idempotency-key"]);
  const metrics = await (await page.request.get(`${millrace.url}/api/metrics`)).text();
  expect(metrics).toContain('millrace_runs_finished_total{pattern="event",status="succeeded"} 1\n');
  expect(metrics).toContain('millrace_hooks_total{outcome="accepted"} 1\n');
  expect(metrics).toMatch(/^nodejs_eventloop_lag_p99_seconds \d/m);
}, 90_000);

test("the worker dies: the page says who is gone, health stays alive, and the crash is counted", async () => {
  target.received.length = 0;
  const [flow] = (await millrace.api<{ flows: Flow[] }>("GET", "/api/v1/flows")).flows;
  await fetch((await millrace.api<Flow>("GET", `/api/v1/flows/${flow?.id}`)).hookUrl, { method: "POST", headers: { "content-type": "application/json" }, body: "{}" });
  await until("the call that hangs", () => target.received.length === 1);
  await millrace.kill("worker");
  await until("the next worker's try", () => target.received.length === 2);
  expect((await fetch(`${millrace.url}/api/health`)).status).toBe(200);
  await page.getByText("Jobs taken back from workers that died or were silent, since the first start: 1.").waitFor();
}, 90_000);

test("a member who is not the instance's admin finds no such page", async () => {
  const workspace = (await (await page.request.get(`${millrace.url}/api/v1/session`)).json()).workspaces[0].slug;
  const invite = await page.request.post(`${millrace.url}/api/v1/invites`, { headers: { "x-millrace-workspace": workspace, origin: millrace.url }, data: { email: "two@example.com", role: "owner" } });
  const context = await browser.newContext();
  const other = await context.newPage();
  await other.goto(((await invite.json()) as { url: string }).url);
  await other.getByLabel("Your name").fill("Two");
  await other.getByLabel("Password").fill("a long enough one");
  await other.getByRole("button", { name: /^Join /}).click();
  await other.waitForURL(/\/w\/[^/]+\/flows$/);
  await other.goto(`${millrace.url}/admin/queue`);
  await other.getByRole("heading", { name: "Nothing is here" }).waitFor();
  expect(await other.getByText("Workers").count()).toBe(0);
  await context.close();
}, 60_000);
