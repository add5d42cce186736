import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { Flow } from "#lib/contracts/flows.schema.ts";
import { canonicalJson, type Json } from "#lib/json.ts";
import { signIn } from "#tests/pages/account-pages.ts";
import { EditorPage } from "#tests/pages/editor-page.ts";
import { stillBox } from "#tests/pages/still-box.ts";
import { buildDocument, fields, literal, reference } from "#tests/support/build-document.ts";
import { axeFindings } from "#tests/support/axe.ts";
import { launchBrowser, screenshotPath } from "#tests/support/browser.ts";
import { type Millrace, startMillrace } from "#tests/support/start-millrace.ts";
import { until } from "#tests/support/until.ts";


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
  context = await browser.newContext({ viewport: { width: 1440, height: 900 }, reducedMotion: "reduce", permissions: ["clipboard-read", "clipboard-write"] });
  page = await context.newPage();
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => {
    // The browser itself reports each refused request; pasting what cannot be read is refused.
    if (message.type() === "error" && !message.text().includes("status of 422")) complaints.push(message.text());
  });
  await signIn(page, millrace.url, millrace.owner);
  home = page.url();
  editor = new EditorPage(page);
}, 300_000);

afterEach(async ({ task }) => {
  if (task.result?.state === "fail") await page.screenshot({ path: screenshotPath(task.name) });
});

afterAll(async () => {
  await browser?.close();
  await millrace?.dispose();
}, 60_000);

function orders() {
  return buildDocument(
    {
      hook: { type: "core/webhook" },
      shape: { type: "core/map", config: { fields: fields({ email: reference("hook", "body", "email") }) } },
      send: { type: "http/request", config: { method: literal("POST"), url: literal("https://example.com/in"), send: literal("value"), bodyValue: reference("shape") } },
      tell: { type: "http/request", config: { method: literal("POST"), url: { kind: "template", parts: ["https://example.com/", reference("send", "body", "id")] } } },
    },
    ["hook -> shape", "shape -> send", "send -> tell"],
  );
}

async function openFlow(document: object = orders(), name = "Orders", base = home): Promise<string> {
  const { id } = await millrace.api<Flow>("POST", "/api/v1/flows", { name, document });
  await page.goto(`${base}/${id}`);
  await page.locator(".react-flow__node").first().waitFor();
  return id;
}

/** The draft once it is saved and satisfies a condition. */
async function draft(flow: string, holds: (document: Flow["document"]) => boolean): Promise<Flow["document"]> {
  return await until("the draft", async () => {
    const { document } = await millrace.api<Flow>("GET", `/api/v1/flows/${flow}`);
    return holds(document) && document;
  }, 20_000);
}

const named = (document: Flow["document"], name: string) => document.nodes.find((node) => node.name === name);
const wires = (document: Flow["document"]): string[] => {
  const nameOf = (id: string) => document.nodes.find((node) => node.id === id)?.name;
  return document.edges.map(({ from, to }) => `${nameOf(from.node)} ${nameOf(to.node)}`).toSorted();
};

/** A command of the menu that the right button opens on a step. */
async function fromMenu(step: string, command: string): Promise<void> {
  await editor.node(step).locator(".node-name").click({ button: "right" });
  await page.getByRole("menu", { name: "What is selected" }).getByRole("menuitem", { name: new RegExp(`^${command}`) }).click();
}

async function clearSelection(): Promise<void> {
  await page.locator(".react-flow__pane").click({ position: { x: 500, y: 30 } });
}

describe("a step on an edge", () => {
  test("by mouse: the + at its middle", async () => {
    const flow = await openFlow();
    const at = await editor.middleOf(1);
    await page.mouse.move(at.x, at.y);
    await page.getByRole("button", { name: "Add a step here" }).click();
    expect(await axeFindings(page)).toEqual([]);
    await page.getByRole("region", { name: "Add a step between shape and send" }).getByRole("option", { name: /^Filter/ }).click();
    const after = await draft(flow, (document) => named(document, "Filter") !== undefined);
    expect(wires(after)).toEqual(["Filter send", "hook shape", "send tell", "shape Filter"]);
    expect(after.layout.nodes[named(after, "tell")?.id ?? ""]?.x).toBe(1_096);
    await clearSelection();
    await page.keyboard.press("Control+z");
    const back = await draft(flow, (document) => named(document, "Filter") === undefined);
    expect(canonicalJson(back as unknown as Json)).toBe(canonicalJson(orders() as unknown as Json));
  });

  test("by keyboard: the edge is a stop of Tab, Enter selects it, Enter again opens the palette", async () => {
    const flow = await openFlow();
    await page.locator(".react-flow__edge").nth(0).focus();
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "Remove this connection" }).waitFor();
    await page.keyboard.press("Enter");
    await page.getByRole("region", { name: "Add a step between hook and shape" }).waitFor();
    await page.keyboard.type("Filter");
    await page.keyboard.press("Enter");
    expect(wires(await draft(flow, (document) => named(document, "Filter") !== undefined))).toContain("hook Filter");
  });

  test("by dropping a kind of step from the palette on it", async () => {
    const flow = await openFlow();
    await page.locator(".ed-tools").getByRole("button", { name: /^Add a step/ }).click();
    const box = await stillBox(page.locator(".react-flow"));
    const at = await editor.middleOf(2);
    await page.getByRole("option", { name: /^Filter/ }).dragTo(page.locator(".react-flow"), { targetPosition: { x: at.x - box.x, y: at.y - box.y } });
    expect(wires(await draft(flow, (document) => named(document, "Filter") !== undefined))).toContain("send Filter");
  });
});

