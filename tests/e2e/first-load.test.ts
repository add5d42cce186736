import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Flow } from "#lib/contracts/flows.schema.ts";
import { signIn } from "#tests/pages/account-pages.ts";
import { EditorPage } from "#tests/pages/editor-page.ts";
import { launchBrowser } from "#tests/support/browser.ts";
import { hookMapRequest } from "#tests/support/build-document.ts";
import { describeLoad, type FirstLoad, firstLoadLimit, openedLoadLimit, watchScripts } from "#tests/support/first-load.ts";
import { type Millrace, startMillrace } from "#tests/support/start-millrace.ts";

let millrace: Millrace;
let browser: Browser;

beforeAll(async () => {
  millrace = await startMillrace();
  browser = await launchBrowser();
}, 300_000);

afterAll(async () => {
  await browser?.close();
  await millrace?.dispose();
}, 60_000);

/** The editor of a flow of three steps in a browser that has nothing of it yet. */
async function openCold(): Promise<{ editor: Page; loaded: () => Promise<FirstLoad>; opened: () => Promise<FirstLoad> }> {
  const flow = await millrace.api<Flow>("POST", "/api/v1/flows", { name: "Orders", document: hookMapRequest("https://example.com/in") });
  const signedIn = await browser.newContext();
  const page = await signedIn.newPage();
  await signIn(page, millrace.url, millrace.owner);
  const workspace = page.url().replace(/\/flows$/, "");

  const cold = await browser.newContext({ storageState: await signedIn.storageState() });
  const editor = await cold.newPage();
  const loaded = watchScripts(editor);
  const opened = watchScripts(editor);
  await editor.goto(`${workspace}/flows/${flow.id}`);
  await expect.poll(() => editor.locator(".react-flow__node").count(), { timeout: 20_000 }).toBe(3);
  return { editor, loaded, opened };
}

test("a cold browser opens the editor with little JavaScript, and its panels with not much more", async () => {
  const { editor, loaded, opened } = await openCold();
  const first = await loaded();
  process.stdout.write(`The editor's first load: ${describeLoad(first)}\n`);
  expect(first.scripts.length).toBeGreaterThan(3);
  expect(first.bytes, describeLoad(first)).toBeLessThanOrEqual(firstLoadLimit);

  await new EditorPage(editor).node("shape").click();
  await editor.getByRole("button", { name: "Value of action: write an expression instead" }).click();
  await editor.getByRole("textbox", { name: "Value of action", exact: true }).press("End");
  await editor.getByRole("group", { name: "What is shown of shape" }).getByText("Mock").click();
  await editor.locator(".dock").getByText("Nothing stands in.").waitFor();
  await editor.getByRole("region", { name: "Test run" }).getByRole("button", { name: "Test run", exact: true }).click();
  await editor.locator(".ed-run-bar").getByText("Succeeded").waitFor();
  await new EditorPage(editor).node("send").click();
  await editor.getByRole("complementary", { name: "Step send" }).getByText("POST https://example.com/in").waitFor();
  const all = await opened();
  process.stdout.write(`With inspector, mapping and test-run: ${describeLoad(all, openedLoadLimit)}\n`);
  expect(all.scripts.length).toBeGreaterThan(first.scripts.length);
  expect(all.bytes, describeLoad(all, openedLoadLimit)).toBeLessThanOrEqual(openedLoadLimit);
}, 90_000);
