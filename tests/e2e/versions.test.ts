import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import type { Flow } from "#lib/contracts/flows.schema.ts";
import type { FlowDocument } from "#lib/flow/document.schema.ts";
import { signIn } from "#tests/pages/account-pages.ts";
import { EditorPage } from "#tests/pages/editor-page.ts";
import { axeFindings } from "#tests/support/axe.ts";
import { launchBrowser, screenshotPath } from "#tests/support/browser.ts";
import { hookMapRequest } from "#tests/support/build-document.ts";
import { type Millrace, startMillrace } from "#tests/support/start-millrace.ts";

let millrace: Millrace;
let browser: Browser;
let page: Page;
let flow: Flow;

beforeAll(async () => {
  millrace = await startMillrace();
  browser = await launchBrowser();
  page = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage();
  await signIn(page, millrace.url, millrace.owner);
  flow = await millrace.api<Flow>("POST", "/api/v1/flows", { name: "Leads", document: hookMapRequest("https://example.com/leads") });
}, 300_000);

afterEach(async ({ task }) => {
  if (task.result?.state === "fail") await page.screenshot({ path: screenshotPath(task.name) });
});

afterAll(async () => {
  await browser?.close();
  await millrace?.dispose();
}, 60_000);

async function openEditor(on: Page = page): Promise<EditorPage> {
  await on.goto(`${new URL(page.url()).origin}/w/${new URL(page.url()).pathname.split("/")[2]}/flows/${flow.id}`);
  const editor = new EditorPage(on);
  await editor.node("hook").waitFor();
  return editor;
}
const draft = async (): Promise<FlowDocument> => (await millrace.api<Flow>("GET", `/api/v1/flows/${flow.id}`)).document;
const namesOf = (document: FlowDocument): string[] => document.nodes.map(({ name }) => name).toSorted();

test("a version is published with a message, compared with the next in pictures and words, and taken back into the draft", async () => {
  const editor = await openEditor();
  await page.getByRole("button", { name: "See what changed, and publish with a message" }).click();
  await page.getByLabel("What changed", { exact: true }).fill("First one");
  await page.keyboard.press("Enter");
  await page.getByText(/Version 1 is live/).first().waitFor();

  await editor.select("send");
  await editor.rename("send to CRM");
  await editor.addAfter("send to CRM", "Stop", "note it");
  await editor.saved();
  await page.getByRole("button", { name: "See what changed, and publish with a message" }).click();
  const panel = page.getByRole("region", { name: "Publish" });
  await expect.poll(() => panel.textContent()).toContain("1 step added, 1 step changed, 1 connection changed.");
  expect(await panel.getByRole("listitem").allTextContents()).toEqual(expect.arrayContaining([expect.stringContaining("note it added"), expect.stringContaining("send to CRM changed")]));
  await panel.getByRole("button", { name: "See both on the canvas" }).click();
  await page.waitForURL(/\/versions\?at=d\d+&from=v1$/);
  await expect.poll(() => page.locator('.node[data-d="added"] .node-name').allTextContents()).toEqual(["note it"]);
  await page.goBack();
  await editor.node("send to CRM").waitFor();
  await page.getByRole("button", { name: "See what changed, and publish with a message" }).click();
  await page.getByLabel("What changed", { exact: true }).fill("Sends to the CRM");
  await page.keyboard.press("Enter");
  await page.getByText(/Version 2 is live/).first().waitFor();

  await page.getByRole("navigation", { name: "Flow", exact: true }).getByRole("link", { name: "Versions" }).click();
  const list = page.getByRole("list", { name: "Versions and drafts" });
  await list.getByRole("button", { name: /Version 2/ }).click();
  await page.getByText("1 step added, 1 step changed, 1 connection changed.").waitFor();
  await expect.poll(() => page.locator('.node[data-d="added"] .node-name').allTextContents()).toEqual(["note it"]);
  await expect.poll(() => page.locator('.node[data-d="changed"] .node-name').allTextContents()).toEqual(["send to CRM"]);
  await expect.poll(() => page.locator(".vs-places").first().textContent()).toMatch(/Name.*send.*send to CRM/);
  expect(await list.textContent()).toMatch(/Version 2live.*Sends to the CRM.*Version 1.*First one/);
  expect(await axeFindings(page)).toEqual([]);

  await list.getByRole("button", { name: /Version 1/ }).click();
  await page.getByText(/^Restoring replaces the draft with this\. Undo brings the draft back/).waitFor();
  await page.getByRole("link", { name: "Restore into the draft" }).click();
  await page.getByText("Version 1 is in the draft now.").waitFor();
  await editor.saved();
  await expect.poll(async () => namesOf(await draft())).toEqual(["hook", "send", "shape"]);
  await page.getByRole("status").filter({ hasText: "Version 1 is in the draft now." }).getByRole("button", { name: "Undo" }).click();
  await editor.saved();
  await expect.poll(async () => namesOf(await draft())).toEqual(["hook", "note it", "send to CRM", "shape"]);
}, 180_000);

test("two tabs change one flow: what fits is put together, what both changed is asked, and nothing is lost", async () => {
  const other = await page.context().newPage();
  const mine = await openEditor();
  const theirs = await openEditor(other);
  await theirs.select("shape");
  await theirs.rename("their shape");
  await theirs.addAfter("hook", "Filter", "their filter");
  await theirs.saved();

  await mine.select("shape");
  await mine.rename("my shape");
  await mine.addAfter("send to CRM", "Map", "my map");
  await page.getByText(/saved a newer draft/).first().waitFor();
  await page.getByRole("button", { name: "Put both together" }).click();
  const panel = page.getByRole("region", { name: "Two drafts" });
  await panel.getByText("1 place was changed by both.").waitFor();
  await panel.getByRole("radio", { name: /Theirs/ }).check();
  expect(await axeFindings(page)).toEqual([]);
  await panel.getByRole("button", { name: "Take both, as chosen" }).click();
  await mine.saved();
  await expect.poll(async () => namesOf(await draft())).toEqual(["hook", "my map", "note it", "send to CRM", "their filter", "their shape"]);
  await page.keyboard.press("Control+z");
  await mine.saved();
  await expect.poll(async () => namesOf(await draft())).toContain("my shape");
  await other.close();
}, 180_000);