describe("a step instead of another", () => {
  test("by dropping a kind of step on it: it keeps its edges, or lies beside", async () => {
    const flow = await openFlow();
    await page.locator(".ed-tools").getByRole("button", { name: /^Add a step/ }).click();
    await page.getByRole("option", { name: /^Code/ }).dragTo(editor.node("send"));
    const offer = page.getByRole("region", { name: "Code, dropped on send" });
    await offer.waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await offer.getByRole("option", { name: /^Replace/ }).click();
    const after = await draft(flow, (document) => document.nodes.some((node) => node.type === "core/code"));
    expect(wires(after)).toEqual(wires(orders()));
    expect(named(after, "send")?.id).toBe(named(orders(), "send")?.id);
  });

  test("by keyboard: R", async () => {
    const flow = await openFlow();
    await editor.select("send");
    await page.keyboard.press("r");
    await page.getByRole("region", { name: "Replace send" }).waitFor();
    await page.keyboard.type("Code");
    await page.keyboard.press("Enter");
    expect(wires(await draft(flow, (document) => document.nodes.some((node) => node.type === "core/code")))).toEqual(wires(orders()));
  });
});

test("a group is made, named, moved with what is in it, and dissolved", async () => {
  const flow = await openFlow();
  await editor.select("shape");
  await editor.node("send").locator(".node-name").click({ modifiers: ["Control"] });
  await page.keyboard.press("Control+g");
  await page.getByLabel("Title of the group").fill("Delivery");
  await page.keyboard.press("Enter");
  const title = page.getByRole("button", { name: "Group Delivery, 2 steps" });
  const grouped = await draft(flow, (document) => Object.values(document.layout.groups ?? {}).some((group) => group.title === "Delivery"));
  expect(await axeFindings(page)).toEqual([]);
  const box = await stillBox(title);
  await page.mouse.move(box.x + 12, box.y + 8);
  await page.mouse.down();
  await page.mouse.move(box.x + 12, box.y + 108, { steps: 5 });
  await page.mouse.up();
  const id = named(grouped, "send")?.id ?? "";
  const moved = await draft(flow, (document) => document.layout.nodes[id]?.y !== grouped.layout.nodes[id]?.y);
  expect(moved.layout.nodes[named(moved, "shape")?.id ?? ""]?.y).toBe(moved.layout.nodes[id]?.y);
  expect(moved.layout.nodes[named(moved, "tell")?.id ?? ""]).toEqual(grouped.layout.nodes[named(moved, "tell")?.id ?? ""]);
  await title.click();
  await page.keyboard.press("Control+Shift+g");
  expect((await draft(flow, (document) => document.layout.groups === undefined)).nodes).toHaveLength(4);
});

test("a note is written in place, shows its Markdown and no markup; without a word it goes", async () => {
  const flow = await openFlow();
  await clearSelection();
  await page.keyboard.press("n");
  await page.getByLabel("Note", { exact: true }).waitFor();
  await page.keyboard.type("**Why** [here](https://example.com/why) <img src=x onerror=alert(1)> [no](javascript:alert(1))");
  await page.keyboard.press("Escape");
  const note = page.locator(".note");
  expect(await note.locator("b").textContent()).toBe("Why");
  expect(await note.locator("a").evaluateAll((links) => links.map((link) => link.getAttribute("href")))).toEqual(["https://example.com/why"]);
  expect(await note.locator("img").count()).toBe(0);
  expect(await note.textContent()).toContain("<img src=x");
  expect(await axeFindings(page)).toEqual([]);
  await draft(flow, (document) => Object.values(document.layout.notes ?? {}).some((saved) => saved.text.startsWith("**Why**")));
  await page.keyboard.press("Enter");
  await page.getByLabel("Note", { exact: true }).fill("");
  await page.keyboard.press("Escape");
  await draft(flow, (document) => document.layout.notes === undefined);
});

