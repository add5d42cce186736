import type { Browser, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { Flow } from "#lib/contracts/flows.schema.ts";
import type { Run } from "#lib/contracts/runs.schema.ts";
import type { Binding, FlowDocument } from "#lib/flow/document.schema.ts";
import { signIn } from "#tests/pages/account-pages.ts";
import { EditorPage } from "#tests/pages/editor-page.ts";
import { axeFindings } from "#tests/support/axe.ts";
import { buildDocument, fields, literal, nodeId, reference } from "#tests/support/build-document.ts";
import { launchBrowser } from "#tests/support/browser.ts";
import { type Millrace, startMillrace } from "#tests/support/start-millrace.ts";
import { until } from "#tests/support/until.ts";

const order = { id: 42, orderTotal: "128.40", customer: { email: "ada@example.com", first_name: "Ada" }, items: Array.from({ length: 14 }, (_, index) => ({ sku: `A-${index}` })) };
const cel = (source: string): Binding => ({ kind: "cel", source });

let millrace: Millrace;
let browser: Browser;
let page: Page;
let editor: EditorPage;
let workspace: string;
let flow: Flow;

/** Webhook, a map, and a map with what the test says. */
function ordersFlow(rows: Record<string, Binding>): FlowDocument {
  return buildDocument({
    "New order": { type: "core/webhook" },
    shape: { type: "core/map", config: { fields: fields({ total: reference("New order", "body", "orderTotal"), mail: reference("New order", "body", "customer", "email") }) } },
    row: { type: "core/map", config: { fields: fields(rows) } },
  }, ["New order -> shape", "shape -> row"]);
}

async function open(rows: Record<string, Binding>, step = "row"): Promise<void> {
  const made = await millrace.api<Flow>("POST", "/api/v1/flows", { name: "Orders", document: ordersFlow({ x: literal("x") }) });
  const input = { method: "POST", body: order, query: {}, headers: {}, receivedAt: "2026-11-23T14:02:51.204Z" };
  const { run } = await millrace.api<{ run: string }>("POST", `/api/v1/flows/${made.id}/test`, { input, upTo: nodeId("shape") });
  await until("the test-run", async () => (await millrace.api<Run>("GET", `/api/v1/runs/${run}`)).finishedAt !== null);
  flow = made;
  await millrace.api("PUT", `/api/v1/flows/${made.id}/draft`, { baseRevision: made.draftRevision, document: ordersFlow(rows) });
  await page.goto(`${workspace}/flows/${made.id}`);
  await editor.node(step).waitFor();
  await editor.select(step);
  await page.getByRole("list", { name: "Output of New order" }).getByText("last run").waitFor();
}

/** The rows of the step called `row`, as they are saved. */
async function savedRows(step = "row"): Promise<Record<string, Binding>> {
  await editor.saved();
  const { document } = await millrace.api<Flow>("GET", `/api/v1/flows/${flow.id}`);
  const list = document.nodes.find(({ name }) => name === step)?.config["fields"];
  return Object.fromEntries(list?.kind === "fields" ? list.fields.map(({ name, value }) => [name, value]) : []);
}

const value = (name: string): Locator => page.getByRole("textbox", { name: `Value of ${name}`, exact: true });
const inTree = (source: string, key: string): Locator => page.getByRole("list", { name: `Output of ${source}` }).getByRole("button", { name: new RegExp(`^\\w+ ?${key}`) });

async function expectAccessible(): Promise<void> {
  expect(await axeFindings(page)).toEqual([]);
}

beforeAll(async () => {
  millrace = await startMillrace();
  browser = await launchBrowser();
  page = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage();
  editor = new EditorPage(page);
  await signIn(page, millrace.url, millrace.owner);
  workspace = page.url().replace(/\/flows$/, "");
}, 300_000);

beforeEach(() => page.setViewportSize({ width: 1440, height: 900 }));

afterAll(async () => {
  await browser?.close();
  await millrace?.dispose();
}, 60_000);

test("a value goes in by click at the caret, by drag, and by typing; the tree shows what really came", async () => {
  await open({ a: literal("Dear "), b: literal(""), c: literal("") });
  await expect.poll(() => inTree("New order", "email").textContent()).toContain('"ada@example.com"');
  await value("a").click();
  await page.keyboard.press("End");
  await inTree("New order", "first_name").click();
  await page.keyboard.type("!");
  await expect.poll(() => page.locator(".bind-preview").first().textContent()).toContain('"Dear Ada!"');

  await inTree("New order", "email").dragTo(value("b"));
  await value("c").click();
  await page.keyboard.type("{orderto");
  await page.getByRole("listbox", { name: "Values of earlier steps" }).getByRole("option").first().waitFor();
  await page.keyboard.press("Enter");
  expect(await savedRows()).toEqual({
    a: { kind: "template", parts: ["Dear ", reference("New order", "body", "customer", "first_name"), "!"] },
    b: reference("New order", "body", "customer", "email"),
    c: reference("New order", "body", "orderTotal"),
  });
  await expect.poll(() => page.locator(".tree-line.is-used").allTextContents()).toEqual(expect.arrayContaining([expect.stringContaining("first_name"), expect.stringContaining("email"), expect.stringContaining("orderTotal")]));
  await expectAccessible();
}, 90_000);

test("the tree is searched by names and values, and lists open further", async () => {
  await open({ a: literal("") });
  await page.getByLabel("Find in the input").fill("ada@");
  await expect.poll(() => page.getByRole("list", { name: "Output of New order" }).getByRole("button", { name: /^(text|num)/ }).allTextContents()).toEqual(['textemail"ada@example.com"']);
  // The mail of the step before, then body, customer, and what was looked for.
  for (let row = 0; row < 4; row += 1) await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await page.getByLabel("Find in the input").fill("");
  await page.getByRole("list", { name: "Output of New order" }).getByRole("button", { name: "Fields of items" }).waitFor();
  await page.getByRole("button", { name: "Show 10 more of 13 items of items" }).click();
  await page.getByRole("button", { name: "Show the other 3 items of items" }).click();
  await expect.poll(() => page.getByRole("button", { name: "Fields of 13" }).count()).toBe(1);
  // With no field in use the first row that is empty, or a new one, takes what was picked.
  expect(Object.values(await savedRows())).toContainEqual(reference("New order", "body", "customer", "email"));
}, 90_000);

test("empty rows are mapped by name, as one step to undo, and what is filled stays", async () => {
  await open({ order_id: literal(""), customer_email: literal("mine@example.com"), firstName: literal("") });
  await page.getByRole("button", { name: "Map 2 by name" }).click();
  await page.getByRole("list", { name: "Map 2 by name" }).getByText("body.customer.first_name").waitFor();
  await expectAccessible();
  await page.getByRole("button", { name: "Map these 2" }).click();
  const mapped = { order_id: reference("New order", "body", "id"), customer_email: literal("mine@example.com"), firstName: reference("New order", "body", "customer", "first_name") };
  expect(await savedRows()).toEqual(mapped);
  await page.getByRole("button", { name: "Undo" }).click();
  await expect.poll(() => savedRows(), { timeout: 15_000 }).toEqual({ order_id: literal(""), customer_email: literal("mine@example.com"), firstName: literal("") });
}, 90_000);

test("an expression completes functions, says what they do, marks where it stops to read, and is kept", async () => {
  await open({ a: cel(`${nodeId("New order")}.body.orderTotal`) });
  await value("a").click();
  await page.keyboard.press("Control+a");
  await page.keyboard.type("doub");
  await page.getByRole("listbox", { name: "Values of earlier steps" }).getByText("double(value)").waitFor();
  await page.keyboard.press("Enter");
  await page.getByText("The value as a number.").waitFor();
  await page.keyboard.type("new_order.body.orderTotal");
  await expect.poll(() => page.locator(".bind-preview").textContent()).toContain("128.4");
  await page.keyboard.press("End");
  await page.keyboard.type(" / ");
  await expect.poll(() => page.locator(".cel-back u").count()).toBe(1);
  await page.getByText("The expression ends too early. Something is missing at its end.").first().waitFor();
  expect(await savedRows()).toEqual({ a: cel(`double(${nodeId("New order")}.body.orderTotal) / `) });
  await page.reload();
  await editor.node("row").waitFor();
  await editor.select("row");
  await expect.poll(() => value("a").inputValue()).toBe("double(new_order.body.orderTotal) / ");
  await expectAccessible();
}, 90_000);

test("what is too costly for the page is evaluated on the server", async () => {
  await open({ a: cel("[1, 2].map(x, [10].map(y, [100].map(z, x + y + z)))") });
  await expect.poll(() => page.locator(".bind-preview").textContent(), { timeout: 20_000 }).toContain("[[[111]],[[112]]]");
}, 90_000);

test("publish says exactly what blocks it, leads to the field, and a fix mends it there", async () => {
  await open({ a: reference("shape", "mial"), b: cel("1 +") }, "shape");
  await editor.publish.click();
  const blocking = page.getByRole("list", { name: "What blocks publishing" }).getByRole("listitem");
  await expect.poll(() => blocking.allTextContents()).toEqual([expect.stringContaining("row · Fields · b"), expect.stringContaining("row · Fields · a")]);
  // The same is listed once, wherever it is looked at.
  await page.getByRole("button", { name: /^2 issues/ }).click();
  await page.getByRole("region", { name: "Issues" }).getByText(/gives no mial/).waitFor();
  expect(await blocking.count()).toBe(0);
  await editor.publish.click();
  await expect.poll(() => blocking.count()).toBe(2);
  expect(await page.getByRole("region", { name: "Issues" }).count()).toBe(0);
  await blocking.getByRole("button", { name: /gives no mial/ }).click();
  await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute("aria-label"))).toBe("Value of a");
  await expect.poll(() => page.locator("tr.is-bad").count()).toBe(2);
  await expectAccessible();
  await page.locator("tr.is-bad").getByRole("button", { name: "Use mail" }).click();
  expect((await savedRows())["a"]).toEqual(reference("shape", "mail"));
  await expect.poll(() => page.locator("tr.is-bad").count()).toBe(1);
}, 90_000);

