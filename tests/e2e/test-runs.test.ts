import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import type { Flow } from "#lib/contracts/flows.schema.ts";
import { signIn } from "#tests/pages/account-pages.ts";
import { EditorPage } from "#tests/pages/editor-page.ts";
import { buildDocument, fields, literal, reference } from "#tests/support/build-document.ts";
import { axeFindings } from "#tests/support/axe.ts";
import { launchBrowser, screenshotPath } from "#tests/support/browser.ts";
import { countInput } from "#tests/support/count-input.ts";
import { type Millrace, startMillrace } from "#tests/support/start-millrace.ts";
import { startTarget, type TargetServer } from "#tests/support/target-server.ts";
import { taskLimits } from "./tasks/task-limits.ts";

const sizes = { wide: { width: 1440, height: 900 }, narrow: { width: 390, height: 844 } };

let target: TargetServer;
let millrace: Millrace;
let browser: Browser;
let page: Page;
const complaints: string[] = [];

async function newFlow(name: string): Promise<Flow> {
  const document = buildDocument(
    {
      hook: { type: "core/webhook" },
      order: { type: "http/request", config: { method: literal("GET"), url: literal(`${target.url}/order`) } },
      shape: { type: "core/map", config: { fields: fields({ id: reference("order", "body", "id"), note: { ...reference("hook", "body", "note"), default: "none" } }) } },
      create: { type: "http/request", config: { method: literal("POST"), url: literal(`${target.url}/create`), send: literal("value"), bodyValue: reference("shape") } },
    },
    ["hook -> order", "order -> shape", "shape -> create"],
  );
  return await millrace.api<Flow>("POST", "/api/v1/flows", { name, document });
}

beforeAll(async () => {
  target = await startTarget();
  target.answer = (call) => ({ status: call.method === "GET" ? 200 : 201, body: '{"id":"order-7"}' });
  millrace = await startMillrace({ MILLRACE_EGRESS_ALLOW: target.address });
  browser = await launchBrowser();
  page = await browser.newPage({ viewport: sizes.wide });
  page.on("pageerror", (error) => complaints.push(error.message));
  await signIn(page, millrace.url, millrace.owner);
}, 300_000);

afterEach(async ({ task }) => {
  if (task.result?.state === "fail") await page.screenshot({ path: screenshotPath(`failed ${task.name}`) });
});

afterAll(async () => {
  await browser?.close();
  await millrace?.dispose();
  await target?.close();
}, 60_000);

async function open(flow: Flow): Promise<EditorPage> {
  await page.goto(`${page.url().replace(/\/flows.*/, "")}/flows/${flow.id}`);
  await page.locator(".node").nth(3).waitFor();
  return new EditorPage(page);
}

const bar = () => page.getByRole("region", { name: "Test run" });
const overlay = () => page.locator(".ed-run-bar");
const aside = (step: string) => page.getByRole("complementary", { name: `Step ${step}` });
const output = () => page.getByRole("region", { name: "Output", exact: true });
const view = (name: string) => output().getByRole("group", { name: /^What is shown of/ }).getByRole("button", { name, exact: true });
const calls = () => target.received.map(({ method, url }) => `${method} ${url}`);

async function ended(): Promise<void> {
  await overlay().getByText("Succeeded").waitFor();
}

async function chooseWhat(name: RegExp | string): Promise<void> {
  await bar().getByRole("button", { name: "Choose what to run" }).click();
  await page.getByRole("menuitem", { name }).click();
}

test("says what a test-run does, shows what it would have written, and writes nothing", async () => {
  const editor = await open(await newFlow("Orders"));
  const events = await countInput(page);
  await bar().getByText(`Calls ${target.address} once, writes nothing.`).waitFor();
  await bar().getByText(`Plans 1 write to ${target.address}.`).waitFor();
  await bar().getByRole("button", { name: "Test run", exact: true }).click();
  await ended();
  await editor.node("create").click();
  const plan = aside("create").getByRole("region", { name: "What create would have sent" });
  await plan.getByText(`POST ${target.url}/create`).waitFor();
  expect(await events()).toBeLessThanOrEqual(taskLimits["see what a test-run would write before it writes"]);
  await plan.getByText("order-7").waitFor();
  await plan.getByText("Its example stands in for its result.").waitFor();
  expect(calls()).toEqual(["GET /order"]);
  await aside("create").getByRole("button", { name: "Use as sample" }).click();
  await aside("create").getByText("Kept as “From a run 1”.").waitFor();
  await overlay().getByRole("button", { name: "Run again" }).click();
  await expect.poll(() => calls().length).toBe(2);
  await ended();
  await editor.node("order").click();
  await aside("order").getByRole("button", { name: "Compare with the last result" }).click();
  await aside("order").getByText("added").or(aside("order").getByText("changed")).or(aside("order").getByText("The same as in the run before.")).first().waitFor();
  await overlay().getByRole("button", { name: "Back to draft" }).click();
  await editor.select("create");
  await view("Last test").click();
  await output().getByText(`POST ${target.url}/create`).waitFor();
}, 90_000);

