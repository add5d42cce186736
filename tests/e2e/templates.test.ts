import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import type { Flow } from "#lib/contracts/flows.schema.ts";
import type { Template } from "#lib/contracts/templates.schema.ts";
import { signIn } from "#tests/pages/account-pages.ts";
import { publishLeadForm, shareByLink } from "#tests/pages/template-world.ts";
import { launchBrowser, screenshotPath } from "#tests/support/browser.ts";
import { countJourney } from "#tests/support/count-journey.ts";
import { type Millrace, startMillrace } from "#tests/support/start-millrace.ts";
import { startTarget, type TargetServer } from "#tests/support/target-server.ts";
import { until } from "#tests/support/until.ts";

/** From opening the link to live, an account made on the way. */
const mostInputs = 25;
const viewport = { width: 1440, height: 900 };

let target: TargetServer;
let millrace: Millrace;
let browser: Browser;
let owner: BrowserContext;
let page: Page;
let base: string;
let template: Template;
let link: string;

beforeAll(async () => {
  target = await startTarget();
  millrace = await startMillrace({ MILLRACE_EGRESS_ALLOW: target.address, MILLRACE_SIGN_UP: "open" });
  browser = await launchBrowser();
  template = await publishLeadForm(millrace, target);
  link = await shareByLink(millrace, template);
  owner = await browser.newContext({ viewport });
  page = await owner.newPage();
  await signIn(page, millrace.url, millrace.owner);
  base = page.url().replace(/\/flows$/, "");
}, 300_000);

afterEach(async ({ task }) => {
  if (task.result?.state === "fail") for (const [at, open] of browser.contexts().flatMap((context) => context.pages()).entries()) await open.screenshot({ path: screenshotPath(`${at} ${task.name}`), fullPage: true });
});

afterAll(async () => {
  await browser?.close();
  await millrace?.dispose();
  await target?.close();
}, 60_000);

/** Where the way from a template to a live flow stands; null when all of it is done. */
async function stepOf(on: Page): Promise<string | null> {
  const steps = on.getByRole("list", { name: "Steps" });
  await steps.waitFor();
  return (await steps.locator("[aria-current=step] .ws-word").allTextContents())[0] ?? null;
}

test("somebody without an account opens the link, looks, answers four questions, sees a sample run, and is live in few inputs", async () => {
  const context = await browser.newContext({ viewport });
  const inputs = await countJourney(context);
  const visitor = await context.newPage();
  await visitor.goto(link);
  await visitor.getByRole("region", { name: "The flow" }).locator(".node").nth(3).waitFor();
  await visitor.getByRole("link", { name: "Use this template" }).click();
  await visitor.getByRole("link", { name: "Create one" }).click();
  await expect.poll(() => visitor.evaluate(() => document.activeElement?.getAttribute("type"))).toBe("email");
  for (const [at, text] of ["ada@example.org", "Ada", "a long enough password", "Ada and sons"].entries()) {
    if (at > 0) await visitor.keyboard.press("Tab");
    await visitor.keyboard.type(text);
  }
  await visitor.keyboard.press("Enter");
  await visitor.waitForURL(/\/w\/[^/]+\/templates\/use\?link=/);

  await expect.poll(() => stepOf(visitor)).toBe("Connections");
  await visitor.getByRole("button", { name: "New connection" }).click();
  await visitor.getByRole("dialog").getByLabel("Name").waitFor();
  await visitor.keyboard.type("My CRM");
  await visitor.keyboard.press("Tab");
  await visitor.keyboard.press("Tab");
  await visitor.keyboard.type("sk_of_ada");
  await visitor.keyboard.press("Tab");
  await visitor.keyboard.type(target.address);
  await visitor.getByRole("button", { name: "Save connection" }).click();
  await visitor.getByText("Stored.", { exact: true }).waitFor();
  await visitor.getByRole("button", { name: "Done" }).click();
  await visitor.getByLabel("Where leads go").click();
  await visitor.keyboard.type(`${target.url}/ada`);
  await visitor.keyboard.press("Tab");
  await visitor.keyboard.type("Thank you, says Ada");
  expect(await visitor.getByLabel("Where visitors come from").inputValue()).toBe("website");
  expect(await stepOf(visitor)).toBe("Questions");
  const sentBefore = target.received.length;
  await visitor.getByRole("button", { name: "Make the draft and run a sample" }).click();
  const run = visitor.getByRole("region", { name: "Sample run" });
  await run.getByText("Succeeded").first().waitFor({ timeout: 30_000 });
  await run.getByText("would write once").waitFor();
  await run.getByText("Thank you, says Ada").first().waitFor();
  await run.getByText("what its caller would get, made from simulated values").waitFor();
  await run.locator(".tw-list li", { hasText: "Thank the visitor" }).getByText("Simulated").waitFor();
  await expect.poll(() => stepOf(visitor)).toBe("Publish");
  const receives = await visitor.getByRole("region", { name: "Publish" }).locator(".tw-door .data").textContent();
  expect(target.received).toHaveLength(sentBefore);
  await visitor.getByRole("button", { name: "Publish" }).click();
  await visitor.getByRole("heading", { name: "Website form to CRM lead is live" }).waitFor();
  expect(await stepOf(visitor)).toBeNull();
  const count = inputs();
  process.stdout.write(`    ${count} of ${mostInputs} inputs from opening the link to live, an account made on the way\n`);
  expect(count).toBeLessThanOrEqual(mostInputs);

  const hook = await visitor.locator(".tw-door .data").textContent();
  expect(hook).toBe(receives);
  const answer = await fetch(hook ?? "", { method: "POST", headers: { "content-type": "application/json" }, body: '{"email":"jonas@example.org"}' });
  expect([answer.status, await answer.json()]).toEqual([201, "Thank you, says Ada"]);
  expect(target.received.at(-1)).toMatchObject({ url: "/ada", headers: { authorization: "Bearer sk_of_ada" }, body: '{"email":"jonas@example.org","source":"website"}' });
  await context.close();
}, 120_000);

