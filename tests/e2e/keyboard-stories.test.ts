import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import type { Flow } from "#lib/contracts/flows.schema.ts";
import type { Run, RunDetail } from "#lib/contracts/runs.schema.ts";
import type { FlowDocument } from "#lib/flow/document.schema.ts";
import { KeyboardEditor } from "#tests/pages/keyboard-editor.ts";
import { buildDocument, fields, literal, reference } from "#tests/support/build-document.ts";
import { launchBrowser, screenshotPath } from "#tests/support/browser.ts";
import { type Millrace, startMillrace } from "#tests/support/start-millrace.ts";
import { startTarget, type TargetServer } from "#tests/support/target-server.ts";
import { until } from "#tests/support/until.ts";
import { watchPointer } from "#tests/support/watch-pointer.ts";

let target: TargetServer;
let millrace: Millrace;
let browser: Browser;
let context: BrowserContext;
let page: Page;
let keys: KeyboardEditor;
let home: string;
let pointer: readonly string[];

beforeAll(async () => {
  target = await startTarget();
  target.answer = ({ url, body }) => (url.startsWith("/dhl") ? { status: 422, body: '{"error":"no such parcel"}' } : { status: 200, body: body === "" ? '{"ok":true}' : body });
  millrace = await startMillrace({ MILLRACE_EGRESS_ALLOW: target.address });
  browser = await launchBrowser();
  context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  pointer = await watchPointer(context);
  page = await context.newPage();
  keys = new KeyboardEditor(page);
}, 300_000);

afterEach(async ({ task }) => {
  await context.setOffline(false);
  if (task.result?.state === "fail") await page.screenshot({ path: screenshotPath(task.name) });
});

afterAll(async () => {
  await browser?.close();
  await millrace?.dispose();
  await target?.close();
}, 60_000);

const button = (name: string | RegExp, on: Page = page) => on.getByRole("button", { name, exact: typeof name === "string" });
const namesOf = (document: FlowDocument): string[] => document.nodes.map(({ name }) => name).toSorted();
const wires = (document: FlowDocument): string[] => {
  const nameOf = (id: string) => document.nodes.find((node) => node.id === id)?.name;
  return document.edges.map(({ from, to }) => `${nameOf(from.node)} ${nameOf(to.node)}`).toSorted();
};

async function draftOf(flow: string): Promise<FlowDocument> {
  return (await millrace.api<Flow>("GET", `/api/v1/flows/${flow}`)).document;
}

async function openFlow(document: FlowDocument, name: string, on = keys): Promise<string> {
  const { id } = await millrace.api<Flow>("POST", "/api/v1/flows", { name, document });
  await on.page.goto(`${home}/${id}`);
  await on.node(document.nodes.at(-1)?.name ?? "").waitFor();
  return id;
}

function orders(): FlowDocument {
  return buildDocument(
    {
      hook: { type: "core/webhook" },
      shape: { type: "core/map", config: { fields: fields({ email: reference("hook", "body", "email") }) } },
      send: { type: "http/request", config: { method: literal("POST"), url: literal("https://example.com/in"), send: literal("value"), bodyValue: reference("shape") } },
      tell: { type: "http/request", config: { method: literal("GET"), url: { kind: "template", parts: ["https://example.com/", reference("send", "body", "id")] }, send: literal("nothing") } },
    },
    ["hook -> shape", "shape -> send", "send -> tell"],
  );
}

async function ended(run: string): Promise<RunDetail> {
  return await until(`the end of ${run}`, async () => {
    const detail = await millrace.api<RunDetail>("GET", `/api/v1/runs/${run}`);
    return detail.finishedAt !== null && detail;
  }, 60_000);
}