test("a write is really sent once that is ticked, and the button says so", async () => {
  const editor = await open(await newFlow("Sends"));
  target.received.length = 0;
  await editor.select("create");
  await output().getByLabel("Really send in test-runs").check();
  await bar().getByText(`sends 1 write to ${target.address}`).waitFor();
  await bar().getByRole("button", { name: "Test run and send" }).click();
  await ended();
  expect(calls()).toEqual(["GET /order", "POST /create"]);
}, 60_000);

test("one step alone, on a stored sample; then on what the last test-run recorded", async () => {
  const flow = await newFlow("Alone");
  await millrace.api("POST", `/api/v1/flows/${flow.id}/samples`, { node: flow.document.nodes.find(({ name }) => name === "shape")?.id, name: "A big order", from: { kind: "pasted", value: { id: "big-1", note: "by sample" } } });
  const editor = await open(flow);
  target.received.length = 0;
  const events = await countInput(page);
  await editor.select("create");
  await chooseWhat(/^Test this step/);
  const dialog = page.getByRole("dialog", { name: "What this part begins with" });
  await expect.poll(() => dialog.getByLabel("What “shape” gives").locator("option:checked").textContent()).toBe("A big order");
  await dialog.getByRole("button", { name: "Test run" }).click();
  await ended();
  expect(await events()).toBeLessThanOrEqual(taskLimits["test one step by itself on a stored sample"]);
  expect(calls()).toEqual([]);
  await editor.node("create").click();
  await aside("create").getByText("by sample").first().waitFor();
  await aside("create").getByText(/Depends on a simulated value: bodyValue reads what “shape” gives\./).waitFor();
  await overlay().getByRole("button", { name: "Back to draft" }).click();
  await chooseWhat(/^Test this step/);
  await ended();
  expect(calls()).toEqual([]);
}, 60_000);

test("a mock stands in for everybody, shows on the plate and in the sill, and is turned off there", async () => {
  const editor = await open(await newFlow("Mocked"));
  target.received.length = 0;
  await editor.select("order");
  await view("Mock").click();
  await output().getByRole("button", { name: "Write a value" }).click();
  await output().getByLabel("What it gives instead, as JSON").fill('{"status":200,"headers":{},"body":{"id":"mocked-9"}}');
  await output().getByRole("button", { name: "Use this" }).click();
  await editor.node("order").getByText("mock").waitFor();
  await bar().getByText("Calls nothing, writes nothing.").waitFor();
  await bar().getByRole("button", { name: "Test run", exact: true }).click();
  await ended();
  expect(calls()).toEqual([]);
  await editor.node("create").click();
  await aside("create").getByText("mocked-9").first().waitFor();
  await overlay().getByRole("button", { name: "Back to draft" }).click();
  await output().getByRole("button", { name: "Let it fail" }).click();
  await output().getByLabel("What it says").fill("Out of order.");
  await output().locator("form").getByRole("button", { name: "Let it fail" }).click();
  await output().getByText("It fails: a passing failure.").waitFor();
  await bar().getByRole("button", { name: "Test run", exact: true }).click();
  await overlay().getByText("Failed").waitFor();
  await aside("order").getByText("Out of order.").waitFor();
  await overlay().getByRole("button", { name: "Back to draft" }).click();
  await bar().getByRole("button", { name: "1 mock on" }).click();
  await page.getByRole("menuitem", { name: "Turn all off" }).click();
  await expect.poll(() => bar().getByRole("button", { name: "1 mock on" }).count()).toBe(0);
}, 60_000);

