import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Flow } from "#lib/contracts/flows.schema.ts";
import type { RunDetail } from "#lib/contracts/runs.schema.ts";
import { signIn } from "#tests/pages/account-pages.ts";
import { EditorPage } from "#tests/pages/editor-page.ts";
import { axeFindings } from "#tests/support/axe.ts";
import { launchBrowser, screenshotPath } from "#tests/support/browser.ts";
import { buildDocument, fields, reference } from "#tests/support/build-document.ts";
import { type Millrace, startMillrace } from "#tests/support/start-millrace.ts";
import { until } from "#tests/support/until.ts";

let millrace: Millrace;
let browser: Browser;
let page: Page;
let base: string;

beforeAll(async () => {
  millrace = await startMillrace();
  browser = await launchBrowser();
  page = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage();
  await signIn(page, millrace.url, millrace.owner);
  base = page.url().replace(/\/flows$/, "");
}, 300_000);

afterAll(async () => {
  await browser?.close();
  await millrace?.dispose();
}, 60_000);

async function visitor(colorScheme: "light" | "dark", javaScriptEnabled = true): Promise<Page> {
  return await (await browser.newContext({ viewport: { width: 390, height: 844 }, colorScheme, hasTouch: true, javaScriptEnabled })).newPage();
}

async function runsOf(flow: Flow): Promise<{ id: string; status: string }[]> {
  return (await millrace.api<{ runs: { id: string; status: string }[] }>("GET", `/api/v1/runs?flow=${flow.id}`)).runs;
}

let flow: Flow;

