import { setTimeout as delay } from "node:timers/promises";
import examples from "@octokit/webhooks-examples" with { type: "json" };
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { createOwner } from "#tests/pages/account-pages.ts";
import { EditorPage } from "#tests/pages/editor-page.ts";
import { axeInBothThemes } from "#tests/support/axe.ts";
import { launchBrowser, screenshotPath } from "#tests/support/browser.ts";
import { type Millrace, startMillrace } from "#tests/support/start-millrace.ts";
import { startTarget, type TargetServer } from "#tests/support/target-server.ts";

interface Sent {
  action: string;
  sender: string;
}

const owner = { email: "ada@example.com", password: "a long enough password", name: "Ada", workspace: "Harbour Coffee" };
const payloads = examples.flatMap((event) => event.examples as unknown as Record<string, unknown>[]);

/** What the flow is drawn to do, in ten lines. */
function expected(payload: Record<string, unknown>): Sent {
  const sender = payload["sender"] as { login?: string } | undefined;
  return { action: (payload["action"] as string | undefined) ?? "none", sender: sender?.login ?? "nobody" };
}

let target: TargetServer;
let millrace: Millrace;
let browser: Browser;
let page: Page;
const complaints: string[] = [];
/** Read off the screen by the first test, used by the others. */
let hookUrl = "";

beforeAll(async () => {
  target = await startTarget();
  millrace = await startMillrace({ MILLRACE_EGRESS_ALLOW: target.address }, { unclaimed: true });
  browser = await launchBrowser();
  page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error") complaints.push(message.text());
  });
}, 300_000);

afterEach(async ({ task }) => {
  if (task.result?.state === "fail") await page.screenshot({ path: screenshotPath(task.name) });
});

afterAll(async () => {
  await browser?.close();
  await millrace?.dispose();
  await target?.close();
}, 60_000);

function setupUrl(): string {
  return /Set up +(\S+)/.exec(millrace.output())?.[1] ?? "";
}

async function post(url: string, body: unknown): Promise<number> {
  const response = await fetch(url, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
  await response.arrayBuffer();
  return response.status;
}

test("the first start looks as it should, wide and on a phone, in both themes", async () => {
  for (const width of [390, 1440]) {
    await page.setViewportSize({ width, height: 900 });
    await page.goto(setupUrl());
    await page.getByLabel("Workspace").waitFor();
    expect(await axeInBothThemes(page, (theme) => page.screenshot({ path: screenshotPath(`first start ${width} ${theme}`) }))).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBeLessThanOrEqual(0);
  }
}, 60_000);

test("a stranger creates the owner, draws webhook -> map -> HTTP request, publishes, posts JSON and reads the finished run", async () => {
  await createOwner(page, setupUrl(), owner);
  await page.getByText("No flows yet").waitFor();
  await page.getByRole("button", { name: "New flow" }).click();
  await page.waitForURL(/\/flows\/flow_/);
  const editor = new EditorPage(page);
  await editor.name("GitHub to the log");

  await editor.drag("Webhook", 450, 250);
  await editor.drag("Map", 740, 250);
  await editor.drag("HTTP request", 1040, 250);
  await expect.poll(() => page.locator(".react-flow__node").count()).toBe(3);
  await editor.connect("Webhook", "Map");
  await editor.connect("Map", "HTTP request");
  await expect.poll(() => editor.edges.count()).toBe(2);

  await editor.select("Map");
  await editor.addField("action", "{Webhook.body.action", "none");
  await editor.addField("sender", "{Webhook.body.sender.login", "nobody");
  await editor.select("HTTP request");
  await editor.write("URL", `${target.url}/log`);
  await editor.write("Body value", "{Map");
  await page.keyboard.press("Enter");
  await editor.saved();
  await editor.publish.click();
  await page.getByText(/Version 1 is live/).first().waitFor();

  await editor.select("Webhook");
  const hook = (await page.getByText(/\/api\/hooks\//).first().textContent()) ?? "";
  const url = /http:\/\/\S+\/api\/hooks\/[\w-]+/.exec(hook)?.[0] ?? "";
  hookUrl = url;
  expect(await post(url, { action: "opened", sender: { login: "octocat" } })).toBe(202);

  await page.getByRole("navigation", { name: "Flow" }).getByRole("link", { name: "Runs" }).click();
  await page.waitForURL(/\/runs\?flow=/);
  await page.getByText("Succeeded").first().waitFor();
  await page.locator("tbody a, .run-row a").first().click();
  await page.waitForURL(/\/runs\/run_/);
  await page.getByRole("heading", { level: 1, name: "GitHub to the log" }).waitFor();
  for (const step of ["Webhook", "Map", "HTTP request"]) {
    await page.locator(".wf-row", { hasText: step }).click();
    await page.getByRole("complementary", { name: `Step ${step}` }).getByText("Succeeded").first().waitFor();
  }
  await page.getByRole("complementary", { name: "Step HTTP request" }).getByText("octocat").first().waitFor();
  expect(target.received.map((call) => JSON.parse(call.body))).toEqual([{ action: "opened", sender: "octocat" }]);
  expect(complaints).toEqual([]);
}, 120_000);

test("329 real payloads arrive as a ten-line script computes them, and 329 finished runs are listed", async () => {
  expect(payloads).toHaveLength(329);
  target.received.length = 0;
  const queue = [...payloads];
  await Promise.all(
    Array.from({ length: 8 }, async () => {
      for (let payload = queue.shift(); payload; payload = queue.shift()) expect(await post(hookUrl, payload)).toBe(202);
    }),
  );
  for (const deadline = Date.now() + 60_000; target.received.length < payloads.length && Date.now() < deadline; ) await delay(50);
  const sorted = (sent: Sent[]): string[] => sent.map((one) => JSON.stringify([one.action, one.sender])).toSorted();
  expect(sorted(target.received.map((call) => JSON.parse(call.body) as Sent))).toEqual(sorted(payloads.map(expected)));

  await page.goto(page.url().replace(/\/runs\/.*/, "/runs?status=succeeded"));
  const rows = page.locator("tbody tr");
  await rows.first().waitFor();
  const more = page.getByRole("button", { name: "Show more" });
  while ((await more.count()) > 0) {
    const before = await rows.count();
    await more.click();
    await expect.poll(async () => (await rows.count()) > before || (await more.count()) === 0).toBe(true);
  }
  expect(await rows.count()).toBe(330);
}, 120_000);

test("a payload that makes the step fail shows where and why", async () => {
  target.answer = () => ({ status: 422, body: '{"error":"the log is read-only"}' });
  await page.goto(page.url().replace(/\/runs.*/, "/runs?status=failed"));
  await page.getByRole("heading", { level: 1, name: "Runs" }).waitFor();
  expect(await page.locator("tbody a").count()).toBe(0);
  expect(await post(hookUrl, { action: "rejected", sender: { login: "hubot" } })).toBe(202);
  // The open page shows it without being loaded again.
  await page.locator("tbody a").first().click();
  await page.waitForURL(/\/runs\/run_/);
  const cause = page.getByRole("complementary", { name: "Step HTTP request" });
  await cause.getByText(/answered 422/).first().waitFor();
  // Beside the headline, before what was sent and what came back.
  await cause.getByText("The reply says: “the log is read-only”").waitFor();
  await cause.getByText(/^The request was refused as invalid\. /).waitFor();
  expect(await page.getByRole("button", { name: /^Replay/ }).allTextContents()).toEqual(["Replay from HTTP request"]);
  await cause.getByText(/hubot/).first().waitFor();
}, 60_000);
