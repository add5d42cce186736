import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import type { Flow } from "#lib/contracts/flows.schema.ts";
import type { Run } from "#lib/contracts/runs.schema.ts";
import type { SampleRequest } from "#lib/contracts/sample-systems.schema.ts";
import { signIn } from "#tests/pages/account-pages.ts";
import { EditorPage } from "#tests/pages/editor-page.ts";
import { launchBrowser, screenshotPath } from "#tests/support/browser.ts";
import { countInput } from "#tests/support/count-input.ts";
import { type Millrace, startMillrace } from "#tests/support/start-millrace.ts";
import { until } from "#tests/support/until.ts";

let millrace: Millrace;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  millrace = await startMillrace();
  browser = await launchBrowser();
  page = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage();
  await signIn(page, millrace.url, millrace.owner);
}, 300_000);

afterEach(async ({ task }) => {
  if (task.result?.state === "fail") await page.screenshot({ path: screenshotPath(task.name) });
});

afterAll(async () => {
  await browser?.close();
  await millrace?.dispose();
}, 60_000);

async function requestsOf(system: string): Promise<string[]> {
  const { requests } = await millrace.api<{ requests: SampleRequest[] }>("GET", `/api/v1/sample-systems/${system}/requests`);
  return requests.map(({ method, path, status }) => `${method} ${path.replace(/\?.*/, "")} ${status}`).toReversed();
}

const steps = () => page.getByRole("navigation", { name: "First steps" });

test("from an empty canvas: a form, a look-up, a branch and two systems, tried, published, and filled in by a visitor", async () => {
  await page.getByText("No flows yet").waitFor();
  await page.getByRole("button", { name: "New flow" }).click();
  await page.waitForURL(/\/flows\/flow_/);
  const flow = /flow_\w+/.exec(page.url())?.[0] ?? "";
  const editor = new EditorPage(page);
  await steps().getByText("Choose what starts it").waitFor();
  const counted = await countInput(page);

  await page.getByRole("button", { name: /^Form/ }).click();
  await editor.rename("Talk to us");
  await page.getByLabel("Title", { exact: true }).fill("Talk to us");
  await page.getByRole("button", { name: "Add a field" }).click();
  await page.keyboard.type("email");
  await page.keyboard.press("Tab");
  await page.keyboard.type("E-mail");
  await page.getByRole("group", { name: /^Field 1:/ }).getByLabel("needed").check();
  await editor.addAfter("Talk to us", "Sample CRM: find contact", "Who");
  await editor.refer("E-mail", "{Talk to us.fields.email");
  await editor.addAfter("Who", "Branch", "Known");
  await editor.refer("Yes when: value", "{Who.found");
  await page.getByLabel("Yes when: test").selectOption("is_true");
  await editor.addAfter("Known", "Sample mail box: send message", "Greet");
  await editor.refer("To", "{Talk to us.fields.email");
  await editor.write("Subject", "Good to hear from you");
  await editor.write("Text", "We call you back.");
  await editor.addAfter("Known", "Sample CRM: create lead", "New lead");
  await editor.refer("E-mail", "{Talk to us.fields.email");
  await editor.refer("Name", "{Talk to us.fields.email");
  await expect.poll(() => page.getByRole("button", { name: /issue|warning|hint/i }).first().textContent()).toBe("No issues");
  await editor.saved();

  await page.getByRole("button", { name: "Test run", exact: true }).click();
  await page.getByRole("dialog").getByLabel("E-mail").fill("ada@example.com");
  await page.keyboard.press("Enter");
  await page.locator(".ed-run-bar").getByText("Succeeded").waitFor();
  expect(await requestsOf("mailbox"), "a test-run writes nothing").toEqual([]);
  await editor.node("Greet").click();
  const plan = page.getByRole("region", { name: "What Greet would have sent" });
  await plan.getByText(/^POST .*\/mailbox\/messages$/).waitFor();
  await plan.getByText("Good to hear from you").waitFor();
  await page.getByRole("button", { name: "Back to draft" }).click();
  await expect.poll(() => steps().locator("li[aria-current]").textContent()).toBe("Publish");
  await editor.publish.click();
  await page.getByText(/Version 1 is live/).first().waitFor();
  await expect.poll(() => steps().count()).toBe(0);
  process.stdout.write(`    ${await counted()} input events from the empty canvas to the live flow\n`);

  const { formUrl } = await millrace.api<Flow>("GET", `/api/v1/flows/${flow}`);
  const visitor = await (await browser.newContext({ viewport: { width: 390, height: 844 } })).newPage();
  for (const address of ["ada@example.com", "somebody.new@example.com"]) {
    await visitor.goto(formUrl);
    await visitor.getByLabel("E-mail").fill(address);
    await visitor.getByRole("button").last().click();
    await visitor.getByText(/Thank you/).first().waitFor();
  }
  await until("two runs", async () => {
    const { runs } = await millrace.api<{ runs: Run[] }>("GET", `/api/v1/runs?flow=${flow}`);
    return runs.filter(({ status }) => status === "succeeded").length === 2;
  }, 30_000);
  expect(await requestsOf("mailbox")).toEqual(["POST /messages 201"]);
  expect((await requestsOf("crm")).filter((request) => request.startsWith("POST"))).toEqual(["POST /leads 201"]);
}, 180_000);