test("a template of the gallery becomes a draft by keyboard alone, its sample runs as expected, and it is kept", async () => {
  await page.goto(`${base}/templates`);
  const found = page.getByRole("searchbox", { name: "Find templates" });
  await found.focus();
  await page.keyboard.type("Customer look");
  await expect.poll(() => page.locator(".tcard").count()).toBe(1);
  const card = page.locator(".tcard").getByRole("link");
  await card.focus();
  await page.keyboard.press("Enter");
  await page.getByRole("link", { name: "Use this template" }).focus();
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Make the draft and run a sample" }).focus();
  await page.keyboard.press("Enter");
  await page.getByText("As expected.").waitFor({ timeout: 30_000 });
  await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toBe("Sample run");
  await page.getByText("things that were compared").click();
  await page.getByText("Answer would be 200").waitFor();
  await page.getByRole("link", { name: "Keep as a draft" }).focus();
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/flows\/flow_/);
  const id = page.url().split("/").at(-1) ?? "";
  expect(await millrace.api<Flow>("GET", `/api/v1/flows/${id}`)).toMatchObject({ liveVersion: null });
}, 90_000);

test("what is wrong is said beside it, and neither a refusal nor a reload loses what was typed", async () => {
  await page.goto(`${base}/templates/use?template=${template.id}`);
  const make = page.getByRole("button", { name: "Make the draft and run a sample" });
  await page.getByLabel("Where leads go").fill("not an address");
  await make.click();
  await page.getByText("Choose one, make a new one, or choose “Later”.").waitFor();
  await page.getByText("Give an address such as https://api.example.com/orders.").waitFor();
  await page.getByText("This is needed.").waitFor();
  expect(await page.evaluate(() => document.activeElement?.tagName)).toBe("SELECT");
  await page.getByLabel("Thank-you text").fill("Kept over a reload");
  await page.reload();
  expect(await page.getByLabel("Where leads go").inputValue()).toBe("not an address");
  expect(await page.getByLabel("Thank-you text").inputValue()).toBe("Kept over a reload");
  await page.getByLabel("Where leads go").fill(`${target.url}/leads`);
  await page.getByLabel("Connection").selectOption("later");
  const before = (await millrace.api<{ flows: Flow[] }>("GET", "/api/v1/flows?limit=200")).flows.length;
  await make.click();
  await page.getByRole("button", { name: "Discard" }).waitFor();
  expect(await page.getByRole("list", { name: "Steps" }).locator("[data-at=later]").allTextContents()).toEqual(["1Connections, later"]);
  await page.reload();
  await page.getByRole("button", { name: "Change the answers" }).click();
  await make.waitFor();
  expect(await page.getByLabel("Thank-you text").inputValue()).toBe("Kept over a reload");
  await make.click();
  await page.getByRole("button", { name: "Discard" }).click();
  await page.waitForURL(/\/templates$/);
  await expect.poll(async () => (await millrace.api<{ flows: Flow[] }>("GET", "/api/v1/flows?limit=200")).flows.length).toBe(before);
}, 60_000);

test("a template's page says beside its link who can open that, and the gallery leads to the workspace's own", async () => {
  await page.goto(`${base}/templates/tmpl_millrace_customer_lookup`);
  await page.getByText("Its link opens for this workspace only").waitFor();
  await page.goto(`${base}/templates/${template.id}`);
  await page.getByText("Its link opens for whoever has it, without an account").waitFor();
  await page.getByRole("region", { name: "The flow" }).getByText("POST to “Where leads go”").waitFor();
  await page.getByRole("link", { name: "Templates", exact: true }).first().click();
  await page.locator(".tcard").getByText("To try out: Sample shop, Sample CRM", { exact: true }).waitFor();
  await page.getByRole("link", { name: "Templates of this workspace" }).click();
  await page.waitForURL(/\/settings\/templates$/);
  await page.getByRole("link", { name: template.name }).waitFor();
}, 60_000);