test("the hook captures what it receives next; the sample is what test-runs begin with", async () => {
  const flow = await newFlow("Captures");
  const editor = await open(flow);
  const events = await countInput(page);
  await editor.select("hook");
  await view("Samples").click();
  await output().getByRole("button", { name: "Capture the next" }).click();
  await output().getByText("Waiting for the next request.").waitFor();
  expect(await events()).toBeLessThanOrEqual(taskLimits["capture what the hook receives next as a sample"]);
  await output().getByText("The flow is not published: what comes is kept as a sample and runs nothing.").waitFor();
  await page.screenshot({ path: screenshotPath("capture waiting") });
  const answer = await fetch(flow.hookUrl, { method: "POST", headers: { "content-type": "application/json" }, body: '{"note":"from outside"}' });
  expect([answer.status, ((await answer.json()) as { note: string }).note]).toEqual([202, "Captured, not run: the flow is not published."]);
  const list = output().getByRole("list", { name: "Samples of hook" });
  await list.getByRole("button", { name: /^Captured / }).first().waitFor();
  await list.getByRole("button", { name: /^Rename Captured/ }).click();
  await page.keyboard.type("A real order");
  await page.keyboard.press("Enter");
  await list.getByRole("button", { name: "A real order", exact: true }).click();
  await list.getByText("from outside").waitFor();
  await bar().getByRole("button", { name: "Choose what to run" }).click();
  await page.getByRole("menuitemradio", { name: "Begin with “A real order”" }).click();
  await bar().getByText("Begins with “A real order”.").waitFor();
  await bar().getByRole("button", { name: "Test run", exact: true }).click();
  await ended();
  await editor.node("create").click();
  await aside("create").getByText("from outside").first().waitFor();
}, 60_000);

test("by keyboard: choose a part, run it, stop looking", async () => {
  const editor = await open(await newFlow("Keys"));
  await editor.select("shape");
  await bar().getByRole("button", { name: "Choose what to run" }).focus();
  await page.keyboard.press("Enter");
  // Shown is not yet focused: a key pressed in between would still go to the button.
  await page.getByRole("menuitem", { name: /^Test the whole flow/ }).and(page.locator(":focus")).waitFor();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await ended();
  await overlay().getByText("3 steps").waitFor();
  await overlay().getByRole("button", { name: "Back to draft" }).focus();
  await page.keyboard.press("Enter");
  await page.getByRole("region", { name: "Canvas" }).waitFor();
}, 60_000);

test.each([["wide", "light"], ["wide", "dark"], ["narrow", "light"], ["narrow", "dark"]] as const)("axe finds nothing in samples, mock, plan and last test: %s, %s", async (size, colorScheme) => {
  const flow = await newFlow(`Looks ${size} ${colorScheme}`);
  const node = (name: string) => flow.document.nodes.find((candidate) => candidate.name === name)?.id;
  await millrace.api("POST", `/api/v1/flows/${flow.id}/samples`, { node: node("create"), name: "A created order", from: { kind: "pasted", value: { status: 201, headers: {}, body: { id: "order-7" } } } });
  await millrace.api("PUT", `/api/v1/flows/${flow.id}/mocks/${node("create")}`, { mock: { value: { status: 201, headers: {}, body: { id: "order-7" } } } });
  await millrace.api("POST", `/api/v1/flows/${flow.id}/test`, {});
  const context = await browser.newContext({ viewport: sizes[size], colorScheme, storageState: await page.context().storageState() });
  const on = await context.newPage();
  try {
    await on.goto(`${page.url().replace(/\/flows.*/, "")}/flows/${flow.id}`);
    await on.locator(".node").nth(3).waitFor();
    const shot = async (name: string): Promise<void> => {
      await on.screenshot({ path: screenshotPath(`test-runs ${name} ${size} ${colorScheme}`) });
      expect(await axeFindings(on), name).toEqual([]);
    };
    await on.locator(".node", { hasText: "create" }).first().click();
    if (size === "narrow") await on.getByRole("tab", { name: "Output" }).click();
    for (const name of ["Samples", "Mock", "Last test"]) {
      await on.getByRole("group", { name: /^What is shown of/ }).getByRole("button", { name, exact: true }).click();
      await on.locator(".dock").getByText({ Samples: "A created order", Mock: "A value stands in.", "Last test": "Not sent: 1 write" }[name] ?? "").first().waitFor();
      await shot(name);
    }
    if (size === "narrow") await on.getByRole("button", { name: "Close", exact: true }).click();
    await on.getByRole("button", { name: "Choose what to run" }).click();
    await on.getByRole("menuitem", { name: /^Test this step/ }).waitFor();
    await shot("menu");
    await on.keyboard.press("Escape");
    await on.getByRole("region", { name: "Test run" }).getByRole("button", { name: "Test run", exact: true }).click();
    await on.locator(".ed-run-bar").getByText("Succeeded").waitFor();
    await on.locator(".node", { hasText: "create" }).first().click();
    await on.getByRole("region", { name: "What create would have sent" }).waitFor();
    await shot("plan");
  } finally {
    await context.close();
  }
}, 90_000);

test("no page complained", () => {
  expect(complaints).toEqual([]);
});
