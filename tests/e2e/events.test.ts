import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { present } from "#lib/assert.ts";
import type { Event } from "#lib/contracts/events.schema.ts";
import type { Flow } from "#lib/contracts/flows.schema.ts";
import type { ConfigValue } from "#lib/flow/document.schema.ts";
import { signIn } from "#tests/pages/account-pages.ts";
import { axeFindings } from "#tests/support/axe.ts";
import { launchBrowser } from "#tests/support/browser.ts";
import { buildDocument, literal, reference } from "#tests/support/build-document.ts";
import { type Millrace, startMillrace } from "#tests/support/start-millrace.ts";
import { startTarget, type TargetServer } from "#tests/support/target-server.ts";
import { until } from "#tests/support/until.ts";

let target: TargetServer;
let millrace: Millrace;
let browser: Browser;
let page: Page;
let base: string;
let isBroken = true;

function calling(name: string, path: string, config: Record<string, ConfigValue> = {}) {
  return buildDocument(
    {
      t: { type: "core/event", config: { name: literal(name), ...config }, settings: { keys: [{ name: "order", path: ["data", "id"] }] } },
      call: {
        type: "http/request", config: { method: literal("POST"), url: literal(`${target.url}/${path}`), send: literal("value"), bodyValue: reference("t", "data") },
        settings: { retry: { attempts: 1, backoff: "constant", delayMs: 0, maxDelayMs: 0 } },
      },
    },
    ["t -> call"],
  );
}

async function publish(name: string, document: ReturnType<typeof calling>): Promise<Flow> {
  const flow = await millrace.api<Flow>("POST", "/api/v1/flows", { name, document });
  return await millrace.api<Flow>("POST", `/api/v1/flows/${flow.id}/publish`, { baseRevision: 1 });
}

async function settled(count: number): Promise<Event[]> {
  return await until("all deliveries", async () => {
    const { events } = await millrace.api<{ events: Event[] }>("GET", "/api/v1/events?name=order/paid");
    const cells = events.flatMap(({ deliveries }) => deliveries);
    return cells.length === count && cells.every(({ status, runStatus }) => status !== "started" || runStatus === "succeeded" || runStatus === "failed") ? events : null;
  });
}

beforeAll(async () => {
  target = await startTarget();
  target.answer = ({ url }) => ({ status: isBroken && url === "/accounting" ? 422 : 200 });
  millrace = await startMillrace({ MILLRACE_EGRESS_ALLOW: target.address });
  browser = await launchBrowser();
  page = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage();
  await signIn(page, millrace.url, millrace.owner);
  base = page.url().replace(/\/flows$/, "");
  await publish("CRM", calling("order/*", "crm"));
  await publish("Accounting", calling("order/paid", "accounting"));
  await publish("Analytics", calling("order/paid", "analytics", { gather: literal("last"), quietSeconds: literal(3_600) }));
  await publish("Large orders", calling("order/paid", "large", { filter: literal("event.data.total > 100.0") }));
  for (const [index, total] of [128.4, 20, null].entries()) await millrace.api("POST", "/api/v1/events", { name: "order/paid", data: { id: `order-${index}`, ...(total === null ? {} : { total }) } });
  await settled(11);
}, 300_000);

afterAll(async () => {
  await browser.close();
  await millrace.dispose();
  await target.close();
});

const cell = (text: RegExp) => page.getByRole("region", { name: "Events by flow" }).getByRole("link", { name: text });

