import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import type { Flow } from "#lib/contracts/flows.schema.ts";
import { signIn } from "#tests/pages/account-pages.ts";
import { EditorPage } from "#tests/pages/editor-page.ts";
import { axeFindings } from "#tests/support/axe.ts";
import { launchBrowser, screenshotPath } from "#tests/support/browser.ts";
import { signHook } from "#tests/support/sign-hook.ts";
import { type Millrace, startMillrace } from "#tests/support/start-millrace.ts";
import { until } from "#tests/support/until.ts";

let millrace: Millrace;
let browser: Browser;
let page: Page;
let home: string;

beforeAll(async () => {
  millrace = await startMillrace({ MILLRACE_SAMPLES: "1" });
  browser = await launchBrowser();
  page = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage();
  await signIn(page, millrace.url, millrace.owner);
  home = page.url().replace(/\/flows.*/, "");
}, 300_000);

afterEach(async ({ task }) => {
  if (task.result?.state === "fail") await page.screenshot({ path: screenshotPath(task.name) });
});

afterAll(async () => {
  await browser?.close();
  await millrace?.dispose();
}, 60_000);

/** A template of the gallery as it comes, without a connection, opened in the editor. */
async function make(template: string): Promise<string> {
  const { id } = await millrace.api<Flow>("POST", "/api/v1/templates/install", { source: { kind: "template", template } });
  await page.goto(`${home}/flows/${id}`);
  return id;
}

const read = (flow: string) => millrace.api<Flow>("GET", `/api/v1/flows/${flow}`);

test("the payment example gets a secret that is made here, takes in what is signed with it, and shows why the rest was refused", async () => {
  const id = await make("tmpl_millrace_payment_events");
  const editor = new EditorPage(page);
  await editor.select("Payment event");
  await page.getByRole("button", { name: "New secret" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name").fill("Payments");
  await dialog.getByRole("button", { name: "Make a secret" }).click();
  const secret = await dialog.locator(".secret .data").innerText();
  expect(secret).toMatch(/^[0-9a-f]{64}$/);
  expect(await axeFindings(page)).toEqual([]);
  await dialog.getByRole("button", { name: "Save connection" }).click();
  await dialog.getByRole("button", { name: "Done" }).click();
  await page.getByText("No issues").waitFor();
  const draft = await until("the draft to be saved", async () => {
    const flow = await read(id);
    return flow.document.nodes.some(({ connection }) => connection !== undefined) ? flow : undefined;
  });
  expect(JSON.stringify(draft)).not.toContain(secret);
  const flow = await millrace.api<Flow>("POST", `/api/v1/flows/${id}/publish`, { baseRevision: draft.draftRevision });
  const body = JSON.stringify({ id: "evt_1", type: "payment_intent.succeeded", data: { object: { id: "pi_1", amount: 1_250, currency: "eur", receipt_email: "ada@example.com" } } });
  const post = async (headers: Record<string, string>) => (await fetch(flow.hookUrl, { method: "POST", headers: { "content-type": "application/json", ...headers }, body })).status;
  expect([await post({}), await post(await signHook.stripe({ body, secret: "x" })), await post(await signHook.stripe({ body, secret }))]).toEqual([401, 401, 202]);
  await page.reload();
  await editor.select("Payment event");
  await page.getByRole("region", { name: "Refused requests" }).getByText("Its signature does not fit", { exact: false }).waitFor();
  await page.getByText("It carried no signature", { exact: false }).waitFor();
  expect(await page.getByRole("region", { name: "At the sender" }).getByText("Stripe", { exact: false }).count()).toBeGreaterThan(0);
  expect(await axeFindings(page)).toEqual([]);
});

test("a secret is replaced while the former one counts, then that is dropped", async () => {
  const act = async () => {
    await page.getByRole("button", { name: "More about Payments" }).click();
    await page.getByRole("menuitem", { name: "Rename or replace" }).click();
  };
  await page.goto(`${home}/connections`);
  await act();
  await page.getByRole("button", { name: "Replace it" }).click();
  await page.locator("input[type=password]").fill("another one");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.getByRole("button", { name: "Done" }).click();
  await page.getByText("The former secret counts until", { exact: false }).waitFor();
  await act();
  await page.getByRole("button", { name: "Drop it" }).click();
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.getByRole("button", { name: "Done" }).click();
  await page.getByText("The former secret counts until", { exact: false }).waitFor({ state: "detached" });
});

test("the form example thanks a visitor by the number of the lead", async () => {
  const id = await make("tmpl_millrace_lead_form");
  const draft = await read(id);
  const flow = await millrace.api<Flow>("POST", `/api/v1/flows/${id}/publish`, { baseRevision: draft.draftRevision });
  const form = await (await browser.newContext({ viewport: { width: 390, height: 844 }, colorScheme: "dark" })).newPage();
  await form.goto(flow.formUrl);
  await form.getByLabel("Your name").fill("Grace Hopper");
  await form.getByLabel("E-mail").fill("grace@example.com");
  await form.getByLabel("What is it about?").fill("40 mugs");
  await until("people's pace", async () => {
    await form.getByRole("button", { name: "Send" }).click();
    await form.getByText(/Thank you|faster than people/).waitFor();
    return (await form.getByText("Thank you", { exact: false }).count()) > 0;
  });
  expect(await form.getByRole("status").innerText()).toMatch(/Your request has the number lead_\d+\./);
  expect(await axeFindings(form)).toEqual([]);
  await form.context().close();
});