test("from the sign-in page to a published flow, and to its run", async () => {
  await page.goto(`${millrace.url}/sign-in`);
  await keys.tabTo(page.getByLabel("E-mail"));
  await keys.type(millrace.owner.email);
  await keys.tabTo(page.getByLabel("Password", { exact: true }));
  await keys.type(millrace.owner.password);
  await keys.press("Enter");
  await page.waitForURL(/\/w\/[^/]+\/flows$/);
  home = page.url();

  const flow = await keys.newFlow("Webhook");
  await keys.add("Map", "Shape");
  await keys.field(button("Add a row"));
  await keys.press("Enter");
  await keys.type("action");
  await keys.press("Tab");
  await keys.tabTo(page.getByRole("textbox", { name: "Value of action", exact: true }));
  await keys.type("{Webhook.body.action");
  await keys.takeReference();
  await keys.goTo("Shape");
  await keys.add("HTTP request", "Send");
  await keys.write("URL", `${target.url}/log`);
  await keys.refer("Body value", "{Shape");
  await keys.publish();

  const { hookUrl } = await millrace.api<Flow>("GET", `/api/v1/flows/${flow}`);
  const answer = await fetch(hookUrl, { method: "POST", headers: { "content-type": "application/json" }, body: '{"action":"opened"}' });
  expect(answer.status).toBe(202);
  await keys.activate(page.getByRole("navigation", { name: "Flow", exact: true }).getByRole("link", { name: "Runs" }), "Shift+Tab");
  await page.waitForURL(/\/runs\?flow=/);
  await page.getByText("Succeeded").first().waitFor();
  await keys.activate(page.locator("tbody a"));
  await page.waitForURL(/\/runs\/run_/);
  await keys.activate(page.locator(".wf").getByRole("button", { name: /^Send/ }));
  await page.getByRole("complementary", { name: "Step Send", exact: true }).getByText("opened").first().waitFor();
  expect(target.received.map(({ url, body }) => [url, body])).toEqual([["/log", '{"action":"opened"}']]);
  expect(pointer).toEqual([]);
}, 120_000);

test("from blank: parallel calls, a merge, an error path and a loop over a list", async () => {
  target.received.length = 0;
  await page.goto(home);
  const flow = await keys.newFlow("Manual");
  await keys.rename("Begin");
  await keys.field(button("Add a value"));
  await keys.press("Enter");
  await keys.type("lines");
  await keys.choose("Type of lines", "list");
  for (const name of ["Ask DHL", "Ask UPS"]) {
    await keys.goTo("Begin");
    await keys.add("HTTP request", name);
    await keys.choose("Method", "GET");
    await keys.choose("Body", "No body");
    await keys.write("URL", `${target.url}/${name.slice(4).toLowerCase()}`);
  }
  await keys.goTo("Ask DHL");
  await keys.add("Merge", "First answer");
  await keys.field(page.getByLabel("Paths to wait for"));
  await keys.press("Control+a");
  await keys.type("1");
  await keys.goTo("Ask UPS");
  await keys.leadTo("First answer");
  await keys.goTo("Ask DHL");
  await keys.addBehind("on error", "Map", "Say what failed");
  await keys.field(button("Add a row"));
  await keys.press("Enter");
  await keys.type("why");
  await keys.refer("Value of why", "{AskDHL.message");
  await keys.goTo("Begin");
  await keys.add("Split a list", "Each line");
  await keys.refer("List", "{Begin.lines");
  await keys.goTo("Each line");
  await keys.add("HTTP request", "Book");
  await keys.write("URL", `${target.url}/book`);
  await keys.refer("Body value", "{Eachline");
  await keys.goTo("Book");
  await keys.add("Collect", "All answers");
  await keys.publish();

  await keys.command("Run the live version by hand");
  await page.getByRole("dialog", { name: "Run version 1" }).waitFor();
  await keys.tabTo(page.getByRole("dialog").getByLabel("lines"));
  await keys.type('[{"sku":"a"},{"sku":"b"}]');
  await keys.activate(page.getByRole("dialog").getByRole("button", { name: "Run", exact: true }));
  await page.waitForURL(/\/runs\/run_/);
  const run = await ended(/run_\w+/.exec(page.url())?.[0] ?? "");
  expect(Object.fromEntries(run.steps.map(({ name, status }) => [name, status]))).toEqual({ "Begin": "succeeded", "Ask DHL": "failed", "Ask UPS": "succeeded", "First answer": "succeeded", "Say what failed": "succeeded", "Each line": "succeeded", "Book": "succeeded", "All answers": "succeeded" });
  expect(target.received.filter(({ url }) => url === "/book").map(({ body }) => body).toSorted()).toEqual(['{"sku":"a"}', '{"sku":"b"}']);
  expect(namesOf(await draftOf(flow))).toHaveLength(8);
  expect(pointer).toEqual([]);
}, 120_000);