test("the matrix shows each event at each flow, is walked by keys, and R redrives a failed cell", async () => {
  await page.goto(`${base}/events`);
  await cell(/^Failed: order\/paid at Accounting/).first().waitFor();
  expect(await cell(/^Failed: order\/paid at Accounting/).count()).toBe(3);
  expect(await cell(/^Succeeded: order\/paid at CRM/).count()).toBe(3);
  expect(await cell(/^Held: order\/paid at Analytics/).count()).toBe(3);
  expect(await cell(/^Refused: order\/paid at Large orders/).count()).toBe(1);
  expect(await axeFindings(page)).toEqual([]);
  // Rows of one name are told apart by what their runs are found by.
  for (const order of ["order-0", "order-1", "order-2"]) await page.getByRole("rowheader", { name: order }).waitFor();

  await cell(/^Failed: order\/paid at Accounting/).first().focus();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowLeft");
  expect(await page.evaluate(() => document.activeElement?.getAttribute("aria-label"))).toMatch(/^(Failed|Held): order\/paid at/);
  await cell(/^Failed: order\/paid at Accounting/).first().focus();
  isBroken = false;
  await page.keyboard.press("r");
  const dialog = page.getByRole("dialog", { name: "Redrive order/paid in Accounting" });
  await dialog.getByText("Replays 1 run").waitFor();
  await dialog.getByRole("button", { name: "Redrive 1" }).click();
  await page.waitForURL(/\/runs\/failures/);
  await page.goto(`${base}/events`);
  await cell(/^Succeeded ×2, delivered 2 times: order\/paid at Accounting/).waitFor();
  expect(await cell(/^Failed: order\/paid at Accounting/).count()).toBe(2);
  // Who speaks to the machine says what is read: the count is part of the name.
  expect(await axeFindings(page, ["label-content-name-mismatch"])).toEqual([]);
}, 120_000);

