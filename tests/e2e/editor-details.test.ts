import type { Browser, BrowserContext, Locator, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Flow } from "#lib/contracts/flows.schema.ts";
import type { FlowDocument } from "#lib/flow/document.schema.ts";
import { signIn } from "#tests/pages/account-pages.ts";
import { EditorPage } from "#tests/pages/editor-page.ts";
import { stillBox } from "#tests/pages/still-box.ts";
import { axeFindings } from "#tests/support/axe.ts";
import { launchBrowser, screenshotPath } from "#tests/support/browser.ts";
import { buildDocument, fields, literal, nodeId, reference } from "#tests/support/build-document.ts";
import { countInput } from "#tests/support/count-input.ts";
import { type Millrace, startMillrace } from "#tests/support/start-millrace.ts";
import { until } from "#tests/support/until.ts";
import { taskLimits } from "./tasks/task-limits.ts";

let millrace: Millrace;
let browser: Browser;
let context: BrowserContext;
let page: Page;
let editor: EditorPage;
let home: string;
const complaints: string[] = [];

beforeAll(async () => {
  millrace = await startMillrace();
  browser = await launchBrowser();
  context = await browser.newContext({ viewport: { width: 1440, height: 900 }, reducedMotion: "reduce" });
  page = await context.newPage();
  page.on("pageerror", (error) => complaints.push(error.message));
  await signIn(page, millrace.url, millrace.owner);
  home = page.url();
  editor = new EditorPage(page);
}, 300_000);

beforeEach(() => page.setViewportSize({ width: 1440, height: 900 }));

afterEach(async ({ task }) => {
  if (task.result?.state === "fail") await page.screenshot({ path: screenshotPath(task.name) });
});

afterAll(async () => {
  await browser?.close();
  await millrace?.dispose();
}, 60_000);

/** Its last step lies far below the others. */
function orders(): FlowDocument {
  const document = buildDocument(
    {
      hook: { type: "core/webhook" },
      shape: { type: "core/map", config: { fields: fields({ email: reference("hook", "body", "email") }) } },
      send: { type: "http/request", config: { method: literal("POST"), url: literal("https://example.com/in"), send: literal("value"), bodyValue: reference("shape") } },
      low: { type: "core/map", config: { fields: fields({ a: literal("x") }) } },
    },
    ["hook -> shape", "shape -> send", "shape.error -> low"],
  );
  document.layout.nodes[nodeId("low")] = { x: 560, y: 560 };
  return document;
}

async function openFlow(on: Page = page): Promise<Flow> {
  const flow = await millrace.api<Flow>("POST", "/api/v1/flows", { name: "Orders", document: orders() });
  await on.goto(`${home}/${flow.id}`);
  await on.locator(".node").nth(3).waitFor();
  return flow;
}

async function draft(flow: Flow, holds: (document: FlowDocument) => boolean): Promise<FlowDocument> {
  return await until("the draft", async () => {
    const { document } = await millrace.api<Flow>("GET", `/api/v1/flows/${flow.id}`);
    return holds(document) && document;
  }, 20_000);
}

/** Where something lies once it lies still. */
async function settled(locator: Locator): Promise<{ x: number; y: number; right: number; bottom: number }> {
  const { x, y, width, height } = await stillBox(locator);
  return { x, y, right: x + width, bottom: y + height };
}

async function expectWithin(inner: Locator, outer: Locator | Page): Promise<void> {
  const box = await settled(inner);
  const around = "goto" in outer ? { x: 0, y: 0, right: outer.viewportSize()?.width ?? 0, bottom: outer.viewportSize()?.height ?? 0 } : await settled(outer);
  expect(box.x).toBeGreaterThanOrEqual(around.x);
  expect(box.y).toBeGreaterThanOrEqual(around.y);
  expect(box.right).toBeLessThanOrEqual(around.right);
  expect(box.bottom).toBeLessThanOrEqual(around.bottom);
}

async function middleOf(edge: number): Promise<{ x: number; y: number }> {
  return await page.locator(".react-flow__edge path.e-hit").nth(edge).evaluate((path: SVGPathElement) => {
    const at = path.getPointAtLength(path.getTotalLength() / 2);
    const matrix = path.getScreenCTM();
    return { x: at.x * (matrix?.a ?? 1) + (matrix?.e ?? 0), y: at.y * (matrix?.d ?? 1) + (matrix?.f ?? 0) };
  });
}

