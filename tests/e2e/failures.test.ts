import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Flow } from "#lib/contracts/flows.schema.ts";
import type { Run } from "#lib/contracts/runs.schema.ts";
import { signIn } from "#tests/pages/account-pages.ts";
import { axeFindings } from "#tests/support/axe.ts";
import { launchBrowser } from "#tests/support/browser.ts";
import { type MailServer, startMailServer } from "#tests/support/mail-server.ts";
import { buildDocument, fields, literal, reference } from "#tests/support/build-document.ts";
import { type Millrace, startMillrace } from "#tests/support/start-millrace.ts";
import { type Received, startTarget, type TargetServer } from "#tests/support/target-server.ts";
import { until } from "#tests/support/until.ts";

const failing = 500;
const good = 50;

let target: TargetServer;
let mail: MailServer;
let millrace: Millrace;
let browser: Browser;
let page: Page;
let base: string;
let flow: Flow;
/** How often the target did what it was asked, by what and for whom. */
const done = new Map<string, number>();
let isBroken = true;

const orderOf = (call: Received): number => (JSON.parse(call.body) as { order: number }).order;

function answer(call: Received): { status: number; body?: string } {
  const order = orderOf(call);
  if (isBroken && order < failing) {
    if (call.url === "/ship" && order % 2 === 0) return { status: 503, body: `{"message":"the warehouse has no truck for order ${order}"}` };
    if (call.url === "/mail" && order % 2 === 1) return { status: 422, body: `{"message":"no address for order ${order}"}` };
  }
  const key = `${call.url} ${order}`;
  done.set(key, (done.get(key) ?? 0) + 1);
  return { status: 200 };
}

function orders() {
  const call = (path: string) => ({
    type: "http/request", settings: { retry: { attempts: 1, backoff: "constant" as const, delayMs: 0, maxDelayMs: 0 } },
    config: { method: literal("POST"), url: literal(`${target.url}${path}`), send: literal("fields"), bodyFields: fields({ order: reference("hook", "body", "order") }) },
  });
  return buildDocument({ hook: { type: "core/webhook", settings: { keys: [{ name: "order", path: ["body", "order"] }] } }, ship: call("/ship"), mail: call("/mail") }, ["hook -> ship", "ship -> mail"]);
}

async function count(query: string): Promise<number> {
  const { runs } = await millrace.api<{ runs: number }>("GET", `/api/v1/runs/histogram?${query}`);
  return runs;
}

beforeAll(async () => {
  target = await startTarget();
  target.answer = answer;
  mail = await startMailServer({ user: "millrace", password: "secret" });
  millrace = await startMillrace({ MILLRACE_EGRESS_ALLOW: target.address, MILLRACE_SMTP_URL: mail.url, MILLRACE_SMTP_FROM: "Millrace <millrace@example.com>" });
  browser = await launchBrowser();
  page = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage();
  await signIn(page, millrace.url, millrace.owner);
  base = page.url().replace(/\/flows$/, "");
  const made = await millrace.api<Flow>("POST", "/api/v1/flows", { name: "Orders", document: orders() });
  flow = await millrace.api<Flow>("POST", `/api/v1/flows/${made.id}/publish`, { baseRevision: made.draftRevision });
}, 300_000);

afterAll(async () => {
  await browser?.close();
  await millrace?.dispose();
  await mail?.close();
  await target?.close();
}, 60_000);

test("500 runs fail for two reasons: two groups, two alerts; one click does exactly what failed, and the alerts are over", async () => {
  await millrace.api("POST", "/api/v1/alert-rules", { name: "Failures", condition: { what: "failed", times: 1, withinMinutes: 60 }, flows: null, emails: ["ada@example.com"], webhook: null, flow: null, cooldownMinutes: 60 });
  const post = async (order: number): Promise<void> => {
    const answered = await fetch(flow.hookUrl, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ order }) });
    expect(answered.status).toBe(202);
  };
  const postAll = async (orders: number[]): Promise<void> => {
    await Promise.all(Array.from({ length: 16 }, async () => {
      for (let order = orders.shift(); order !== undefined; order = orders.shift()) await post(order);
    }));
  };
  // The good ones are over first: one that began after the last failure would say that all is well again.
  await postAll(Array.from({ length: good }, (_, index) => failing + index));
  await until("the good ones to be over", async () => (await count("status=succeeded")) === good, 120_000);
  await postAll(Array.from({ length: failing }, (_, order) => order));
  await until("all runs to be over", async () => (await count("status=failed")) + (await count("status=succeeded")) === failing + good, 120_000);
  expect(await count("status=failed")).toBe(failing);

  await page.goto(`${base}/runs/failures`);
  const groups = page.getByRole("list", { name: "Failures by cause" }).getByRole("listitem");
  await expect.poll(() => groups.count()).toBe(2);
  await expect.poll(async () => (await groups.allInnerTexts()).map((text) => /\b250\b/.test(text))).toEqual([true, true]);

  // Told once of each cause, however many runs it had.
  await expect.poll(() => mail.received.length, { timeout: 60_000 }).toBe(2);

  // The fix; then one click for each of the two, or one for both.
  isBroken = false;
  const before = target.received.length;
  await page.getByRole("button", { name: "Redrive all failed runs" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByText("Replays 500 runs at 5 a second.").waitFor();
  await dialog.getByText("ship (250)").waitFor();
  await dialog.getByLabel("Runs a second").fill("100");
  await dialog.getByRole("button", { name: "Redrive 500" }).click();
  await page.getByText("500 of 500 started; 500 succeeded.").waitFor({ timeout: 120_000 });
  await expect.poll(() => page.getByRole("button", { name: "All redriven" }).count()).toBe(2);

  // The target's own log: everybody got everything once, and what had succeeded was not even asked for.
  expect(done.size).toBe(2 * (failing + good));
  expect([...done].filter(([, times]) => times !== 1)).toEqual([]);
  expect(target.received.length - before).toBe(2 * (failing / 2) + failing / 2);

  // And told once that it is over.
  await expect.poll(() => mail.received.length, { timeout: 60_000 }).toBe(4);
  expect(mail.received.map(({ subject }) => subject.startsWith("Orders: over"))).toEqual([false, false, true, true]);
}, 300_000);

