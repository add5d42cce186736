import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import type { RunDetail } from "#lib/contracts/runs.schema.ts";
import { signIn } from "#tests/pages/account-pages.ts";
import { EditorPage } from "#tests/pages/editor-page.ts";
import { launchBrowser, screenshotPath } from "#tests/support/browser.ts";
import { type Millrace, startMillrace } from "#tests/support/start-millrace.ts";
import { startTarget, type TargetServer } from "#tests/support/target-server.ts";
import { until } from "#tests/support/until.ts";

let target: TargetServer;
let millrace: Millrace;
let browser: Browser;
let page: Page;
let editor: EditorPage;
const complaints: string[] = [];

beforeAll(async () => {
  target = await startTarget();
  target.answer = ({ url, body }) => (url.startsWith("/dhl") ? { status: 422, body: '{"error":"no such parcel"}' } : { status: 200, body: body === "" ? '{"ok":true}' : body });
  millrace = await startMillrace({ MILLRACE_EGRESS_ALLOW: target.address });
  browser = await launchBrowser();
  page = await browser.newPage({ viewport: { width: 1600, height: 1000 } });
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error") complaints.push(message.text());
  });
  await signIn(page, millrace.url, millrace.owner);
  editor = new EditorPage(page);
}, 300_000);

afterEach(async ({ task }) => {
  if (task.result?.state === "fail") await page.screenshot({ path: screenshotPath(task.name) });
});

afterAll(async () => {
  await browser?.close();
  await millrace?.dispose();
  await target?.close();
}, 60_000);

async function finished(run: string): Promise<RunDetail> {
  return await until(`the end of ${run}`, async () => {
    const detail = await millrace.api<RunDetail>("GET", `/api/v1/runs/${run}`);
    return detail.finishedAt !== null && detail;
  }, 60_000);
}

function statesOf(run: RunDetail): Record<string, string> {
  return Object.fromEntries(run.steps.map((step) => [step.name, step.status]));
}

test("a newcomer draws parallel calls, a merge, an error path and a loop over a list", async () => {
  await page.getByRole("button", { name: "New flow" }).first().click();
  await page.waitForURL(/\/flows\/flow_/);
  await editor.name("Rates and stock");
  await page.getByRole("button", { name: /^Manual/ }).click();
  await editor.rename("Begin");
  await page.getByRole("button", { name: "Add a value" }).click();
  await page.keyboard.type("lines");
  await page.getByLabel("Type of lines").selectOption("list");

  // Two branches side by side, and the first answer of them.
  for (const name of ["Ask DHL", "Ask UPS"]) {
    await editor.addAfter("Begin", "HTTP request", name);
    await page.getByLabel("Method", { exact: true }).selectOption("GET");
    await page.getByLabel("Body", { exact: true }).selectOption("nothing");
    await editor.write("URL", `${target.url}/${name.slice(4).toLowerCase()}`);
  }
  await editor.addAfter("Ask DHL", "Merge", "First answer");
  await page.getByLabel("Paths to wait for").fill("1");
  await editor.connect("Ask UPS", "First answer");
  await editor.select("First answer");
  await expect.poll(() => page.getByRole("region", { name: "Paths that lead here" }).getByRole("textbox").evaluateAll((inputs) => inputs.map((input) => (input as HTMLInputElement).value))).toEqual(["ask_dhl", "ask_ups"]);

  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Fit the flow" }).click();
  await editor.addByPort("Ask DHL", "error", "Map", "Say what failed");
  await page.getByRole("button", { name: "Add a row" }).click();
  await page.keyboard.type("why");
  await editor.refer("Value of why", "{AskDHL.message");

  // The loop: records run from the list to where they are collected.
  await editor.addAfter("Begin", "Split a list", "Each line");
  await editor.refer("List", "{Begin.lines");
  await editor.addAfter("Each line", "HTTP request", "Book");
  await editor.write("URL", `${target.url}/book`);
  await editor.refer("Body value", "{Eachline");
  await editor.addAfter("Book", "Collect", "All answers");
  await editor.addAfter("All answers", "Map", "Summary");
  await page.getByRole("button", { name: "Add a row" }).click();
  await page.keyboard.type("doubled");
  await page.getByRole("button", { name: "Value of doubled: write an expression instead" }).click();
  await page.keyboard.type("all_answers.written * 2");
  await page.keyboard.press("Escape");

  await expect.poll(() => page.locator(".bed").count()).toBe(1);
  const channels = page.locator(".react-flow__edge:has(.e-bank)");
  expect(await channels.count()).toBe(2);
  expect(await channels.evaluateAll((edges) => edges.map((edge) => edge.getAttribute("aria-label")))).toEqual(["Each line to Book, records", "Book to All answers, records"]);
  await page.getByText(/^Calls .* twice, writes nothing\.$/).first().waitFor();
  await expect.poll(() => page.getByRole("button", { name: /issue|warning|hint/i }).first().textContent()).toBe("No issues");
  expect(complaints).toEqual([]);
}, 120_000);

