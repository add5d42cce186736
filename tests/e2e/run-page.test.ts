import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Flow } from "#lib/contracts/flows.schema.ts";
import type { Run } from "#lib/contracts/runs.schema.ts";
import type { FlowDocument } from "#lib/flow/document.schema.ts";
import { signIn } from "#tests/pages/account-pages.ts";
import { RunPage } from "#tests/pages/run-page.ts";
import { axeFindings } from "#tests/support/axe.ts";
import { buildDocument, fields, literal, reference } from "#tests/support/build-document.ts";
import { launchBrowser } from "#tests/support/browser.ts";
import { type Millrace, startMillrace } from "#tests/support/start-millrace.ts";
import { startTarget, type TargetServer } from "#tests/support/target-server.ts";
import { until } from "#tests/support/until.ts";

let target: TargetServer;
let millrace: Millrace;
let browser: Browser;
let page: Page;
let base: string;
let run: RunPage;

const manual = { type: "core/manual" };
/** So that replies come in one order on any machine. */
const delays: Record<string, number> = { "/east": 400, "/west": 2_500 };

function call(path: string) {
  return { type: "http/request", config: { method: literal("POST"), url: literal(`${target.url}${path}`), send: literal("value"), bodyValue: reference("start") } };
}

async function start(name: string, document: FlowDocument, input: unknown = {}): Promise<string> {
  const created = await millrace.api<Flow>("POST", "/api/v1/flows", { name, document });
  await millrace.api("POST", `/api/v1/flows/${created.id}/publish`, { baseRevision: created.draftRevision });
  return (await millrace.api<{ run: string }>("POST", `/api/v1/flows/${created.id}/runs`, { input })).run;
}

async function comesTo(id: string, status: Run["status"]): Promise<void> {
  await until(`the run to be ${status}`, async () => (await millrace.api<Run>("GET", `/api/v1/runs/${id}`)).status === status);
}

function calls(path: string): number {
  return target.received.filter((received) => received.url === path).length;
}

beforeAll(async () => {
  target = await startTarget();
  const image = { status: 200, body: "\u0089PNG\u0000\u0001", headers: { "content-type": "image/png" } };
  const flood = { status: 200, body: "0".repeat(100_000_000) };
  target.answer = ({ url, body }) => (url === "/image" ? image : url === "/flood" ? flood : url === "/line" && body.includes("B-2") ? { status: 422, body: '{"error":"unknown sku"}' } : { status: 200, delayMs: delays[url] ?? 0 });
  millrace = await startMillrace({ MILLRACE_EGRESS_ALLOW: target.address });
  browser = await launchBrowser();
  page = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage();
  await signIn(page, millrace.url, millrace.owner);
  base = page.url().replace(/\/flows$/, "");
  run = new RunPage(page);
}, 300_000);

afterAll(async () => {
  await browser?.close();
  await millrace?.dispose();
  await target?.close();
}, 60_000);