async function drag(from: { x: number; y: number }, to: { x: number; y: number }): Promise<void> {
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  // What a drag is told from a click by is not part of its way.
  await page.mouse.move(from.x + 2, from.y + 1);
  await page.mouse.move((from.x + to.x) / 2, (from.y + to.y) / 2, { steps: 5 });
  await page.mouse.move(to.x, to.y, { steps: 5 });
}

const canvas = () => page.getByRole("region", { name: "Canvas" });
const palette = () => page.getByRole("region", { name: /^Add a step/ });

describe("what opens at a point stays inside", () => {
  test.each([[1440, 900], [960, 540]])("%i × %i: the palette at the end of a drawn connection", async (width, height) => {
    await page.setViewportSize({ width, height });
    await openFlow();
    const area = await settled(canvas());
    for (const to of [{ x: area.right - 14, y: area.bottom - 70 }, { x: area.x + 20, y: area.bottom - 70 }, { x: area.right - 14, y: area.y + 30 }]) {
      const port = await settled(editor.port("send", "error"));
      await drag({ x: port.x + 4, y: port.y + 4 }, { x: (area.x + area.right) / 2, y: (area.y + area.bottom) / 2 });
      const line = await page.locator(".react-flow__connection-path").evaluate((path) => getComputedStyle(path).stroke);
      expect(line, "the colour of errors").toBe(await page.locator(".e-x").first().evaluate((path) => getComputedStyle(path).stroke));
      await page.mouse.move(to.x, to.y, { steps: 3 });
      await page.mouse.up();
      await palette().waitFor();
      await expectWithin(palette(), canvas());
      expect((await settled(palette().getByRole("listbox"))).bottom - (await settled(palette())).y).toBeGreaterThan(120);
      await page.keyboard.press("Escape");
      await palette().waitFor({ state: "detached" });
    }
  }, 90_000);

  test("with the inspector open on a low screen it lies in the window", async () => {
    await page.setViewportSize({ width: 960, height: 540 });
    await openFlow();
    await editor.select("send");
    await page.getByLabel("Name of the step").waitFor();
    const port = await settled(editor.port("send", "error"));
    await drag({ x: port.x + 4, y: port.y + 4 }, { x: port.x + 40, y: port.y + 22 });
    await page.mouse.up();
    await palette().waitFor();
    await expectWithin(palette(), page);
    await expectWithin(palette().getByRole("option").nth(2), page);
  }, 60_000);

  test("the menu of a step, wherever the step is", async () => {
    await page.setViewportSize({ width: 960, height: 640 });
    for (const name of ["hook", "low"]) {
      await openFlow();
      await editor.node(name).click({ button: "right" });
      const menu = page.getByRole("menu", { name: "What is selected" });
      await menu.getByRole("menuitem", { name: /^Delete/ }).waitFor();
      await expectWithin(menu, page);
      await page.keyboard.press("Escape");
      await menu.waitFor({ state: "detached" });
    }
  }, 60_000);
});

describe("a chosen step", () => {
  test("never lies under the inspector, however it was chosen", async () => {
    await openFlow();
    await editor.select("low");
    await page.getByLabel("Name of the step").waitFor();
    await expectWithin(editor.node("low"), canvas());
    await page.getByRole("separator", { name: "Height of the inspector" }).focus();
    for (let times = 0; times < 6; times += 1) await page.keyboard.press("ArrowUp");
    await expectWithin(editor.node("low"), canvas());
  }, 60_000);

  test("stays under the hand that drags it; the inspector waits", async () => {
    await openFlow();
    const from = await settled(editor.node("shape"));
    const area = await settled(canvas());
    const to = { x: from.x + 60, y: area.bottom - 90 };
    await drag({ x: from.x + 40, y: from.y + 20 }, to);
    const held = await settled(editor.node("shape"));
    expect(Math.abs(held.x + 40 - to.x)).toBeLessThanOrEqual(16);
    expect(Math.abs(held.y + 20 - to.y)).toBeLessThanOrEqual(16);
    expect(await page.getByLabel("Name of the step").count()).toBe(0);
    await page.mouse.up();
    await page.getByLabel("Name of the step").waitFor();
    await expectWithin(editor.node("shape"), canvas());
  }, 60_000);
});