test("an event's page says why a flow failed, and leads to what its name's data looks like", async () => {
  await page.goto(`${base}/events?state=failed`);
  await page.getByRole("rowheader", { name: "order-1" }).getByRole("link").click();
  const row = page.getByRole("row", { name: /^Accounting/ });
  await row.getByText("call: ").waitFor();
  await row.getByText(/answered 422\./).waitFor();
  await page.getByRole("link", { name: "Fields and changes" }).click();
  await page.waitForURL(/\/events\/names#order\/paid$/);
  await page.getByRole("heading", { name: "order/paid" }).waitFor();
}, 120_000);

test("events of a day or a range are delivered again to one flow, and what cannot be is said", async () => {
  await page.goto(`${base}/events`);
  const again = page.getByRole("button", { name: "Deliver again" });
  await again.waitFor();
  await page.getByLabel("Time", { exact: true }).selectOption({ label: "Yesterday" });
  await page.getByText("No event matches").waitFor();
  await page.getByLabel("Time", { exact: true }).selectOption({ label: "From … to …" });
  await page.getByLabel("From", { exact: true }).fill("2020-01-01T00:00");
  await page.getByLabel("Before", { exact: true }).fill("2020-01-02T12:30");
  await page.getByText("No event matches").waitFor();
  await page.getByLabel("Before", { exact: true }).fill("2099-01-01T00:00");
  await page.getByLabel("Event name").fill("order/paid");
  await cell(/order\/paid at CRM/).first().waitFor();
  await again.click();
  const dialog = page.getByRole("dialog", { name: "Deliver these events again" });
  await dialog.getByText("Events named order/paid, received from 1 Jan 2020, 00:00 until 1 Jan 2099, 00:00.").waitFor();
  await dialog.getByLabel("To", { exact: true }).selectOption({ label: "CRM" });
  await dialog.getByText("3 events, 3 deliveries.").waitFor();
  const sent = target.received.filter(({ url }) => url === "/crm").length;
  await dialog.getByRole("button", { name: "Deliver again" }).click();
  // How it stands is seen where it was started, above what may be a long list.
  const replays = page.getByRole("region", { name: "Delivered again", exact: true });
  await replays.getByText("3 of 3 events, 3 deliveries.").waitFor();
  await replays.getByText("Done", { exact: true }).waitFor();
  expect(present(await replays.boundingBox(), "the replays").y).toBeLessThan(present(await page.getByRole("region", { name: "Events by flow" }).boundingBox(), "the matrix").y);
  for (const order of ["order-0", "order-1", "order-2"]) await page.getByRole("row", { name: order }).getByRole("link", { name: /^Succeeded ×2, delivered 2 times: order\/paid at CRM/ }).waitFor();
  // What was confirmed before is not sent a second time.
  expect(target.received.filter(({ url }) => url === "/crm").length).toBe(sent);
  await page.getByRole("group", { name: "State" }).getByRole("button", { name: "Held" }).click();
  await page.getByText("“Deliver again” takes every event of a name, flow and time").waitFor();
  expect(await again.count()).toBe(0);
  expect(await axeFindings(page)).toEqual([]);
}, 120_000);

test("a column is redriven from its head, and the list follows by itself", async () => {
  await page.goto(`${base}/events`);
  await page.getByRole("button", { name: "Redrive what failed in Accounting" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByText("Replays 2 runs").waitFor();
  await dialog.getByRole("button", { name: "Redrive 2" }).click();
  await page.waitForURL(/\/runs\/failures/);
  await page.goto(`${base}/events?state=failed`);
  await page.getByText("No event matches").waitFor();
}, 120_000);

test("an event's page tells why what is held waits and why a filter refused it, and delivers it again", async () => {
  await page.goto(`${base}/events`);
  await cell(/^Refused: order\/paid at Large orders/).click();
  await page.getByText("Its filter could not be evaluated. The event has no data.total.").waitFor();
  await page.getByText(/It waits for the end of the burst\. Until/).waitFor();
  await page.getByText("\"order-2\"").waitFor();
  // A page that is gone to from another one gets its title a moment after its content.
  await expect.poll(() => page.title()).toContain("Event");
  expect(await axeFindings(page)).toEqual([]);
  await page.getByRole("button", { name: "Deliver again" }).click();
  const dialog = page.getByRole("dialog", { name: "Deliver order/paid again" });
  await dialog.getByLabel("To", { exact: true }).selectOption({ label: "CRM" });
  await dialog.getByRole("button", { name: "Is done again" }).click();
  await dialog.getByText("1 event, 1 delivery.").waitFor();
  const before = target.received.filter(({ url }) => url === "/crm").length;
  await dialog.getByRole("button", { name: "Deliver again" }).click();
  await until("it to be delivered", () => target.received.filter(({ url }) => url === "/crm").length === before + 1);
  await page.getByRole("cell", { name: "3", exact: true }).first().waitFor();
}, 120_000);

test("a search for a text in the data says how far it has looked", async () => {
  await page.goto(`${base}/events`);
  await page.getByLabel("Text in the data").fill("order-1");
  await page.getByText("All 3 events were looked through.").waitFor();
  await cell(/order\/paid at CRM/).first().waitFor();
  expect(await cell(/order\/paid at CRM/).count()).toBe(1);
  expect(await page.getByRole("button", { name: "Deliver again" }).count()).toBe(0);
  await page.getByLabel("Text in the data").fill("nothing like it");
  await page.getByText("None of those that were looked through has it.").waitFor();
  expect(await axeFindings(page)).toEqual([]);
}, 120_000);

test("names say who publishes, who listens and what the data looks like; an event is published by hand", async () => {
  await page.goto(`${base}/events`);
  await page.getByRole("button", { name: "Publish", exact: true }).click();
  const dialog = page.getByRole("dialog", { name: "Publish an event" });
  await dialog.getByLabel("Name").fill("order/sent");
  await dialog.getByText("It is a real event: CRM hears it.").waitFor();
  await dialog.getByLabel("Data").fill("{");
  await dialog.getByText("This is not JSON yet.").waitFor();
  await dialog.getByLabel("Data").fill('{"id":"order-9"}');
  await dialog.getByRole("button", { name: "Publish" }).click();
  await cell(/^Succeeded: order\/sent at CRM/).waitFor();
  await page.getByRole("link", { name: "Catalog" }).click();
  const sent = page.getByRole("listitem").filter({ has: page.getByRole("link", { name: "order/sent" }) }).first();
  await sent.getByText("1 event").first().waitFor();
  await sent.getByText("CRM").waitFor();
  await sent.getByText("1 field, learnt from 1 event").click();
  await sent.getByRole("rowheader", { name: "id" }).waitFor();
  expect(await axeFindings(page)).toEqual([]);
}, 120_000);

test("at 390 px the matrix keeps its marks, and nothing is cut off at the side of the page", async () => {
  const narrow = await (await browser.newContext({ viewport: { width: 390, height: 844 }, storageState: await page.context().storageState() })).newPage();
  for (const at of ["events", "events/names"]) {
    await narrow.goto(`${base}/${at}`);
    await narrow.getByRole("heading", { level: 1 }).waitFor();
    await narrow.waitForLoadState("networkidle");
    expect(await narrow.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    expect(await axeFindings(narrow)).toEqual([]);
  }
  await narrow.context().close();
}, 60_000);
