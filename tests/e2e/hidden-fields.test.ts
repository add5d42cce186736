import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Flow } from "#lib/contracts/flows.schema.ts";
import type { Run } from "#lib/contracts/runs.schema.ts";
import { present } from "#lib/assert.ts";
import { signIn } from "#tests/pages/account-pages.ts";
import { RunPage } from "#tests/pages/run-page.ts";
import { axeFindings } from "#tests/support/axe.ts";
import { launchBrowser } from "#tests/support/browser.ts";
import { buildDocument, fields, reference } from "#tests/support/build-document.ts";
import { type Millrace, startMillrace } from "#tests/support/start-millrace.ts";
import { until } from "#tests/support/until.ts";

const email = "ada.lovelace@example.com";
let millrace: Millrace;
let browser: Browser;
let admin: Page;
let base: string;
let run: string;

async function open(person: { email: string; password: string }): Promise<Page> {
  const page = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage();
  await signIn(page, millrace.url, person);
  return page;
}

/** Someone of that role, who came by an invitation. */
async function member(role: "editor" | "viewer"): Promise<Page> {
  const person = { email: `${role}@example.com`, password: "correct horse battery" };
  const workspace = base.split("/").at(-1) ?? "";
  const invited = await admin.request.post(`${millrace.url}/api/v1/invites`, { headers: { origin: millrace.url, "x-millrace-workspace": workspace }, data: { email: person.email, role } });
  const token = ((await invited.json()) as { url: string }).url.split("/").at(-1);
  await fetch(`${millrace.url}/api/v1/invitations/${token}/accept`, { method: "POST", headers: { origin: millrace.url, "content-type": "application/json" }, body: JSON.stringify({ name: `The ${role}`, password: person.password }) });
  return await open(person);
}

beforeAll(async () => {
  millrace = await startMillrace();
  browser = await launchBrowser();
  admin = await open(millrace.owner);
  base = admin.url().replace(/\/flows$/, "");
  const document = buildDocument(
    { hook: { type: "core/webhook", settings: { keys: [{ name: "E-mail", path: ["body", "customer", "email"] }] } }, shape: { type: "core/map", config: { fields: fields({ to: reference("hook", "body", "customer", "email") }) } } },
    ["hook -> shape"],
  );
  const flow = await millrace.api<Flow>("POST", "/api/v1/flows", { name: "Orders", document });
  const { hookUrl } = await millrace.api<Flow>("POST", `/api/v1/flows/${flow.id}/publish`, { baseRevision: flow.draftRevision });
  await fetch(hookUrl, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ customer: { email } }) });
  run = await until("the run to be over", async () => (await millrace.api<{ runs: Run[] }>("GET", "/api/v1/runs?status=succeeded")).runs[0]?.id);
}, 900_000);

afterAll(async () => {
  await browser?.close();
  await millrace?.dispose();
}, 60_000);

test("an admin hides a field, which hides it in a run from before", async () => {
  const page = new RunPage(admin);
  await page.open(base, run);
  expect(await (await page.step("shape")).getByRole("region", { name: "Output of shape, tree" }).innerText()).toContain(email);
  await admin.goto(`${base}/settings/data`);
  await admin.getByLabel("Hide a field").fill("customer..email");
  await admin.getByLabel("Hide a field").press("Enter");
  await admin.getByText("Write names with dots between").waitFor();
  await admin.getByLabel("Hide a field").fill("customer.email");
  await admin.getByLabel("Hide a field").press("Enter");
  await admin.getByRole("button", { name: "Save" }).click();
  await admin.getByText("Saved", { exact: true }).waitFor();
  expect(await axeFindings(admin)).toEqual([]);
  await page.open(base, run);
  const output = (await page.step("shape")).getByRole("region", { name: "Output of shape, tree" });
  await output.getByText("hidden by a rule").waitFor();
  expect(await admin.locator("body").innerText()).not.toContain(email);
  expect(await page.facts.innerText()).toContain("hidden");
}, 120_000);

test("an editor reveals it with a reason, and the audit log says so", async () => {
  const editor = await member("editor");
  const page = new RunPage(editor);
  await page.open(base, run);
  const output = (await page.step("shape")).getByRole("region", { name: "Output of shape, tree" });
  await output.getByRole("button", { name: "Reveal to" }).click();
  await editor.getByLabel("Reason (optional)").fill("ticket 4711");
  await editor.getByRole("dialog").getByRole("button", { name: "Reveal" }).click();
  await output.getByText(email).waitFor();
  await editor.reload();
  expect(await editor.locator("body").innerText()).not.toContain(email);
  expect(await editor.getByRole("link", { name: "Audit log" }).count()).toBe(0);
  await admin.goto(`${base}/settings/audit`);
  await admin.getByLabel("What was done").selectOption({ label: "Reveals" });
  const row = admin.getByRole("row", { name: /Revealed a hidden value of/ });
  await row.getByText("The editor").waitFor();
  expect(await row.innerText()).toContain("“to” of the output of shape. Reason: ticket 4711");
  expect(await axeFindings(admin)).toEqual([]);
}, 120_000);

test("a viewer sees shapes, and nothing to reveal", async () => {
  const viewer = await member("viewer");
  const page = new RunPage(viewer);
  await page.open(base, run);
  const side = await page.step("shape");
  await side.getByText("Names, types and lengths").first().waitFor();
  expect(await side.innerText()).toMatch(/to[\s\S]*text, \d+ characters/);
  expect(await viewer.getByRole("button", { name: /^Reveal/ }).count()).toBe(0);
  expect(await viewer.locator("body").innerText()).not.toContain(email);
}, 120_000);

test("an editor hides a field of one flow from its menu, and cannot show it again", async () => {
  const page = present(browser.contexts()[1]?.pages()[0], "the editor's page");
  await page.goto(`${base}/flows`);
  const openDialog = async () => {
    await page.getByRole("button", { name: "More about Orders" }).click();
    await page.getByRole("menuitem", { name: "Hidden fields" }).click();
    await page.getByRole("dialog").waitFor();
  };
  await openDialog();
  await page.getByRole("button", { name: "Hide **.token" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Save" }).click();
  await page.getByRole("dialog").waitFor({ state: "detached" });
  await openDialog();
  expect(await page.getByRole("button", { name: "An admin can show **.token again" }).isDisabled()).toBe(true);
}, 120_000);