test("a test-run shows what it would do over the canvas, and writes nothing", async () => {
  target.received.length = 0;
  await page.getByRole("button", { name: "Test run", exact: true }).click();
  const dialog = page.getByRole("dialog", { name: "Test run" });
  await dialog.getByLabel("lines").fill('[{"sku":"a"}]');
  await dialog.getByRole("button", { name: "Test run" }).click();
  await page.getByRole("status").getByText("Succeeded").waitFor({ timeout: 30_000 });
  await page.getByRole("button", { name: "Say what failed, logic" }).or(editor.node("Say what failed")).first().waitFor();
  expect(target.received.map(({ method, url }) => `${method} ${url}`).toSorted()).toEqual(["GET /dhl", "GET /ups"]);
  await expect.poll(() => editor.node("Book").getAttribute("aria-label")).toMatch(/succeeded, simulated/);
  await page.getByRole("button", { name: "Back to draft" }).click();
  await editor.node("Begin").waitFor();
}, 60_000);

test("published and run by hand, every step is in the state it should be", async () => {
  target.received.length = 0;
  await editor.saved();
  await editor.publish.click();
  await page.getByText(/Version 1 is live/).first().waitFor();
  await page.getByRole("button", { name: "Run", exact: true }).click();
  const dialog = page.getByRole("dialog", { name: "Run version 1" });
  await dialog.getByRole("button", { name: "Run", exact: true }).click();
  await dialog.getByText("It is needed. Fill it in.").waitFor();
  await dialog.getByLabel("lines").fill('[{"sku":"a"},{"sku":"b"},{"sku":"c"}]');
  await dialog.getByRole("button", { name: "Run", exact: true }).click();
  await page.waitForURL(/\/runs\/run_/);
  const run = await finished(/run_\w+/.exec(page.url())?.[0] ?? "");

  expect(run.error).toBeNull();
  expect(statesOf(run)).toEqual({
    "Begin": "succeeded", "Ask DHL": "failed", "Ask UPS": "succeeded", "First answer": "succeeded", "Say what failed": "succeeded",
    "Each line": "succeeded", "Book": "succeeded", "All answers": "succeeded", "Summary": "succeeded",
  });
  const summary = run.steps.find((step) => step.name === "Summary")?.output;
  expect(summary?.kind === "inline" && summary.value).toEqual({ doubled: 6 });
  expect(target.received.filter(({ url }) => url === "/book").map(({ body }) => JSON.parse(body) as unknown)).toEqual(expect.arrayContaining([{ sku: "a" }, { sku: "b" }, { sku: "c" }]));
  await page.locator(".wf-row", { hasText: "First answer" }).click();
  await page.getByRole("complementary", { name: "Step First answer" }).getByText("Succeeded").first().waitFor();
}, 120_000);