/** The third flow, which the next story takes apart. */
let form = "";

test("from blank: a form, a look-up, a branch and two systems, filled in by a visitor", async () => {
  await page.goto(home);
  form = await keys.newFlow("Form");
  await keys.rename("Talk to us");
  await keys.field(page.getByLabel("Title", { exact: true }));
  await keys.type("Talk to us");
  await keys.tabTo(button("Add a field"));
  await keys.press("Enter");
  await keys.type("email");
  await keys.press("Tab");
  await keys.type("E-mail");
  await keys.tabTo(page.getByRole("group", { name: /^Field 1:/ }).getByLabel("needed"));
  await keys.press("Space");
  await keys.goTo("Talk to us");
  await keys.add("Sample CRM: find contact", "Who");
  await keys.refer("E-mail", "{Talk to us.fields.email");
  await keys.goTo("Who");
  await keys.add("Branch", "Known");
  await keys.refer("Yes when: value", "{Who.found");
  await keys.choose("Yes when: test", "is true");
  await keys.goTo("Known");
  await keys.add("Sample mail box: send message", "Greet");
  await keys.refer("To", "{Talk to us.fields.email");
  await keys.write("Subject", "Good to hear from you");
  await keys.write("Text", "We call you back.");
  await keys.goTo("Known");
  await keys.add("Sample CRM: create lead", "New lead");
  await keys.refer("E-mail", "{Talk to us.fields.email");
  await keys.refer("Name", "{Talk to us.fields.email");
  await keys.publish();
  const { formUrl } = await millrace.api<Flow>("GET", `/api/v1/flows/${form}`);
  const visitor = new KeyboardEditor(await context.newPage());
  await visitor.page.goto(formUrl);
  await visitor.tabTo(visitor.page.getByLabel("E-mail"));
  await visitor.type("ada@example.com");
  await visitor.press("Enter");
  await visitor.page.getByText(/Thank you/).first().waitFor();
  await visitor.page.close();
  const run = await until("its run", async () => (await millrace.api<{ runs: Run[] }>("GET", `/api/v1/runs?flow=${form}`)).runs[0]);
  expect((await ended(run.id)).status).toBe("succeeded");
  expect(pointer).toEqual([]);
}, 120_000);

/** The draft that this device keeps while the server does not have it; written between keys, and at once when the page is left. */
async function keptHere(flow: string, on: Page = page): Promise<string> {
  await on.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
  return await on.evaluate((key) => JSON.stringify((JSON.parse(localStorage.getItem(key) ?? "{}") as { document?: unknown }).document ?? null), `millrace.draft.${flow}`);
}

test("without a network all of it is undone to the empty canvas and redone, equal at every mark; back again, no edit is lost", async () => {
  await keys.goTo("Greet");
  await page.waitForFunction(() => performance.getEntriesByName("editor-kept-ready").length > 0);
  await context.setOffline(true);
  await keys.press("Shift+t", "Control+c", "Control+v");
  await keys.node("Greet 2").waitFor();
  await keys.press("/");
  await page.getByRole("search", { name: "Find in the flow" }).waitFor();
  await keys.press("Escape");
  await page.getByText("Offline. Your changes are kept on this device").waitFor();
  const states = [await keptHere(form)];
  const can = async (what: "Undo" | "Redo") => (await page.locator(".ed-tools").getByRole("button", { name: what }).getAttribute("aria-disabled")) !== "true";
  while (await can("Undo")) {
    await keys.press("Control+z");
    states.push(await keptHere(form));
  }
  expect(states.every((state, mark) => state !== states[mark - 1]), "each mark changes the document").toBe(true);
  expect(states.length).toBeGreaterThan(20);
  expect(JSON.parse(states.at(-1) ?? "")).toMatchObject({ nodes: [], edges: [] });
  await page.getByText("What starts this flow?").waitFor();
  const again = [await keptHere(form)];
  while (await can("Redo")) {
    await keys.press("Control+Shift+z");
    again.push(await keptHere(form));
  }
  expect(again).toEqual(states.toReversed());

  await keys.goTo("New lead");
  await keys.rename("Named offline");
  const kept = await keptHere(form);
  await page.close();
  await context.setOffline(false);
  page = await context.newPage();
  keys = new KeyboardEditor(page);
  await page.goto(`${home}/${form}`);
  await keys.node("Named offline").waitFor();
  await keys.saved();
  expect(await draftOf(form)).toEqual(JSON.parse(kept));
  expect(pointer).toEqual([]);
}, 120_000);

