import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import type { Flow } from "#lib/contracts/flows.schema.ts";
import type { Run, RunDetail } from "#lib/contracts/runs.schema.ts";
import type { SampleRequest } from "#lib/contracts/sample-systems.schema.ts";
import { signIn } from "#tests/pages/account-pages.ts";
import { EditorPage } from "#tests/pages/editor-page.ts";
import { launchBrowser, screenshotPath } from "#tests/support/browser.ts";
import { type Millrace, startMillrace } from "#tests/support/start-millrace.ts";
import { until } from "#tests/support/until.ts";

let millrace: Millrace;
let browser: Browser;
let page: Page;
let editor: EditorPage;
let workspace: string;
const complaints: string[] = [];

beforeAll(async () => {
  millrace = await startMillrace();
  browser = await launchBrowser();
  page = await browser.newPage({ viewport: { width: 1600, height: 1000 } });
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error") complaints.push(message.text());
  });
  await signIn(page, millrace.url, millrace.owner);
  workspace = page.url().replace(/\/flows$/, "");
  editor = new EditorPage(page);
}, 300_000);

afterEach(async ({ task }) => {
  if (task.result?.state === "fail") await page.screenshot({ path: screenshotPath(task.name) });
});

afterAll(async () => {
  await browser?.close();
  await millrace?.dispose();
}, 60_000);

let hookUrl: string;
let flowId: string;

async function send(body: unknown): Promise<RunDetail> {
  const before = new Set((await millrace.api<{ runs: Run[] }>("GET", `/api/v1/runs?flow=${flowId}`)).runs.map(({ id }) => id));
  await fetch(hookUrl, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
  return await until("the run", async () => {
    const run = (await millrace.api<{ runs: Run[] }>("GET", `/api/v1/runs?flow=${flowId}`)).runs.find(({ id }) => !before.has(id));
    const detail = run && (await millrace.api<RunDetail>("GET", `/api/v1/runs/${run.id}`));
    return detail !== undefined && detail.finishedAt !== null && detail;
  }, 60_000);
}

async function requestsOf(system: string): Promise<string[]> {
  const { requests } = await millrace.api<{ requests: SampleRequest[] }>("GET", `/api/v1/sample-systems/${system}/requests`);
  return requests.map(({ method, path, status }) => `${method} ${path.replace(/\?.*/, "")} ${status}`).toReversed();
}

test("a newcomer builds hook, look up, branch and two systems, without a connection or a key", async () => {
  await page.getByRole("button", { name: "New flow" }).first().click();
  await page.waitForURL(/\/flows\/flow_/);
  flowId = /flow_\w+/.exec(page.url())?.[0] ?? "";
  await editor.name("Answer letters");
  await page.getByRole("button", { name: /^Webhook/ }).click();
  await editor.rename("Letter");
  await editor.addAfter("Letter", "Sample CRM: find contact", "Who");
  await editor.refer("E-mail", "{Letter.body.email");
  await editor.addAfter("Who", "Branch", "Known");
  await editor.refer("Yes when: value", "{Who.found");
  await page.getByLabel("Yes when: test").selectOption("is_true");
  await editor.addAfter("Known", "Sample shop: create order", "Send a mug");
  await editor.refer("Customer's e-mail", "{Letter.body.email");
  await editor.write("Lines", '[{"sku":"MUG-100","quantity":1}]');
  // The first free port of the branch is the other one.
  await editor.addAfter("Known", "Sample mail box: send message", "Ask back");
  await editor.refer("To", "{Letter.body.email");
  await editor.write("Subject", "Who are you?");
  await editor.write("Text", "We do not know you yet.");
  await expect.poll(() => page.getByRole("button", { name: /issue|warning|hint/i }).first().textContent()).toBe("No issues");
  await editor.saved();
  await editor.publish.click();
  await page.getByText(/Version 1 is live/).first().waitFor();
  hookUrl = (await millrace.api<Flow>("GET", `/api/v1/flows/${flowId}`)).hookUrl;
  expect(complaints).toEqual([]);
}, 180_000);

test("it runs: the shop gets one order, the mail box one message, and each system says so itself", async () => {
  expect((await send({ email: "ada@example.com" })).status).toBe("succeeded");
  expect((await send({ email: "nobody@example.com" })).status).toBe("succeeded");
  expect(await requestsOf("crm")).toEqual(["GET /contacts 200", "GET /contacts 200"]);
  expect(await requestsOf("shop")).toEqual(["POST /orders 201"]);
  expect(await requestsOf("mailbox")).toEqual(["POST /messages 201"]);
}, 120_000);

test("the page shows what happened, and makes the shop refuse, which the next run meets", async () => {
  await page.goto(`${workspace}/sample-systems`);
  expect(await page.getByRole("link", { name: "templates that use the sample shop" }).getAttribute("href")).toMatch(/\/templates\?system=sample-shop$/);
  await page.getByRole("button", { name: "POST /orders", exact: true }).click();
  await page.getByRole("dialog").getByText("MUG-100").waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("tab", { name: /^Orders 1,001/ }).click();
  await page.getByRole("button", { name: "ord_2001" }).waitFor();
  await page.getByRole("group", { name: "Behaviour" }).getByRole("button", { name: "Refuses" }).click();
  await expect.poll(async () => (await millrace.api<{ systems: { behaviour: string }[] }>("GET", "/api/v1/sample-systems")).systems[0]?.behaviour).toBe("refuses");
  expect(await send({ email: "ada@example.com" })).toMatchObject({ status: "failed", error: { code: "http_422" } });
  // It is shown without a reload.
  await page.getByRole("tab", { name: /^Requests 2/ }).click();
  await page.getByRole("row", { name: /POST \/orders 422/ }).waitFor();
  await page.getByRole("button", { name: "Reset" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Reset" }).click();
  await page.getByText("No requests yet").waitFor();
  await page.getByRole("button", { name: "Normal", pressed: true }).waitFor();
  await page.getByRole("tab", { name: /^Orders 1,000/ }).waitFor();
  expect(await requestsOf("mailbox")).toEqual(["POST /messages 201"]);
  expect(complaints).toEqual([]);
}, 120_000);

test("the key is hidden until it is wanted, works by URL, and outlives a restart with all the rest", async () => {
  const shown = page.locator(".smp-facts .data").first();
  expect(await shown.textContent()).toMatch(/^sample_ws_•+$/);
  await page.getByRole("button", { name: "Show the key" }).click();
  const key = (await shown.textContent()) ?? "";
  const { systems } = await millrace.api<{ systems: { id: string; url: string }[] }>("GET", "/api/v1/sample-systems");
  const messages = `${systems.find(({ id }) => id === "mailbox")?.url}/messages?folder=sent`;
  const read = async () => ((await (await fetch(messages, { headers: { authorization: `Bearer ${key}` } })).json()) as { data: { subject: string }[] }).data.map(({ subject }) => subject);
  expect(await read()).toEqual(["Who are you?"]);
  await millrace.kill("launcher");
  await millrace.restart();
  expect(await read()).toEqual(["Who are you?"]);
}, 120_000);