test("every wire shows where a step can go, without a pointer on it; a finger presses it", async () => {
  const flow = await openFlow();
  await expect.poll(() => page.locator(".e-mark:visible").count()).toBe(3);
  const touch = await browser.newContext({ viewport: { width: 1024, height: 768 }, hasTouch: true, isMobile: true, storageState: await context.storageState() });
  try {
    const on = await touch.newPage();
    await on.goto(`${home}/${flow.id}`);
    await on.locator(".node").nth(3).waitFor();
    const mark = await settled(on.locator(".react-flow__edge").nth(1).locator(".e-mark"));
    await on.touchscreen.tap((mark.x + mark.right) / 2, (mark.y + mark.bottom) / 2);
    await on.getByRole("region", { name: "Add a step between shape and send" }).waitFor();
  } finally {
    await touch.close();
  }
}, 60_000);

test("a drag says what letting go would do", async () => {
  const flow = await openFlow();
  await page.locator(".ed-tools").getByRole("button", { name: /^Add a step/ }).click();
  await palette().getByRole("combobox").fill("Filter");
  const item = await settled(palette().getByRole("option", { name: /^Filter/ }));
  await drag({ x: item.x + 30, y: item.y + 12 }, await middleOf(1));
  // The browser says where a dragged thing is with the next move.
  const middle = await middleOf(1);
  await page.mouse.move(middle.x + 1, middle.y);
  await page.getByText("Insert between shape and send", { exact: true }).waitFor();
  const over = await settled(editor.node("send"));
  await page.mouse.move(over.x + 90, over.y + 30, { steps: 4 });
  await page.mouse.move(over.x + 91, over.y + 30);
  await page.getByText("Replace send, or lay it beside", { exact: true }).waitFor();
  await page.mouse.move(middle.x, middle.y, { steps: 4 });
  await page.mouse.move(middle.x + 1, middle.y);
  await page.getByText("Insert between shape and send", { exact: true }).waitFor();
  await page.mouse.up();
  const { edges } = await draft(flow, ({ nodes }) => nodes.some(({ name }) => name === "Filter"));
  expect(edges).toHaveLength(4);
  expect(await page.locator(".drop-hint").count()).toBe(0);
}, 60_000);

describe("a step on failure", () => {
  test("by mouse, from what the step's panel says of it", async () => {
    const flow = await openFlow();
    await editor.select("send");
    const follows = page.getByRole("group", { name: "What follows send" });
    await follows.getByText("On failure the run fails.").waitFor();
    const counted = await countInput(page);
    await follows.getByRole("button", { name: "Add a step on failure" }).click();
    await palette().getByRole("combobox").waitFor();
    await page.keyboard.type("Stop");
    await page.keyboard.press("Enter");
    expect(await counted()).toBeLessThanOrEqual(taskLimits["add a path for what happens when a step fails"] - 1);
    const { edges } = await draft(flow, ({ nodes }) => nodes.some(({ name }) => name === "Stop"));
    expect(edges.at(-1)).toMatchObject({ from: { node: nodeId("send"), port: "error" } });
    await editor.select("send");
    await follows.getByRole("button", { name: "Stop", exact: true }).click();
    await expect.poll(() => page.getByLabel("Name of the step").inputValue()).toBe("Stop");
  }, 60_000);

  test("by keyboard: E, and B puts one before", async () => {
    const flow = await openFlow();
    await editor.select("send");
    await page.keyboard.press("e");
    await palette().getByRole("combobox").waitFor();
    await page.keyboard.type("Stop");
    await page.keyboard.press("Enter");
    await draft(flow, ({ edges }) => edges.some(({ from }) => from.node === nodeId("send") && from.port === "error"));
    await editor.select("send");
    await page.keyboard.press("b");
    await page.getByRole("region", { name: "Add a step between shape and send" }).getByRole("combobox").waitFor();
    await page.keyboard.type("Filter");
    await page.keyboard.press("Enter");
    await draft(flow, ({ nodes }) => nodes.some(({ name }) => name === "Filter"));
  }, 60_000);
});

