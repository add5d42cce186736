import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Flow } from "#lib/contracts/flows.schema.ts";
import { signIn } from "#tests/pages/account-pages.ts";
import { axeFindings } from "#tests/support/axe.ts";
import { launchBrowser, screenshotPath } from "#tests/support/browser.ts";
import { hookMapRequest } from "#tests/support/build-document.ts";
import { type MailServer, startMailServer } from "#tests/support/mail-server.ts";
import { type Millrace, startMillrace } from "#tests/support/start-millrace.ts";
import { startTarget, type TargetServer } from "#tests/support/target-server.ts";
import { until } from "#tests/support/until.ts";

let target: TargetServer;
let mail: MailServer;
let millrace: Millrace;
let browser: Browser;
let page: Page;
let flow: Flow;
let alerts: string;

beforeAll(async () => {
  [target, mail] = await Promise.all([startTarget(), startMailServer({ user: "millrace", password: "not to be seen" })]);
  millrace = await startMillrace({ MILLRACE_EGRESS_ALLOW: target.address, MILLRACE_SMTP_URL: mail.url, MILLRACE_SMTP_FROM: "Millrace <millrace@example.com>" });
  browser = await launchBrowser();
  page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await signIn(page, millrace.url, millrace.owner);
  alerts = page.url().replace(/\/flows$/, "/alerts");
  const created = await millrace.api<Flow>("POST", "/api/v1/flows", { name: "Orders to the shop", document: hookMapRequest(`${target.url}/in`) });
  flow = await millrace.api<Flow>("POST", `/api/v1/flows/${created.id}/publish`, { baseRevision: created.draftRevision });
}, 300_000);

afterAll(async () => {
  await browser?.close();
  await millrace?.dispose();
  await Promise.all([target?.close(), mail?.close()]);
}, 60_000);

async function post(action: string): Promise<void> {
  await fetch(flow.hookUrl, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ action }) });
}

/** At both widths and in both themes. */
async function look(name: string): Promise<void> {
  for (const theme of ["light", "dark"] as const) {
    for (const width of [1440, 390]) {
      await page.emulateMedia({ colorScheme: theme });
      await page.setViewportSize({ width, height: width === 390 ? 844 : 900 });
      await expect.poll(() => page.locator("[aria-busy=true], .skel").count(), { timeout: 15_000 }).toBe(0);
      await page.screenshot({ path: screenshotPath(`${name}-${theme}-${width === 390 ? "narrow" : "wide"}`), fullPage: true });
      expect(await axeFindings(page), `axe on ${name}`).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth), `${name} scrolls sideways`).toBeLessThanOrEqual(0);
    }
  }
  await page.emulateMedia({ colorScheme: "light" });
  await page.setViewportSize({ width: 1440, height: 900 });
}

test("one press watches everything; 20 runs that fail for two reasons are two alerts and two mails, and one more each when it is over", async () => {
  await page.goto(alerts);
  await page.getByText("No alert rules yet: nobody is told when a run fails").waitFor();
  await look("alerts-empty");
  await page.getByRole("button", { name: "Watch all flows for failures" }).click();
  await page.getByRole("row", { name: /^Runs fail/ }).getByText("Watching").waitFor();

  target.answer = ({ body }) => ({ status: body.includes("gone") ? 404 : 422 });
  await Promise.all(Array.from({ length: 20 }, (_, number) => post(number % 2 === 0 ? "gone" : "wrong")));
  await until("both mails", () => mail.received.length === 2, 40_000);
  expect(mail.received.map(({ subject, to }) => [subject, to[0]]).toSorted()).toEqual([
    ["Orders to the shop: “send” failed. The request was refused as invalid (http_422).", "owner@example.com"],
    ["Orders to the shop: “send” failed. The target does not exist (http_404).", "owner@example.com"],
  ]);
  const open = page.getByRole("region", { name: "Open" });
  await open.getByText("10 runs since").nth(1).waitFor({ timeout: 30_000 });
  await look("alerts-open");

  // By keyboard: mute one, and hear of it no more.
  await open.getByRole("button", { name: /^Mute: .*http_404/ }).focus();
  await page.keyboard.press("Enter");
  await open.getByText("nothing more is sent about it").waitFor();
  await page.goto(alerts.replace(/alerts$/, "flows"));
  await page.getByText("failed. The").first().waitFor();
  await page.getByRole("link", { name: "Open alerts" }).click();

  target.answer = () => ({ status: 200 });
  await post("fine");
  await until("the mail that it is over", () => mail.received.length === 3, 40_000);
  expect(mail.received[2]?.subject).toBe("Orders to the shop: over. A run succeeded since “send” failed.");
  await page.getByText("Nothing is wrong that a rule watches for.").waitFor({ timeout: 30_000 });
  await page.getByRole("table", { name: "Alerts that are over, newest first" }).getByText("A run succeeded").nth(1).waitFor();
  await look("alerts-over");
}, 180_000);