test("a run is found by its business key; filters stand in the address and can be kept as a view", async () => {
  await page.goto(`${base}/runs`);
  await page.getByRole("searchbox", { name: "Business key" }).fill("42");
  await expect.poll(() => page.getByRole("row").count()).toBe(3);
  expect(page.url()).toContain("key=42");
  await page.getByRole("button", { name: "Clear filters" }).click();
  await page.getByRole("button", { name: "Failed", exact: true }).click();
  await page.getByRole("button", { name: "Save as a view" }).click();
  await page.getByRole("dialog").getByLabel("Name").fill("What failed");
  await page.getByRole("dialog").getByRole("button", { name: "Save view" }).click();
  await page.getByRole("link", { name: "What failed" }).waitFor();
  await page.goto(`${base}/runs`);
  await page.getByRole("link", { name: "What failed" }).click();
  await expect.poll(() => page.url()).toContain("status=failed");
  await expect.poll(async () => (await page.locator(".rl-chart figcaption").innerText()).includes("500 failed")).toBe(true);

  // A tag is put on a run and finds it.
  await page.getByRole("row").nth(1).getByRole("link").first().click();
  await page.getByRole("button", { name: "Change tags" }).click();
  await page.getByRole("dialog").getByLabel("Tags").fill("incident 7, looked at");
  await page.getByRole("dialog").getByRole("button", { name: "Save tags" }).click();
  await page.getByRole("link", { name: "incident 7" }).click();
  await expect.poll(() => page.getByRole("row").count()).toBe(2);
  expect((await millrace.api<{ runs: Run[] }>("GET", "/api/v1/runs?tag=looked%20at")).runs).toHaveLength(1);
}, 120_000);

test("a trigger's business keys are written in the editor, and a failed run says what differs from the last good one", async () => {
  await page.goto(`${base}/flows/${flow.id}`);
  await page.locator(".react-flow__node").filter({ hasText: "hook" }).click();
  const keys = page.getByRole("group", { name: "Business keys" });
  await expect.poll(() => keys.getByLabel("Field of key 1").inputValue()).toBe("body.order");
  await keys.getByRole("button", { name: "Add a key" }).click();
  await keys.getByLabel("Field of key 2").fill("body.customer.id");
  await keys.getByLabel("Name of key 2").fill("customer");
  await page.keyboard.press("Tab");
  await expect.poll(async () => (await millrace.api<Flow>("GET", `/api/v1/flows/${flow.id}`)).document.nodes[0]?.settings.keys).toEqual([
    { name: "order", path: ["body", "order"] }, { name: "customer", path: ["body", "customer", "id"] },
  ]);
  await page.screenshot({ path: "tests/.output/screens/business-keys-light-1440.png" });
  target.answer = () => ({ status: 500 });
  await fetch(flow.hookUrl, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ order: 9_999, note: "new" }) });
  const failed = await until("it to fail", async () => (await millrace.api<{ runs: Run[] }>("GET", "/api/v1/runs?key=9999&status=failed")).runs[0]);
  for (const [width, theme] of [[1440, "light"], [390, "dark"]] as const) {
    await page.setViewportSize({ width, height: 900 });
    await page.emulateMedia({ colorScheme: theme });
    await page.goto(`${base}/runs/${failed.id}`);
    const differs = page.getByRole("region", { name: "What differs from the last good run" });
    await differs.getByText("body.note").waitFor();
    expect(await differs.innerText()).toMatch(/Version\s+equal/);
    expect(await axeFindings(page)).toEqual([]);
    await differs.scrollIntoViewIfNeeded();
    await page.screenshot({ path: `tests/.output/screens/last-good-${theme}-${width}.png` });
  }
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.emulateMedia({ colorScheme: "light" });
}, 120_000);

test("both pages are clean at 1440 and 390 px, light and dark", async () => {
  for (const path of ["/runs?status=failed", "/runs/failures"]) {
    for (const [width, theme] of [[1440, "light"], [390, "dark"]] as const) {
      await page.setViewportSize({ width, height: 900 });
      await page.emulateMedia({ colorScheme: theme });
      await page.goto(`${base}${path}`);
      await page.getByText("Reading").waitFor({ state: "detached" });
      await page.locator(path === "/runs/failures" ? ".fl-redrive" : ".rl-chart").first().waitFor();
      if (width === 1440 && path.startsWith("/runs?")) await page.getByRole("button", { name: "More filters" }).click();
      expect(await axeFindings(page), `${path} ${width}`).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth), `${path} ${width}`).toBeLessThanOrEqual(0);
      await page.screenshot({ path: `tests/.output/screens/${path.startsWith("/runs?") ? "run-filters" : "failures"}-${theme}-${width}.png` });
    }
  }
}, 120_000);