describe("a test-run", () => {
  test("of one step, from its menu; the guide says what comes before Publish", async () => {
    const flow = await openFlow();
    await millrace.api("POST", `/api/v1/flows/${flow.id}/samples`, { node: nodeId("hook"), name: "A new customer", from: { kind: "pasted", value: { method: "POST", headers: {}, query: {}, body: { email: "eve@example.com" }, receivedAt: "2026-11-23T14:02:51.204Z" } } });
    await editor.select("hook");
    await page.getByRole("button", { name: "Samples", exact: true }).click();
    await page.getByText("A new customer").waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await page.getByRole("button", { name: "Test with this sample" }).click();
    const overlay = page.locator(".ed-run-bar");
    await overlay.getByText("Succeeded").waitFor();
    await page.getByRole("navigation", { name: "First steps" }).getByText("Go back to the draft first, then publish it.").waitFor();
    await editor.node("shape").click();
    await page.getByRole("complementary", { name: "Step shape" }).getByText("eve@example.com").first().waitFor();
    await overlay.getByRole("button", { name: "Back to draft" }).click();
    await editor.node("shape").locator(".node-name").click({ button: "right" });
    await page.getByRole("menu", { name: "What is selected" }).getByRole("menuitem", { name: /^Test this step/ }).click();
    await overlay.getByText("Succeeded").waitFor();
    await overlay.getByText(/^2 steps in /).waitFor();
  }, 60_000);
});

test("a phone shows what is saved, all of what a test-run does, and edits from the outline", async () => {
  const phone = await browser.newContext({ viewport: { width: 390, height: 844 }, hasTouch: true, storageState: await context.storageState() });
  try {
    const on = await phone.newPage();
    const flow = await openFlow(on);
    await on.locator(".ed-saved").getByText(/^Draft, saved/).waitFor();
    const sill = on.getByRole("region", { name: "Test run" });
    await sill.getByText("Plans 1 write to example.com.").waitFor();
    await expectWithin(sill.getByText("Plans 1 write to example.com."), sill);

    await on.getByRole("button", { name: "Add a step between shape and send" }).tap();
    await on.getByRole("option", { name: /^Filter/ }).tap();
    await draft(flow, ({ nodes, edges }) => nodes.some(({ name }) => name === "Filter") && edges.length === 4);

    const menu = on.getByRole("menu", { name: "What is selected" });
    await on.getByRole("button", { name: "What can be done with send" }).tap();
    await menu.getByRole("menuitem", { name: /^Add a step on failure/ }).tap();
    await on.getByRole("option", { name: /^Stop/ }).tap();
    await draft(flow, ({ edges }) => edges.some(({ from }) => from.node === nodeId("send") && from.port === "error"));

    await on.getByRole("button", { name: "What can be done with send" }).tap();
    await expectWithin(menu, on);
    await menu.getByRole("menuitem", { name: /^Replace/ }).tap();
    await on.getByRole("region", { name: "Replace send" }).getByRole("option", { name: /^Code/ }).tap();
    await draft(flow, ({ nodes }) => nodes.some(({ type }) => type === "core/code"));

    await on.getByRole("button", { name: "More of this flow" }).tap();
    const more = on.getByRole("menu", { name: "More of this flow" });
    await expectWithin(more, on);
    await more.getByRole("menuitem", { name: "Undo" }).tap();
    await draft(flow, ({ nodes }) => nodes.every(({ type }) => type !== "core/code"));
    await on.getByRole("button", { name: "More of this flow" }).tap();
    await more.getByRole("menuitem", { name: "Versions" }).tap();
    await on.waitForURL(/\/versions$/);
  } finally {
    await phone.close();
  }
}, 90_000);

test("what was drawn without a network is there again after the page was left and the network came back", async () => {
  const mine = await browser.newContext({ viewport: { width: 1440, height: 900 }, storageState: await context.storageState() });
  try {
    const on = await mine.newPage();
    const drawn = new EditorPage(on);
    const flow = await openFlow(on);
    await drawn.select("low");
    await on.getByLabel("Name of the step").waitFor();
    await mine.setOffline(true);
    await drawn.rename("drawn offline");
    await on.locator(".ed-saved").getByText(/^Offline\. Your changes are kept on this device/).waitFor();
    expect((await millrace.api<Flow>("GET", `/api/v1/flows/${flow.id}`)).document.nodes.map(({ name }) => name)).toContain("low");
    await on.goto("about:blank");
    await mine.setOffline(false);
    await on.goto(`${home}/${flow.id}`);
    await drawn.node("drawn offline").waitFor();
    await draft(flow, ({ nodes }) => nodes.some(({ name }) => name === "drawn offline"));
  } finally {
    await mine.close();
  }
}, 60_000);

test("no page complained", () => {
  expect(complaints).toEqual([]);
});