test("a rule is made, tried, changed, paused and deleted in place; its webhook is not shown again", async () => {
  await page.goto(alerts);
  await page.getByRole("button", { name: "New rule" }).click();
  const dialog = page.getByRole("dialog", { name: "New alert rule" });
  await dialog.getByLabel("Tell when").selectOption({ label: "A flow is silent" });
  await dialog.getByLabel("All flows, later ones too").uncheck();
  await dialog.getByLabel("Orders to the shop").check();
  await dialog.getByLabel("Webhook").check();
  await dialog.getByLabel("Address").fill(`${target.url}/hooks/T0/not-to-be-seen`);
  await dialog.getByLabel("Signing secret").fill("a secret of 16 or more");
  await look("alerts-new-rule");
  await dialog.getByRole("button", { name: "Make rule" }).click();
  const row = page.getByRole("row", { name: /^A flow is silent/ });
  await row.getByText("Nothing starts a run for 1 d.").waitFor();
  await row.getByText(`${target.address}, signed`).waitFor();

  target.received.length = 0;
  const more = page.getByRole("button", { name: "More about A flow is silent" });
  await more.click();
  await page.getByRole("menuitem", { name: "Send a test notice" }).click();
  await row.getByText(`Tried ${target.address}`).waitFor({ timeout: 30_000 });
  expect(target.received[0]?.url).toBe("/hooks/T0/not-to-be-seen");

  await more.click();
  await page.getByRole("menuitem", { name: "Change" }).click();
  const change = page.getByRole("dialog", { name: "Change A flow is silent" });
  await change.getByText(`It goes to ${target.address}, signed.`).waitFor();
  await change.getByLabel("Nothing starts it for", { exact: true }).fill("2");
  await change.getByRole("button", { name: "Save rule" }).click();
  await row.getByText("Nothing starts a run for 2 d.").waitFor();
  await row.getByText(`${target.address}, signed`).waitFor();
  await more.click();
  await page.getByRole("menuitem", { name: "Pause" }).click();
  await row.getByText("Paused").waitFor();
  expect(await page.content()).not.toContain("not-to-be-seen");
  await more.click();
  await page.getByRole("menuitem", { name: "Delete" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Delete rule" }).click();
  await row.waitFor({ state: "detached" });
}, 120_000);

test("the admin sees the mail server without its password, and tries it", async () => {
  await page.goto(`${millrace.url}/admin`);
  await page.getByText(new URL(mail.url).host).waitFor();
  mail.received.length = 0;
  await page.getByRole("button", { name: "Send a test mail to me" }).click();
  await page.getByText("The mail server took it. Look into the mailbox of owner@example.com.").waitFor();
  expect(mail.received[0]?.subject).toBe("A test mail from Millrace");
  mail.refuse = () => ({ code: 451, words: "Busy" });
  await page.getByRole("button", { name: "Send a test mail to me" }).click();
  await page.getByText("The mail server answered: 451 Busy").waitFor();
  expect(await page.content()).not.toContain("not to be seen");
  await look("admin-mail");
}, 60_000);