test("without a network every part of the editor opens, or says why not, and the drawing stays", async () => {
  const flow = await openFlow(orders(), "Far away");
  await context.setOffline(true);
  for (const [key, part] of [
    ["Control+k", page.getByRole("region", { name: "Commands" })], ["?", page.getByRole("dialog", { name: "Keyboard shortcuts" })], ["/", page.getByRole("search", { name: "Find in the flow" })],
    ["Shift+F10", page.getByRole("menu")], ["Control+Shift+e", page.getByRole("dialog", { name: /Move the selected steps/ })], ["Shift+o", page.getByRole("region", { name: "Called by" })], ["Control+Shift+v", page.getByRole("dialog", { name: "Paste JSON" })],
  ] as const) {
    await keys.tabTo(keys.node("shape"));
    // An edit takes away what was said before.
    await keys.press("Enter", "ArrowDown", key);
    await part.or(page.getByText("This part of the page did not load")).first().waitFor();
    await keys.press("Escape");
    await part.waitFor({ state: "detached" });
    expect(await page.locator(".react-flow__node").count()).toBe(4);
  }
  await keys.tabTo(keys.node("shape"));
  await keys.press("Enter", "Control+d");
  await keys.node("shape 2").waitFor();
  await context.setOffline(false);
  await keys.press("Control+k");
  await page.getByRole("region", { name: "Commands" }).waitFor();
  await keys.press("Escape");
  await keys.saved();
  expect(namesOf(await draftOf(flow))).toContain("shape 2");
  expect(pointer).toEqual([]);
}, 60_000);

test("a step goes onto an edge, another takes a step's place, two become a flow of their own; each is undone", async () => {
  const flow = await openFlow(orders(), "Refactored");
  await keys.goTo("shape");
  await keys.tabTo(page.locator('.react-flow__edge[aria-label^="shape to send"]'), "Shift+Tab");
  await keys.press("Enter");
  await button("Remove this connection").waitFor();
  await keys.press("Enter");
  await page.getByRole("region", { name: "Add a step between shape and send" }).waitFor();
  await keys.type("Filter");
  await keys.press("Enter");
  await keys.expectSelected("Filter");
  await keys.saved();
  expect(wires(await draftOf(flow))).toEqual(["Filter send", "hook shape", "send tell", "shape Filter"]);

  await keys.goTo("tell");
  await keys.press("r");
  await page.getByRole("region", { name: "Replace tell" }).waitFor();
  await keys.type("Code");
  await keys.press("Enter");
  await keys.saved();
  expect((await draftOf(flow)).nodes.find(({ name }) => name === "tell")?.type).toBe("core/code");
  await keys.press("Control+z", "Control+z");
  await keys.saved();
  expect(await draftOf(flow)).toEqual(orders());

  await keys.goTo("shape");
  await keys.tabTo(keys.node("send"));
  await keys.press("Shift+Space");
  await keys.expectSelected("send", "shape");
  await keys.press("Control+Shift+e");
  const dialog = page.getByRole("dialog", { name: "Move the selected steps into a flow of their own" });
  await expect.poll(() => dialog.getByLabel("Name").evaluate((one) => one === document.activeElement)).toBe(true);
  await keys.press("Control+a");
  await keys.type("Deliver");
  await keys.activate(dialog.getByRole("button", { name: "Create the flow" }));
  await page.getByText(/“Deliver” is a flow of its own and is live/).waitFor();
  await keys.saved();
  expect(wires(await draftOf(flow))).toEqual(["Deliver tell", "hook Deliver"]);
  await keys.goTo("Deliver");
  await keys.press("o");
  await page.waitForURL(/flow_.*\?from=/);
  await keys.node("shape").waitFor();
  await keys.activate(page.getByRole("link", { name: "Opened from Refactored" }));
  await keys.node("Deliver").waitFor();
  expect(pointer).toEqual([]);
}, 60_000);