describe("copy and paste", () => {
  test("goes through the clipboard into a flow of another workspace", async () => {
    const { slug } = await page.evaluate(async () => {
      const answer = await fetch("/api/v1/admin/workspaces", { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ name: "Second house" }) });
      return (await answer.json()) as { slug: string };
    });
    await openFlow();
    await page.locator(".react-flow__pane").click({ button: "right", position: { x: 500, y: 30 } });
    await page.getByRole("menuitem", { name: /^Select all/ }).click();
    await fromMenu("send", "Copy as JSON");
    await page.getByText("Copied 4 parts as JSON.").waitFor();
    await page.goto(`${millrace.url}/w/${slug}/flows`);
    await page.getByRole("button", { name: "New flow" }).first().click();
    await page.waitForURL(/\/flows\/flow_/);
    await page.getByRole("button", { name: /^Manual/ }).click();
    await page.locator(".react-flow__pane").click({ button: "right", position: { x: 500, y: 30 } });
    await page.getByRole("menuitem", { name: /^Paste/ }).click();
    await page.getByText(/Pasted 3 steps.*trigger was left out.*refers to steps that are not here/).waitFor();
    expect(await page.locator(".react-flow__node").count()).toBe(4);
    await editor.saved();
    expect(await axeFindings(page)).toEqual([]);
  });

  test("in one flow: twice is two copies, cut takes away, undo brings back", async () => {
    const flow = await openFlow();
    await editor.select("shape");
    await page.keyboard.press("Control+c");
    await page.keyboard.press("Control+v");
    await editor.node("shape 2").waitFor();
    await page.keyboard.press("Control+v");
    await editor.node("shape 3").waitFor();
    await page.keyboard.press("Control+x");
    await editor.node("shape 3").waitFor({ state: "detached" });
    await page.keyboard.press("Control+z");
    await editor.node("shape 3").waitFor();
    expect((await draft(flow, (document) => document.nodes.length === 6)).nodes.map((node) => node.name)).toEqual(["hook", "shape", "send", "tell", "shape 2", "shape 3"]);
  });

  test("what cannot be pasted says why, in words", async () => {
    await openFlow();
    await clearSelection();
    await page.keyboard.press("Control+Shift+v");
    const dialog = page.getByRole("dialog", { name: "Paste JSON" });
    await dialog.getByRole("textbox").fill('{"schemaVersion": 3, "nodes": [{"name": "Broken"}], "edges": [], "layout": {"nodes": {}}}');
    await dialog.getByRole("button", { name: "Paste" }).click();
    await dialog.getByText(/In step “Broken”/).first().waitFor();
    await page.keyboard.press("Escape");
  });
});

describe("a selection as a flow of its own", () => {
  test("is called in its place; one goes into it, back, and sees who calls it", async () => {
    const flow = await openFlow(orders(), "Caller");
    await editor.select("shape");
    await editor.node("send").locator(".node-name").click({ modifiers: ["Control"] });
    await fromMenu("send", "Move the steps into a flow of their own");
    const dialog = page.getByRole("dialog", { name: "Move the selected steps into a flow of their own" });
    await dialog.getByLabel("Name").fill("Deliver");
    expect(await dialog.textContent()).toMatch(/takes email \(any\) and answers with id/);
    await dialog.getByRole("button", { name: "Create the flow" }).click();
    await page.getByText(/“Deliver” is a flow of its own and is live/).waitFor();
    const after = await draft(flow, (document) => named(document, "Deliver") !== undefined);
    expect(wires(after)).toEqual(["Deliver tell", "hook Deliver"]);
    await editor.select("Deliver");
    await clearFocus();
    await page.keyboard.press("o");
    await page.waitForURL(/flow_.*\?from=/);
    await page.getByRole("link", { name: "Opened from Caller" }).waitFor();
    await editor.node("shape").waitFor();
    await clearSelection();
    await page.keyboard.press("Shift+o");
    await page.getByRole("region", { name: "Called by" }).getByRole("option", { name: /Caller/ }).waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("link", { name: "Opened from Caller" }).click();
    await editor.node("Deliver").waitFor();
  });

  test("is refused with the reason", async () => {
    await openFlow();
    await editor.select("hook");
    await clearFocus();
    await page.keyboard.press("Control+Shift+e");
    await page.getByText("The trigger “hook” stays with this flow.").waitFor();
    await page.keyboard.press("Escape");
  });
});

