import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { signIn } from "#tests/pages/account-pages.ts";
import { EditorPage } from "#tests/pages/editor-page.ts";
import { axeInBothThemes } from "#tests/support/axe.ts";
import { launchBrowser, screenshotPath } from "#tests/support/browser.ts";
import { buildDocument, literal, reference } from "#tests/support/build-document.ts";
import { type Millrace, startMillrace } from "#tests/support/start-millrace.ts";

let millrace: Millrace;
let browser: Browser;
let page: Page;
let base: string;
let hookUrl: string;

beforeAll(async () => {
  millrace = await startMillrace();
  browser = await launchBrowser();
  page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await signIn(page, millrace.url, millrace.owner);
  base = page.url().replace(/\/flows$/, "");
}, 300_000);

afterEach(async ({ task }) => {
  if (task.result?.state === "fail") await page.screenshot({ path: screenshotPath(task.name) });
});

afterAll(async () => {
  await browser?.close();
  await millrace?.dispose();
}, 60_000);

async function ask(url: string, body: unknown): Promise<{ status: number; text: string }> {
  const response = await fetch(url, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
  return { status: response.status, text: await response.text() };
}

test("a webhook that lets its caller wait is drawn, published, called, and its run says what the caller got", async () => {
  await page.getByRole("button", { name: "New flow" }).click();
  await page.waitForURL(/\/flows\/flow_/);
  const editor = new EditorPage(page);
  await editor.name("Check stock");
  await editor.drag("Webhook", 450, 250);
  await editor.select("Webhook");
  await page.getByLabel("Answers", { exact: true }).selectOption({ label: "With Respond, the caller waits" });
  await page.getByLabel("Name in the API").fill("check-stock");
  await editor.addAfter("Webhook", "Respond", "Answer");
  await editor.refer("Body", "{Webhook.body");
  await editor.saved();
  await editor.publish.click();
  await page.getByText(/Version 1 is live/).first().waitFor();
  await editor.select("Webhook");
  const shown = (await page.getByText(/\/api\/hooks\//).first().textContent()) ?? "";
  hookUrl = /http:\/\/\S+\/api\/hooks\/[\w-]+/.exec(shown)?.[0] ?? "";
  expect(await ask(hookUrl, { sku: "A-1", left: 3 })).toEqual({ status: 200, text: '{"sku":"A-1","left":3}' });

  await page.getByRole("navigation", { name: "Flow" }).getByRole("link", { name: "Runs" }).click();
  await page.waitForURL(/\/runs\?flow=/);
  await page.locator("tbody a").first().click();
  await page.waitForURL(/\/runs\/run_/);
  await page.getByText("Succeeded").first().waitFor();
  await page.getByRole("heading", { name: /answer/i }).first().waitFor();
}, 180_000);

test("the workspace's API lists it, and it is tried from there", async () => {
  await page.goto(`${base}/api`);
  const entry = page.getByRole("region", { name: "Check stock" });
  await entry.getByText("check-stock").first().waitFor();
  await entry.getByText("Try it").click();
  await entry.getByLabel("Body, as JSON").fill('{ "sku": "B-2" }');
  await entry.getByRole("button", { name: "Send" }).click();
  await entry.getByText("200", { exact: true }).waitFor();
  expect(await entry.getByRole("region", { name: "Answer", exact: true }).innerText()).toContain("B-2");
}, 120_000);

test("a partner is given what a call needs: the URL, a key that may do nothing else, and a call that works", async () => {
  const made = await millrace.api<{ id: string; draftRevision: number }>("POST", "/api/v1/flows", {
    name: "Price of an article",
    document: buildDocument({
      asked: { type: "core/webhook", config: { answer: literal("respond"), address: literal("price"), auth: literal("api-key"), schema: literal({ type: "object", required: ["sku"], properties: { sku: { type: "string", description: "As printed on the label.", examples: ["A-1"] } } }) } },
      answer: { type: "core/respond", config: { body: reference("asked", "body") } },
    }, ["asked -> answer"]),
  });
  await millrace.api("POST", `/api/v1/flows/${made.id}/publish`, { baseRevision: made.draftRevision });
  await page.goto(`${base}/api`);
  const entry = page.getByRole("region", { name: "Price of an article" });
  await entry.getByText("As printed on the label.").waitFor();
  await entry.getByText("Other answers:").click();
  await entry.getByText("The API key may not call flows.").waitFor();
  const curl = await entry.getByRole("region", { name: "Call of Price of an article with curl" }).innerText();
  await entry.getByRole("link", { name: "Make a key for a caller" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name").fill("Partner");
  expect(await dialog.getByRole("checkbox", { checked: true }).count()).toBe(1);
  await dialog.getByRole("button", { name: "Make key" }).click();
  const secret = await dialog.locator(".secret .data").innerText();
  await dialog.getByRole("button", { name: "Done" }).click();
  const { stdout } = await promisify(execFile)("sh", ["-c", curl.replace("API_KEY", secret)]);
  expect(JSON.parse(stdout)).toEqual({ sku: "A-1" });

  await page.goto(`${base}/api`);
  await entry.getByText("Try it").click();
  await entry.getByRole("button", { name: "Send" }).click();
  await entry.getByText("401", { exact: true }).last().waitFor();
  await entry.getByLabel("API key").fill(secret);
  await entry.getByRole("button", { name: "Send" }).click();
  await entry.getByText("200", { exact: true }).waitFor();
  // The editor does not say that anybody gets in.
  await entry.getByRole("link", { name: "Open the flow" }).click();
  await new EditorPage(page).select("asked");
  await page.getByText("Only who sends a credential as set below is taken in.").waitFor();
}, 120_000);

test("of all flows that answer the slow one is seen", async () => {
  await page.goto(`${base}/api`);
  const table = page.getByRole("region", { name: "How fast they answer, table" });
  await table.getByRole("row", { name: /Price of an article/ }).waitFor();
  await table.getByRole("link", { name: "Check stock" }).click();
  await page.getByRole("heading", { level: 1, name: "Latency" }).waitFor();
}, 60_000);

test("its latency stands against its deadline", async () => {
  for (let call = 0; call < 20; call += 1) await ask(hookUrl, { call });
  await page.goto(`${base}/flows`);
  await page.getByRole("button", { name: "More about Check stock" }).click();
  await page.getByRole("menuitem", { name: "Latency" }).click();
  await page.getByRole("heading", { level: 1, name: "Latency" }).waitFor();
  const figures = page.getByRole("region", { name: "In figures" });
  await figures.getByText("22", { exact: true }).waitFor();
  await figures.getByText("30 s").waitFor();
  await page.getByRole("region", { name: "Slowest steps" }).first().waitFor();
  await page.getByText(/takes the longest: half of its tries end within/).waitFor();
  await page.getByRole("link", { name: /^Runs that took .* or more$/ }).click();
  await page.waitForURL(/\/runs\?flow=.*&period=24h&minMs=\d+$/);
  await page.locator("tbody tr").first().waitFor();
  await page.goBack();
  await figures.waitFor();
}, 120_000);

test("both pages are clean at 1440 and 390 px, light and dark", async () => {
  const latency = page.url();
  for (const [name, url] of [["api", `${base}/api`], ["latency", latency]] as const) {
    for (const width of [1440, 390]) {
      await page.setViewportSize({ width, height: 900 });
      await page.goto(url);
      await page.locator("h1").first().waitFor();
      await expect.poll(() => page.locator("[aria-busy=true], .skel").count()).toBe(0);
      expect(await axeInBothThemes(page, (theme) => page.screenshot({ path: screenshotPath(`${name} ${width} ${theme}`), fullPage: true }))).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBeLessThanOrEqual(0);
    }
  }
}, 120_000);
