import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import type { Flow } from "#lib/contracts/flows.schema.ts";
import type { FlowDocument } from "#lib/flow/document.schema.ts";
import { signIn } from "#tests/pages/account-pages.ts";
import { EditorPage } from "#tests/pages/editor-page.ts";
import { stillBox } from "#tests/pages/still-box.ts";
import { launchBrowser, screenshotPath } from "#tests/support/browser.ts";
import { buildDocument, fields, hookMapRequest, literal, reference } from "#tests/support/build-document.ts";
import { countInput } from "#tests/support/count-input.ts";
import { type Millrace, startMillrace } from "#tests/support/start-millrace.ts";
import { until } from "#tests/support/until.ts";
import { taskLimits } from "./tasks/task-limits.ts";

let millrace: Millrace;
let browser: Browser;
let page: Page;
let editor: EditorPage;
let base: string;
const counts: Record<string, number> = {};

beforeAll(async () => {
  millrace = await startMillrace();
  browser = await launchBrowser();
  page = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage();
  await signIn(page, millrace.url, millrace.owner);
  base = page.url();
  editor = new EditorPage(page);
}, 300_000);

afterEach(async ({ task }) => {
  if (task.result?.state === "fail") await page.screenshot({ path: screenshotPath(task.name) });
});

afterAll(async () => {
  for (const [task, count] of Object.entries(counts)) process.stdout.write(`    ${count} of ${taskLimits[task as keyof typeof taskLimits]}: ${task}\n`);
  await browser?.close();
  await millrace?.dispose();
}, 60_000);

async function open(document: FlowDocument): Promise<Flow> {
  const flow = await millrace.api<Flow>("POST", "/api/v1/flows", { name: "Leads", document });
  await page.goto(`${base}/${flow.id}`);
  await page.locator(".node").nth(document.nodes.length - 1).waitFor();
  return flow;
}

/** The draft as the server has it, once it satisfies a condition. */
async function draft(flow: Flow, holds: (document: FlowDocument) => boolean): Promise<FlowDocument> {
  return await until("the draft", async () => {
    const { document } = await millrace.api<Flow>("GET", `/api/v1/flows/${flow.id}`);
    return holds(document) && document;
  }, 20_000);
}

async function within(task: keyof typeof taskLimits, act: () => Promise<void>): Promise<void> {
  const counted = await countInput(page);
  await act();
  const count = await counted();
  counts[task] = count;
  expect(count).toBeGreaterThan(0);
  expect(count, task).toBeLessThanOrEqual(taskLimits[task]);
}

const has = (name: string) => (document: FlowDocument) => document.nodes.some((node) => node.name === name);

test("find the field that keeps a flow from being published", async () => {
  await open(buildDocument({ hook: { type: "core/webhook" }, call: { type: "http/request", config: { method: literal("GET") } } }, ["hook -> call"]));
  await page.getByRole("button", { name: /^1 issue/ }).waitFor();
  await within("find the field that keeps a flow from being published", async () => {
    await page.getByRole("button", { name: /^1 issue/ }).click();
    await page.getByRole("region", { name: "Issues" }).getByRole("button", { name: "Go to the field" }).click();
  });
  await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute("aria-label") ?? document.activeElement?.closest(".frow")?.querySelector("label, .frow-label")?.textContent)).toMatch(/URL/);
});

test("change which value a mapped field takes", async () => {
  const flow = await open(hookMapRequest("https://example.com/"));
  await within("change which value a mapped field takes", async () => {
    await editor.select("shape");
    const value = page.getByRole("textbox", { name: "Value of action", exact: true });
    // Beside the pill: a click on it opens its card.
    const { width } = await stillBox(value);
    await value.click({ position: { x: width - 12, y: 12 } });
    await page.keyboard.press("Control+a");
    await page.keyboard.type("{hook.query");
    await page.getByRole("listbox", { name: "Values of earlier steps" }).getByRole("option").first().waitFor();
    await page.keyboard.press("Enter");
  });
  const shape = (await draft(flow, (document) => JSON.stringify(document).includes('"path":["query"'))).nodes.find(({ name }) => name === "shape");
  expect(shape?.config["fields"]).toMatchObject({ fields: [{ name: "action", value: { kind: "reference", path: ["query"] } }, { name: "sender" }] });
});

test("add a path for what happens when a step fails", async () => {
  const flow = await open(hookMapRequest("https://example.com/"));
  await within("add a path for what happens when a step fails", async () => {
    const port = await stillBox(editor.port("send", "error"));
    await page.mouse.move(port.x + port.width / 2, port.y + port.height / 2);
    await page.mouse.down();
    await page.mouse.move(port.x + 60, port.y + 60, { steps: 5 });
    await page.mouse.move(port.x + 90, port.y + 90, { steps: 5 });
    await page.mouse.up();
    await page.getByRole("region", { name: /^Add a step/ }).getByRole("combobox").waitFor();
    await page.keyboard.type("Stop");
    await page.keyboard.press("Enter");
  });
  const { edges } = await draft(flow, has("Stop"));
  expect(edges.at(-1)).toMatchObject({ from: { port: "error" } });
});

