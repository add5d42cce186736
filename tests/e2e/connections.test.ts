import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import type { Flow } from "#lib/contracts/flows.schema.ts";
import type { ListedConnection } from "#lib/contracts/connections.schema.ts";
import { signIn } from "#tests/pages/account-pages.ts";
import { EditorPage } from "#tests/pages/editor-page.ts";
import { axeFindings } from "#tests/support/axe.ts";
import { launchBrowser, screenshotPath } from "#tests/support/browser.ts";
import { hookMapRequest } from "#tests/support/build-document.ts";
import { type Millrace, startMillrace } from "#tests/support/start-millrace.ts";
import { startTarget, type TargetServer } from "#tests/support/target-server.ts";

const secret = "sk_CANARY_in_the_browser";
let target: TargetServer;
let millrace: Millrace;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  target = await startTarget();
  millrace = await startMillrace({ MILLRACE_EGRESS_ALLOW: target.address });
  browser = await launchBrowser();
  page = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage();
  await signIn(page, millrace.url, millrace.owner);
}, 300_000);

afterEach(async ({ task }) => {
  if (task.result?.state === "fail") await page.screenshot({ path: screenshotPath(task.name) });
});

afterAll(async () => {
  await browser?.close();
  await millrace?.dispose();
  await target?.close();
}, 60_000);

const listed = async (): Promise<ListedConnection[]> => (await millrace.api<{ connections: ListedConnection[] }>("GET", "/api/v1/connections")).connections;

test("a step gets a connection without being left, the connection is tried, renamed, replaced, kept while it is used, and deleted", async () => {
  const flow = await millrace.api<Flow>("POST", "/api/v1/flows", { name: "Leads", document: hookMapRequest(`${target.url}/leads`) });
  await page.goto(page.url().replace(/\/flows.*/, `/flows/${flow.id}`));
  const editor = new EditorPage(page);
  await editor.select("send");
  await page.getByRole("button", { name: "New connection" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name").fill("The CRM");
  await dialog.getByLabel("Token").fill(secret);
  expect(await dialog.getByLabel("Hosts it may be sent to").inputValue()).toBe(target.address);
  expect(await axeFindings(page)).toEqual([]);
  await dialog.getByRole("button", { name: "Save connection" }).click();
  await dialog.getByText("Stored.", { exact: true }).waitFor();
  await dialog.getByLabel("Address to read").fill(`${target.url}/ping`);
  await dialog.getByRole("button", { name: "Try it" }).click();
  await dialog.getByRole("status").filter({ hasText: /200|accepted|ms/ }).last().waitFor();
  expect(target.received.map((call) => [call.url, call.headers["authorization"]])).toEqual([["/ping", `Bearer ${secret}`]]);
  await dialog.getByRole("button", { name: "Done" }).click();
  await editor.saved();
  await expect.poll(async () => (await listed()).map(({ name, usedBy }) => [name, usedBy.map((use) => use.name)])).toEqual([["The CRM", ["Leads"]]]);
  await editor.publish.click();
  await page.getByText(/Version 1 is live/).first().waitFor();

  await page.getByRole("link", { name: "Connections" }).click();
  const card = page.getByRole("listitem").filter({ hasText: "The CRM" });
  await card.getByRole("link", { name: "Leads" }).waitFor();
  const open = async (what: string) => {
    await page.getByRole("button", { name: /^More about/ }).click();
    await page.getByRole("menuitem", { name: what }).click();
  };
  await open("Delete");
  await page.getByRole("button", { name: "Delete connection" }).click();
  await page.getByRole("alert").filter({ hasText: /used by “Leads”/ }).waitFor();
  await page.getByRole("button", { name: "Cancel" }).click();

  await open("Rename or replace");
  await page.getByLabel("Name").fill("The new CRM");
  await page.getByRole("button", { name: "Replace it, or change its hosts" }).click();
  await page.getByLabel("Kind").selectOption({ label: "API key, in a header or the query" });
  await page.getByLabel("Key").fill(`${secret}_2`);
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("Stored.", { exact: true }).waitFor();
  await page.getByRole("button", { name: "Done" }).click();
  await expect.poll(async () => (await listed()).map(({ name, kind, version }) => ({ name, kind, version }))).toEqual([{ name: "The new CRM", kind: "http/api-key", version: 2 }]);
  expect(await page.content()).not.toContain(secret);

  await millrace.api("DELETE", `/api/v1/flows/${flow.id}`);
  await page.reload();
  await open("Delete");
  await page.getByRole("button", { name: "Delete connection" }).click();
  await page.getByText("No connections yet").waitFor();
}, 180_000);