describe("a run's page", () => {
  test("shows which paths a merge went on with, and which came late", async () => {
    const id = await start("First of three", buildDocument(
      { start: manual, north: call("/north"), east: call("/east"), west: call("/west"), "first two": { type: "core/merge", config: { first: literal(2) } } },
      ["start -> north", "start -> east", "start -> west", "north -> first two", "east -> first two", "west -> first two"],
    ));
    await comesTo(id, "succeeded");
    await run.open(base, id);
    await expect.poll(() => run.facts.innerText()).toContain("3 requests confirmed");
    const merge = await run.step("first two");
    await merge.getByText("Arrived: north and east. Came late and changed nothing: west.").waitFor();
    await (await run.step("west")).getByText("Late", { exact: true }).first().waitFor();
  }, 60_000);

  test("shows what became of records, and why some were rejected", async () => {
    const id = await start("Lines", buildDocument(
      {
        start: { type: "core/manual", config: { fields: literal([{ name: "lines", type: "list", required: true }]) } },
        split: { type: "core/split", config: { list: reference("start", "lines"), key: literal("sku") } },
        check: { type: "http/request", config: { method: literal("POST"), url: literal(`${target.url}/line`), send: literal("value"), bodyValue: reference("split") } },
        collect: { type: "core/collect" },
      },
      ["start -> split", "split => check", "check => collect"],
    ), { lines: [{ sku: "A-1" }, { sku: "B-2" }, { sku: "C-3" }] });
    await comesTo(id, "succeeded");
    await run.open(base, id);
    const region = run.region("split");
    expect(await region.innerText()).toContain("3 records read, 1 rejected");
    expect(await region.getByRole("row", { name: /^check/ }).innerText()).toMatch(/3\s+2\s+0\s+1\s+2/);
    await region.locator("summary", { hasText: "Rejected records, 1" }).click();
    await region.locator("summary", { hasText: "B-2" }).click();
    await region.getByRole("region", { name: "Rejected record B-2, tree" }).waitFor();
    await region.locator("summary", { hasText: "Samples" }).click();
    expect(await region.getByRole("region", { name: "Samples of split, tree" }).innerText()).toContain("C-3");
  }, 60_000);

  test("asks what a run waits for, and keeps who decided", async () => {
    const id = await start("Refund", buildDocument(
      { start: manual, ask: { type: "core/approval", config: { question: literal("Refund order 1042?"), details: fields({ total: literal(480) }) } }, pay: call("/pay") },
      ["start -> ask", "ask.approved -> pay"],
    ));
    await comesTo(id, "waiting");
    await run.open(base, id);
    await page.getByRole("region", { name: "Refund order 1042?" }).getByLabel("Comment").fill("Fine by me");
    await page.getByRole("button", { name: "Approve" }).click();
    await run.facts.getByText("Succeeded").waitFor();
    const ask = await run.step("ask");
    expect(await ask.innerText()).toContain("It went on at “approved”.");
    expect(await ask.getByRole("region", { name: "Output of ask, tree" }).innerText()).toContain("Fine by me");
    expect(calls("/pay")).toBe(1);
  }, 60_000);

  test("a run is cancelled, and replayed without or with its confirmed effects", async () => {
    const id = await start("Waits", buildDocument(
      { start: manual, book: call("/book"), wait: { type: "core/wait", config: { amount: literal(2), unit: literal("hours") } }, after: call("/after") },
      ["start -> book", "book -> wait", "wait -> after"],
    ));
    await comesTo(id, "waiting");
    await run.open(base, id);
    expect(await (await run.step("wait")).innerText()).toMatch(/Waits until .*\((1 h 59|2 h 00) min left\)/);
    await page.getByRole("button", { name: "Cancel run" }).click();
    expect(await run.dialog.innerText()).toContain("Ends at once; calls under way are recorded as unknown");
    await run.dialog.getByRole("button", { name: "Cancel run" }).click();
    await run.facts.getByText("Cancelled").waitFor();
    expect(await run.notices.innerText()).toContain(`Cancelled by ${millrace.owner.email}.`);

    await page.getByRole("button", { name: "Replay", exact: true }).click();
    await expect.poll(() => run.preview.innerText()).toBe("Runs again\nbook, wait, after\nSent before, not sent again\nbook");
    await run.dialog.getByLabel("Begin at").selectOption({ label: "wait" });
    await expect.poll(() => run.preview.innerText()).toBe("Runs again\nwait, after\nResult kept\nbook");
    await run.dialog.getByLabel("Begin at").selectOption({ label: "The start" });
    await expect.poll(() => run.preview.innerText()).toBe("Runs again\nbook, wait, after\nSent before, not sent again\nbook");
    await run.dialog.getByRole("button", { name: "Replay", exact: true }).click();
    await run.facts.getByRole("link", { name: "replay of an earlier run" }).waitFor();
    expect(await (await run.step("book")).innerText()).toContain("Reused");
    expect(calls("/book")).toBe(1);

    await page.getByRole("button", { name: "Cancel run" }).click();
    await run.dialog.getByRole("button", { name: "Cancel run" }).click();
    await page.getByRole("button", { name: "Replay", exact: true }).click();
    await run.dialog.getByLabel("Change the input").check();
    await run.dialog.getByLabel("Input", { exact: true }).fill("{ not json");
    await run.dialog.getByRole("button", { name: "Replay", exact: true }).click();
    await run.dialog.getByText(/^This is not JSON/).waitFor();
    await run.dialog.getByLabel("Input", { exact: true }).fill("{}");
    const before = page.url();
    await run.dialog.getByRole("button", { name: "Replay", exact: true }).click();
    await page.waitForURL((url) => url.href !== before);
    await until("the request to be sent again", () => calls("/book") === 2);
  }, 90_000);

  test("a huge, a binary, a cyclic and an endless result end their run properly, and its page shows them", async () => {
    const code = (source: string) => ({ type: "core/code", config: { source: literal(source) }, settings: { timeoutMs: 30_000 } });
    const get = (path: string) => ({ type: "http/request", config: { method: literal("GET"), url: literal(`${target.url}${path}`) }, settings: { retry: { attempts: 1, backoff: "constant" as const, delayMs: 0, maxDelayMs: 0 } } });
    const caught = { type: "core/map", config: { fields: fields({ caught: literal(true) }) } };
    const id = await start("Too much", buildDocument(
      {
        start: manual, huge: code("return 'x'.repeat(3_500_000);"), chatty: code("for (let n = 0; n < 10000; n += 1) console.log('line ' + n); return 1;"),
        image: get("/image"), flood: get("/flood"), round: code("const a = {}; a.self = a; return a;"), caught, "caught too": caught,
      },
      ["start -> huge", "start -> chatty", "start -> image", "start -> flood", "start -> round", "flood.error -> caught", "round.error -> caught too"],
    ));
    await comesTo(id, "succeeded");
    await run.open(base, id);
    await expect.poll(() => run.facts.innerText()).toContain("2 handled errors");
    expect(await (await run.step("huge")).innerText()).toContain("3.5 MB");
    expect(await (await run.step("chatty")).innerText()).toContain("line 0");
    expect(await (await run.step("image")).innerText()).toContain("image/png");
    expect(await (await run.step("flood")).innerText()).toContain("The reply is larger than");
    expect(await (await run.step("round")).innerText()).toContain("SANDBOX_OUTPUT");
  }, 90_000);

  test("a list of objects is a table, a page at a time, and the way it was last looked at is kept", async () => {
    const source = "return Array.from({ length: 250 }, (_, n) => ({ sku: 'S-' + n, price: n / 4, place: { hall: n % 3 }, ...(n > 100 ? { late: true } : {}) }));";
    const id = await start("Many rows", buildDocument({ start: manual, list: { type: "core/code", config: { source: literal(source) } } }, ["start -> list"]));
    await comesTo(id, "succeeded");
    await run.open(base, id);
    const output = (await run.step("list")).getByRole("region", { name: "Output of list", exact: true });
    const table = output.getByRole("region", { name: "Output of list, table" });
    await output.getByRole("button", { name: "Table" }).click();
    await expect.poll(() => table.getByRole("columnheader").allInnerTexts()).toEqual(["Row", "sku", "price", "place", "late"]);
    expect(await table.getByRole("row").count()).toBe(101);
    expect(await table.getByRole("row", { name: /^3 / }).innerText()).toMatch(/3\s+S-2\s+0\.5\s+\{hall\}/);
    await output.getByRole("button", { name: "Next" }).focus();
    await page.keyboard.press("Enter");
    await output.getByText("Rows 101 to 200").waitFor();
    expect(await table.getByRole("row", { name: /^102 / }).innerText()).toContain("true");
    await table.getByRole("row", { name: /^102 / }).getByRole("button").press("Enter");
    expect(await output.getByRole("region", { name: "place of row 102, tree" }).innerText()).toMatch(/hall\s*2/);
    expect(await axeFindings(page)).toEqual([]);
    await output.getByRole("button", { name: "Raw" }).click();
    await page.reload();
    await output.getByRole("button", { name: "Raw", pressed: true }).waitFor();
    await output.getByRole("button", { name: "Tree" }).click();
  }, 60_000);

  test("a test run is listed apart, and says that nothing was written", async () => {
    const flow = await millrace.api<Flow>("POST", "/api/v1/flows", { name: "Only a draft", document: buildDocument({ start: manual, send: call("/never") }, ["start -> send"]) });
    const { run: id } = await millrace.api<{ run: string }>("POST", `/api/v1/flows/${flow.id}/test`, {});
    await comesTo(id, "succeeded");
    await page.goto(`${base}/runs`);
    await page.getByRole("button", { name: "Test runs" }).click();
    const row = page.getByRole("row", { name: /Only a draft/ });
    expect(await row.innerText()).toContain("Draft");
    await row.getByRole("link").click();
    await run.notices.getByText("Test run of a draft").waitFor();
    expect(await (await run.step("send")).innerText()).toContain("Simulated");
    expect(calls("/never")).toBe(0);
  }, 60_000);

  test("a viewer sees the run, and neither its data nor what could be done with it", async () => {
    const id = await start("Question", buildDocument({ start: manual, ask: { type: "core/approval", config: { question: literal("Go on?") } } }, ["start -> ask"]));
    await comesTo(id, "waiting");
    const made = await page.request.post(`${millrace.url}/api/v1/invites`, { headers: { "x-millrace-workspace": base.split("/").at(-1) ?? "", origin: millrace.url }, data: { email: "viewer@example.com", role: "viewer" } });
    const visitor = await (await browser.newContext()).newPage();
    await visitor.goto(((await made.json()) as { url: string }).url);
    await visitor.getByLabel("Your name").fill("Vera");
    await visitor.getByLabel("Password").fill("a long enough one");
    await visitor.getByRole("button", { name: /^Join/ }).click();
    await visitor.waitForURL(/\/flows$/);
    const theirs = new RunPage(visitor);
    await theirs.open(base, id);
    expect(await theirs.notices.innerText()).toContain("Your role, viewer, cannot decide it");
    expect(await visitor.getByRole("button", { name: /Approve|Reject|Cancel run|Replay/ }).count()).toBe(0);
    await visitor.context().close();
  }, 60_000);
});