test("publish a draft with a message", async () => {
  const flow = await open(hookMapRequest("https://example.com/"));
  await editor.select("send");
  await page.keyboard.press("Escape");
  await within("publish a draft with a message", async () => {
    await page.getByRole("button", { name: "See what changed, and publish with a message" }).click();
    await page.getByRole("region", { name: "Publish" }).waitFor();
    await page.keyboard.type("First one");
    await page.keyboard.press("Enter");
    await page.getByText(/Version 1 is live/).first().waitFor();
  });
  const { versions } = await millrace.api<{ versions: { message: string }[] }>("GET", `/api/v1/flows/${flow.id}/versions`);
  expect(versions).toMatchObject([{ message: "First one" }]);
});

test("insert a step between two that are joined", async () => {
  const flow = await open(hookMapRequest("https://example.com/"));
  const at = await editor.middleOf(1);
  await within("insert a step between two that are joined", async () => {
    await page.mouse.move(at.x, at.y);
    await page.getByRole("button", { name: "Add a step here" }).click();
    await page.getByRole("region", { name: "Add a step between shape and send" }).waitFor();
    await page.keyboard.type("Filter");
    await page.keyboard.press("Enter");
  });
  expect((await draft(flow, has("Filter"))).edges).toHaveLength(3);
});

test("replace a step by another kind and keep its edges", async () => {
  const flow = await open(hookMapRequest("https://example.com/"));
  await within("replace a step by another kind and keep its edges", async () => {
    await editor.select("send");
    await page.keyboard.press("r");
    await page.getByRole("region", { name: "Replace send" }).waitFor();
    await page.keyboard.type("Code");
    await page.keyboard.press("Enter");
  });
  expect((await draft(flow, (document) => document.nodes.some(({ type }) => type === "core/code"))).edges).toHaveLength(2);
});

test("connect a system without leaving the step that needs it", async () => {
  const flow = await open(hookMapRequest("https://api.shop.example/orders"));
  await within("connect a system without leaving the step that needs it", async () => {
    await editor.select("send");
    await page.getByRole("button", { name: "New connection" }).click();
    await page.getByRole("dialog").getByLabel("Name").waitFor();
    await page.keyboard.type("The shop");
    await page.getByRole("dialog").getByLabel("Token").click();
    await page.keyboard.type("secret");
    await page.keyboard.press("Enter");
    await page.getByText("Stored.", { exact: true }).waitFor();
    await page.getByRole("button", { name: "Done" }).click();
  });
  await draft(flow, (document) => document.nodes.some(({ connection }) => connection !== undefined));
});

test("go back to an earlier version", async () => {
  const flow = await open(hookMapRequest("https://example.com/1"));
  const publish = async (url: string) => {
    const { draftRevision } = await millrace.api<Flow>("GET", `/api/v1/flows/${flow.id}`);
    await millrace.api("PUT", `/api/v1/flows/${flow.id}/draft`, { baseRevision: draftRevision, document: hookMapRequest(url) });
    await millrace.api("POST", `/api/v1/flows/${flow.id}/publish`, { baseRevision: draftRevision + 1 });
  };
  await publish("https://example.com/2");
  await publish("https://example.com/3");
  await page.reload();
  await editor.node("send").waitFor();
  await within("go back to an earlier version", async () => {
    await page.getByRole("navigation", { name: "Flow", exact: true }).getByRole("link", { name: "Versions" }).click();
    await page.getByRole("button", { name: /^Version 1/ }).click();
    await page.getByRole("link", { name: "Restore into the draft" }).click();
    await page.getByText("Version 1 is in the draft now.").waitFor();
  });
  await draft(flow, (document) => JSON.stringify(document).includes("example.com/2"));
});

test("map the fields of a step by name", async () => {
  const flow = await open(buildDocument({
    hook: { type: "core/webhook" },
    first: { type: "core/map", config: { fields: fields({ email: { ...reference("hook", "body", "mail"), default: null }, city: literal("Bern") }) } },
    second: { type: "core/map", config: { fields: fields({ email: literal(""), city: literal("") }) } },
  }, ["hook -> first", "first -> second"]));
  await within("map the fields of a step by name", async () => {
    await editor.select("second");
    await page.getByRole("button", { name: "Map 2 by name" }).click();
    await page.getByRole("button", { name: "Map these 2" }).click();
  });
  await draft(flow, (document) => JSON.stringify(document.nodes.find(({ name }) => name === "second")?.config).split('"reference"').length === 3);
});