test("a schedule's next time is said before it is published", async () => {
  await page.goto(`${base}/templates/use?template=tmpl_millrace_daily_sales`);
  await page.getByRole("button", { name: "Make the draft and run a sample" }).click();
  await page.getByRole("region", { name: "Publish" }).getByText(/Next time: \w{3} \d+ \w{3}, \d\d:\d\d/).waitFor({ timeout: 30_000 });
  await page.getByRole("button", { name: "Discard" }).click();
  await page.waitForURL(/\/templates$/);
}, 60_000);

test("the gallery is filtered by pattern, system, goal and origin, in the address", async () => {
  await page.goto(`${base}/templates?origin=own`);
  await expect.poll(() => page.locator(".tcard").count()).toBe(1);
  await page.locator(".tcard").getByText("Website form to CRM lead").waitFor();
  await page.getByLabel("Whose").selectOption("millrace");
  await expect.poll(() => page.locator(".tcard").count()).toBeGreaterThan(5);
  const all = await page.locator(".tcard").count();
  await page.getByRole("group", { name: "Pattern" }).getByRole("button", { name: "Batch" }).click();
  await expect.poll(() => page.locator(".tcard").count()).toBeLessThan(all);
  expect(await page.locator(".tcard .pat").allTextContents()).toEqual(expect.arrayContaining(["Batch"]));
  expect(new Set(await page.locator(".tcard .pat").allTextContents())).toEqual(new Set(["Batch"]));
  await page.getByLabel("Goal").selectOption("approve");
  await page.getByText("No template matches").waitFor();
  expect(new URL(page.url()).search).toBe("?origin=millrace&pattern=batch&goal=approve");
  await page.reload();
  await page.getByText("No template matches").waitFor();
  await page.getByRole("button", { name: "Clear filters" }).click();
  await expect.poll(() => page.locator(".tcard").count()).toBe(all + 1);
  expect(new URL(page.url()).search).toBe("");
}, 60_000);

test("a template's file goes out and comes in; it is looked at first, and a hostile one is refused with its reasons", async () => {
  await page.goto(`${base}/templates/${template.id}`);
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Download file" }).click()]);
  expect(download.suggestedFilename()).toBe("website-form-to-crm-lead.millrace.json");
  const file = join(millrace.dataDir, "template.json");
  await download.saveAs(file);

  await page.goto(`${base}/templates`);
  await page.locator("input[type=file]").setInputFiles(file);
  await page.getByRole("heading", { name: "Website form to CRM lead" }).waitFor();
  await page.getByText("It brings no code.").waitFor();
  expect(await page.evaluate(() => ({ stolen: "stolen" in window, pictures: document.querySelectorAll(".tp-doc img, .tp-doc script").length }))).toEqual({ stolen: false, pictures: 0 });
  await page.getByText("<script>window.stolen = true</script>").waitFor();
  await page.getByText("![a picture](https://elsewhere.example/picture.png)").waitFor();
  await page.getByRole("link", { name: "Use this template" }).click();
  await page.waitForURL(/use\?file=1/);
  await page.reload();
  await page.getByLabel("Thank-you text").waitFor();

  const flows = (await millrace.api<{ flows: Flow[] }>("GET", "/api/v1/flows?limit=200")).flows.length;
  const hostile = { "unknown.json": JSON.stringify({ ...JSON.parse(JSON.stringify(template.content)), extra: 1 }), "broken.json": "{", "large.json": JSON.stringify("x".repeat(5 * 1024 * 1024)) };
  for (const [name, text] of Object.entries(hostile)) {
    writeFileSync(join(millrace.dataDir, name), text);
    await page.goto(`${base}/templates/import`);
    await page.locator("input[type=file]").last().setInputFiles(join(millrace.dataDir, name));
    await page.getByRole("alert").getByText(`“${name}” is refused`).waitFor();
    await page.getByText("Nothing was stored or started.").waitFor();
  }
  expect((await millrace.api<{ flows: Flow[] }>("GET", "/api/v1/flows?limit=200")).flows).toHaveLength(flows);
}, 90_000);

test("somebody with several workspaces chooses one, and a withdrawn template is gone at once", async () => {
  await page.goto(`${link}/use`);
  await page.waitForURL(/\/templates\/use\?link=/);
  await page.evaluate(async () => await fetch("/api/v1/admin/workspaces", { method: "POST", headers: { "content-type": "application/json" }, body: '{"name":"The other one"}' }));
  await page.goto(`${link}/use`);
  await page.getByRole("link", { name: "The other one" }).click();
  await page.waitForURL(/\/w\/the-other-one[^/]*\/templates\/use\?link=/);
  await page.getByRole("heading", { name: template.name }).waitFor();
  const doomed = await publishLeadForm(millrace, target, { name: "Doomed" });
  const doomedLink = await shareByLink(millrace, doomed);
  expect((await fetch(doomedLink)).status).toBe(200);
  await millrace.api("DELETE", `/api/v1/templates/${doomed.id}`);
  await until("the page to be gone", async () => (await fetch(doomedLink)).status === 404);
  expect((await fetch(`${doomedLink}/picture`)).status).toBe(404);
}, 60_000);