test("a form is built, tried and published in the editor", async () => {
  flow = await millrace.api<Flow>("POST", "/api/v1/flows", {
    name: "Refunds",
    document: buildDocument({ ask: { type: "core/form" }, keep: { type: "core/map", config: { fields: fields({ all: reference("ask") }) } } }, ["ask -> keep"]),
  });
  await page.goto(`${base}/flows/${flow.id}`);
  const editor = new EditorPage(page);
  await editor.node("ask").waitFor();
  await editor.select("ask");
  await page.getByText("Opens once the flow is published").waitFor();
  expect(await page.getByRole("link", { name: "Open the form" }).count()).toBe(0);
  await page.getByLabel("Title", { exact: true }).fill("Ask for a refund");
  await page.getByLabel("Description", { exact: true }).fill("Up to <b>480</b>. We answer within a day.");
  const add = page.getByRole("button", { name: "Add a field" });
  await add.click();
  // The new row's name has the focus; the rest is by keyboard.
  await page.keyboard.type("order");
  await page.keyboard.press("Tab");
  await page.keyboard.type("Order number");
  const row = (number: number) => page.getByRole("group", { name: new RegExp(`^Field ${number}:`) });
  await row(1).getByLabel("Help under it").fill("As it stands on the bill.");
  await row(1).getByLabel("needed").check();
  for (const [index, [name, label, type]] of [["mail", "E-mail", "email"], ["amount", "Amount", "number"], ["day", "Day it came", "date"], ["why", "Why", "choice"], ["note", "What happened", "long"], ["keep", "I keep the goods", "boolean"]].entries()) {
    await add.click();
    await page.keyboard.type(name ?? "");
    await row(index + 2).getByLabel("Label").fill(label ?? "");
    await row(index + 2).getByLabel("Type").selectOption(type ?? "");
  }
  await row(3).getByLabel("needed").check();
  await row(5).getByLabel("Choices").fill("Damaged\nToo late");
  await editor.node("ask").getByText("When somebody sends “Ask for a refund”").waitFor();
  await editor.saved();
  await page.screenshot({ path: screenshotPath("form in the editor") });

  const output = page.getByRole("region", { name: "Output", exact: true });
  await output.getByRole("button", { name: "Samples", exact: true }).click();
  await output.getByRole("button", { name: "Capture the next" }).click();
  await output.getByText("Waiting for the next answer.").waitFor();
  expect(await output.getByRole("link", { name: /^Open the form/ }).getAttribute("href")).toBe(flow.formUrl);
  expect(await (await fetch(flow.formUrl)).text()).toContain("Ask for a refund");
  expect(await axeFindings(page)).toEqual([]);
  await output.getByRole("button", { name: "Stop" }).click();
  await output.getByRole("button", { name: "Capture the next" }).waitFor();

  await page.getByRole("button", { name: "Test run", exact: true }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Order number").fill("1");
  await dialog.getByLabel("Amount").fill("many");
  await dialog.getByRole("button").last().click();
  await dialog.getByText("Give a number.").waitFor();
  await page.screenshot({ path: screenshotPath("form in a test run") });
  await dialog.getByLabel("Amount").fill("2,5");
  await dialog.getByRole("button").last().click();
  await dialog.waitFor({ state: "detached" });

  await page.getByRole("button", { name: "Back to draft" }).click();
  await editor.publish.click();
  await page.getByText("Open to anybody who has this address").waitFor();
  expect(await page.getByRole("link", { name: "Open the form" }).getAttribute("href")).toBe(flow.formUrl);
  await page.screenshot({ path: screenshotPath("form published") });
}, 90_000);

test.each([["light", true], ["dark", false]] as const)("somebody without an account fills it in on a phone, %s, scripts %s", async (scheme, scripts) => {
  const before = (await runsOf(flow)).filter((run) => run.status === "succeeded").length;
  const phone = await visitor(scheme, scripts);
  // axe is a script of the test's own, so it looks at a second visitor's pages.
  const seen = await visitor(scheme);
  const response = await phone.goto(flow.formUrl);
  expect(response?.headers()).toMatchObject({ "referrer-policy": "no-referrer", "x-robots-tag": "noindex, nofollow", "cache-control": "no-store" });
  await seen.goto(flow.formUrl);
  expect(await axeFindings(seen)).toEqual([]);
  await seen.getByRole("button", { name: "Send" }).click();
  await seen.locator(".error").first().waitFor();
  expect(await axeFindings(seen)).toEqual([]);
  await seen.goto(`${flow.formUrl}?sent`);
  expect(await axeFindings(seen)).toEqual([]);
  await phone.getByText("Up to <b>480</b>. We answer within a day.").waitFor();
  await phone.screenshot({ path: screenshotPath(`form page ${scheme}`), fullPage: true });
  expect(await phone.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);

  await phone.getByLabel("E-mail").fill("nobody");
  await phone.getByLabel("What happened").fill("<script>alert(1)</script>\nwet");
  await phone.getByRole("button", { name: "Send" }).click();
  await phone.getByText("Nothing was sent yet. Change what is marked, then send it again.").waitFor();
  expect(await phone.locator(".error").allTextContents()).toEqual(["This is needed.", "Give an address such as ada@example.com.", "This is needed."]);
  expect(await phone.getByLabel("What happened").inputValue()).toBe("<script>alert(1)</script>\nwet");
  expect(await phone.getByLabel("Order number").evaluate((input) => input === document.activeElement)).toBe(true);
  await phone.screenshot({ path: screenshotPath(`form with mistakes ${scheme}`), fullPage: true });

  await phone.getByLabel("Order number").fill("1042");
  await phone.getByLabel("E-mail").fill("ada@example.com");
  await phone.getByLabel("Amount").fill("12,50");
  await phone.getByLabel("Day it came").fill("2026-12-24");
  await phone.getByLabel("Why").selectOption("Too late");
  await phone.getByLabel("I keep the goods").check();
  await phone.getByRole("button", { name: "Send" }).dblclick();
  await phone.getByText("Thank you. Your answers have arrived.").waitFor();
  expect(phone.url()).toBe(`${flow.formUrl}?sent`);
  await phone.reload();
  await phone.screenshot({ path: screenshotPath(`form sent ${scheme}`), fullPage: true });

  const [run] = await until("one more run", async () => {
    const ended = (await runsOf(flow)).filter((candidate) => candidate.status === "succeeded");
    return ended.length > before && ended;
  });
  expect((await runsOf(flow)).length).toBe(before + 1);
  const detail = await millrace.api<RunDetail>("GET", `/api/v1/runs/${run?.id}`);
  expect(detail.steps[0]?.output).toMatchObject({
    value: { fields: { order: "1042", mail: "ada@example.com", amount: 12.5, day: "2026-12-24", why: "Too late", note: "<script>alert(1)</script>\nwet", keep: true } },
  });
  if (!scripts) return;
  await page.goto(`${base}/runs/${run?.id}`);
  await page.getByText("1042").first().waitFor();
  await page.screenshot({ path: screenshotPath("form's run") });
  await page.goto(`${base}/flows`);
  await page.getByText("Refunds").first().waitFor();
  await page.screenshot({ path: screenshotPath("form in the list of flows") });
}, 90_000);

test("its help page says what happens when something goes wrong", async () => {
  await page.goto(`${millrace.url}/help/nodes/core/form`);
  await page.getByText("The form stays open. Answers are kept and run later, oldest first.").waitFor();
  expect(await axeFindings(page)).toEqual([]);
  await page.screenshot({ path: screenshotPath("form's help"), fullPage: true });
});
