import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Flow } from "#lib/contracts/flows.schema.ts";
import { signIn } from "#tests/pages/account-pages.ts";
import { launchBrowser } from "#tests/support/browser.ts";
import { hookMapRequest } from "#tests/support/build-document.ts";
import { describeLoad, firstLoadLimit, watchScripts } from "#tests/support/first-load.ts";
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

test("a cold browser opens the editor with little JavaScript", async () => {
  const flow = await millrace.api<Flow>("POST", "/api/v1/flows", { name: "Orders", document: hookMapRequest("https://example.com/in") });
  const signedIn = await browser.newContext();
  const page = await signedIn.newPage();
  await signIn(page, millrace.url, millrace.owner);
  const workspace = page.url().replace(/\/flows$/, "");

  const cold = await browser.newContext({ storageState: await signedIn.storageState() });
  const editor = await cold.newPage();
  const loaded = watchScripts(editor);
  await editor.goto(`${workspace}/flows/${flow.id}`);
  await expect.poll(() => editor.locator(".react-flow__node").count(), { timeout: 20_000 }).toBe(3);
  const load = await loaded();
  process.stdout.write(`The editor's first load: ${describeLoad(load)}\n`);
  expect(load.scripts.length).toBeGreaterThan(3);
  expect(load.bytes, describeLoad(load)).toBeLessThanOrEqual(firstLoadLimit);
}, 60_000);