test("steps are copied from one workspace into another", async () => {
  await page.evaluate(async () => await fetch("/api/v1/admin/workspaces", { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ name: "Second house" }) }));
  await openFlow(orders(), "Copied");
  await keys.goTo("shape");
  await keys.press("Control+a", "Control+c");
  await page.getByText("Copied 4 parts as JSON.").waitFor();
  await keys.activate(button(/^Workspace .*, switch$/));
  const there = page.getByRole("menuitem", { name: "Second house" });
  for (let step = 0; step < 5 && !(await there.evaluate((one) => one === document.activeElement)); step += 1) await keys.press("ArrowDown");
  await keys.press("Enter");
  await page.waitForURL(/\/w\/second-house[^/]*\/flows$/);
  const flow = await keys.newFlow("Manual");
  await keys.press("Control+v");
  await page.getByText(/Pasted 3 steps.*trigger was left out/).waitFor();
  await keys.saved();
  const slug = /\/w\/([^/]+)/.exec(page.url())?.[1] ?? "";
  const pasted = ((await (await page.request.get(`${millrace.url}/api/v1/flows/${flow}`, { headers: { "x-millrace-workspace": slug } })).json()) as Flow).document;
  const shapeOf = (document: FlowDocument) => document.nodes.filter(({ name }) => ["shape", "send", "tell"].includes(name)).map(({ type, name, settings }) => ({ type, name, settings }));
  expect(shapeOf(pasted)).toEqual(shapeOf(orders()));
  expect(wires(pasted)).toEqual(["send tell", "shape send"]);
  expect(pointer).toEqual([]);
}, 60_000);

test("two tabs, one of them without a network for a while: both drafts are put together, and nothing of either is lost", async () => {
  const flow = await openFlow(orders(), "Two tabs");
  const elsewhere = await browser.newContext({ storageState: await context.storageState() });
  const theirs = new KeyboardEditor(await elsewhere.newPage());
  await theirs.page.goto(`${home}/${flow}`);
  await theirs.node("tell").waitFor();
  await context.setOffline(true);
  await keys.goTo("shape");
  await keys.rename("my shape");
  await keys.goTo("tell");
  await keys.add("Map", "my map");
  await theirs.goTo("shape");
  await theirs.rename("their shape");
  await theirs.goTo("hook");
  await theirs.add("Filter", "their filter");
  await theirs.saved();
  await context.setOffline(false);
  await page.getByText(/saved a newer draft/).first().waitFor();
  await keys.activate(button("Put both together"), "Shift+Tab");
  const panel = page.getByRole("region", { name: "Two drafts" });
  await panel.getByText("1 place was changed by both.").waitFor();
  await keys.tabTo(panel.getByRole("radio", { name: /Mine/ }));
  await keys.press("ArrowDown");
  expect(await panel.getByRole("radio", { name: /Theirs/ }).isChecked()).toBe(true);
  await keys.activate(panel.getByRole("button", { name: "Take both, as chosen" }));
  await keys.saved();
  expect(namesOf(await draftOf(flow))).toEqual(["hook", "my map", "send", "tell", "their filter", "their shape"]);
  await keys.press("Control+z");
  await keys.saved();
  expect(namesOf(await draftOf(flow))).toContain("my shape");
  await elsewhere.close();
  expect(pointer).toEqual([]);
}, 60_000);