test.each(["mouse", "keyboard"])("another value is taken from the card of a reference: by %s", async (by) => {
  await open({ a: { ...reference("shape", "mail"), default: "none" } });
  const pill = value("a").locator(".pill");
  if (by === "mouse") await pill.click();
  else {
    await pill.focus();
    await page.keyboard.press("Enter");
  }
  const others = page.getByRole("listbox", { name: "Other values" });
  await others.getByRole("option", { name: /shape · total/ }).waitFor();
  await expectAccessible();
  if (by === "mouse") await others.getByRole("option", { name: /shape · total/ }).click();
  else {
    await page.keyboard.press("Control+a");
    await page.keyboard.type("total");
    await expect.poll(() => others.getByRole("option").allTextContents()).not.toContainEqual(expect.stringContaining("mail"));
    await page.keyboard.press("ArrowDown");
    await others.getByRole("option", { selected: true }).filter({ hasText: "total" }).waitFor();
    await page.keyboard.press("Enter");
  }
  await others.waitFor({ state: "hidden" });
  await expect.poll(() => value("a").locator(".pill").evaluate((one) => one === document.activeElement)).toBe(true);
  expect((await savedRows())["a"]).toMatchObject({ kind: "reference", path: [by === "mouse" ? "total" : expect.stringMatching(/total/i)], default: "none" });
}, 90_000);

test("a field of a map is renamed, and what reads it follows in the same undo", async () => {
  await open({ a: reference("shape", "total"), b: cel(`${nodeId("shape")}.total + "!"`) }, "shape");
  await page.getByLabel("Name of row 1").fill("amount");
  await page.keyboard.press("Enter");
  const after = { a: reference("shape", "amount"), b: cel(`${nodeId("shape")}.amount + "!"`) };
  await expect.poll(() => savedRows(), { timeout: 15_000 }).toEqual(after);
  await page.getByRole("button", { name: "Undo" }).click();
  await expect.poll(() => savedRows(), { timeout: 15_000 }).toEqual({ a: reference("shape", "total"), b: cel(`${nodeId("shape")}.total + "!"`) });
}, 90_000);