/** The focus back on the selected step, where keys are commands. */
async function clearFocus(): Promise<void> {
  await page.locator(".react-flow__node.selected").first().focus();
}

test("every mark of the history can be undone to the first and redone to the last, the document equal at each", async () => {
  const flow = await openFlow();
  const states: string[] = [];
  const note = async (): Promise<void> => {
    await page.keyboard.press("Control+s");
    await editor.saved();
    states.push(canonicalJson((await millrace.api<Flow>("GET", `/api/v1/flows/${flow}`)).document as unknown as Json));
  };
  await note();
  // By mouse.
  const at = await editor.middleOf(1);
  await page.mouse.move(at.x, at.y);
  await page.getByRole("button", { name: "Add a step here" }).click();
  await page.getByRole("option", { name: /^Filter/ }).first().click();
  await editor.node("Filter").waitFor();
  await note();
  await clearSelection();
  await editor.node("tell").dragTo(page.locator(".react-flow"), { targetPosition: { x: 640, y: 320 } });
  await note();
  // By keyboard.
  await clearFocus();
  await page.keyboard.press("ArrowDown");
  await note();
  await page.keyboard.press("Control+a");
  await page.keyboard.press("Control+g");
  await page.keyboard.type("All of it");
  await page.keyboard.press("Enter");
  await editor.saved();
  await page.locator(".react-flow__node").first().focus();
  await page.keyboard.press("Shift+t");
  await note();
  await page.keyboard.press("Control+d");
  await note();
  await page.keyboard.press("Delete");
  await note();
  const last = states.at(-1);
  const shown = async (): Promise<string> => {
    await page.keyboard.press("Control+s");
    await editor.saved();
    return canonicalJson((await millrace.api<Flow>("GET", `/api/v1/flows/${flow}`)).document as unknown as Json);
  };
  const seen = new Set<string>();
  const undo = page.locator(".ed-tools").getByRole("button", { name: "Undo" });
  const redo = page.locator(".ed-tools").getByRole("button", { name: "Redo" });
  while ((await undo.getAttribute("aria-disabled")) !== "true") {
    await undo.click();
    seen.add(await shown());
  }
  expect(await shown()).toBe(states[0]);
  for (const state of states.slice(0, -1)) expect(seen.has(state)).toBe(true);
  const again = new Set<string>();
  while ((await redo.getAttribute("aria-disabled")) !== "true") {
    await redo.click();
    again.add(await shown());
  }
  expect(await shown()).toBe(last);
  for (const state of states.slice(1)) expect(again.has(state)).toBe(true);
}, 120_000);

test("keys alone: along the edges, find, the overview, the menu, the palette of commands and the sheet of keys", async () => {
  await openFlow();
  await page.locator(".react-flow__pane").click({ position: { x: 500, y: 30 } });
  await page.keyboard.press("Alt+ArrowRight");
  await page.keyboard.press("Alt+ArrowRight");
  await expect.poll(() => page.locator(".react-flow__node.selected .node-name").allTextContents()).toEqual(["shape"]);
  await page.keyboard.press("Alt+ArrowLeft");
  await expect.poll(() => page.locator(".react-flow__node.selected .node-name").allTextContents()).toEqual(["hook"]);
  await page.keyboard.press("/");
  await page.getByRole("search", { name: "Find in the flow" }).waitFor();
  await page.keyboard.type("example.com");
  await page.getByText("1 of 2").waitFor();
  await page.keyboard.press("Enter");
  await expect.poll(() => page.locator(".react-flow__node.selected .node-name").allTextContents()).toEqual(["tell"]);
  await page.keyboard.press("Escape");
  await clearFocus();
  await page.keyboard.press("m");
  await page.locator(".ed-minimap").waitFor();
  await page.keyboard.press("Shift+F10");
  await page.getByRole("menu", { name: "What is selected" }).waitFor();
  await page.keyboard.press("Escape");
  await page.keyboard.press("Control+k");
  await page.getByRole("region", { name: "Commands" }).waitFor();
  await page.keyboard.type("shape");
  await page.getByRole("option", { name: /^shape/ }).waitFor();
  await page.keyboard.press("Enter");
  await expect.poll(() => page.locator(".react-flow__node.selected .node-name").allTextContents()).toEqual(["shape"]);
  await page.keyboard.press("?");
  await page.getByRole("dialog", { name: "Keyboard shortcuts" }).waitFor();
  await page.keyboard.press("Escape");
  await page.reload();
  await page.locator(".ed-minimap").waitFor();
  expect(complaints).toEqual([]);
});
