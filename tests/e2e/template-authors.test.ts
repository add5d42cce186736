import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import type { Flow } from "#lib/contracts/flows.schema.ts";
import type { Template } from "#lib/contracts/templates.schema.ts";
import type { FlowDocument } from "#lib/flow/document.schema.ts";
import { signIn } from "#tests/pages/account-pages.ts";
import { EditorPage } from "#tests/pages/editor-page.ts";
import { axeInBothThemes } from "#tests/support/axe.ts";
import { buildDocument, fields, literal, nodeId, reference } from "#tests/support/build-document.ts";
import { launchBrowser, screenshotPath } from "#tests/support/browser.ts";
import { type Millrace, startMillrace } from "#tests/support/start-millrace.ts";
import { watchPointer } from "#tests/support/watch-pointer.ts";

let millrace: Millrace;
let browser: Browser;
let context: BrowserContext;
let page: Page;
let home: string;

/** Not a real key: made of the form that scanners know, in two parts. */
const secret = ["sk", "live", "9aQ4mZx71LrTtYw2KdVbN8sE"].join("_");
const crm = "https://api.crm.example/v2/leads";

beforeAll(async () => {
  millrace = await startMillrace();
  browser = await launchBrowser();
  context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  page = await context.newPage();
  await signIn(page, millrace.url, millrace.owner);
  home = page.url().replace(/\/flows$/, "");
}, 300_000);

afterEach(async ({ task }) => {
  if (task.result?.state === "fail") await page.screenshot({ path: screenshotPath(task.name) });
});

afterAll(async () => {
  await browser?.close();
  await millrace?.dispose();
}, 60_000);

/** A lead goes to the CRM with a key in a header, and is read back from the same address. */
function leads(key: string): FlowDocument {
  return buildDocument(
    {
      hook: { type: "core/webhook" },
      send: { type: "http/request", config: { method: literal("POST"), url: literal(crm), headers: fields({ "X-Api-Key": literal(key) }), send: literal("value"), bodyValue: reference("hook", "body") } },
      look: { type: "http/request", config: { method: literal("GET"), url: literal(crm), send: literal("nothing") } },
    },
    ["hook -> send", "send -> look"],
  );
}
const makeFlow = async (name: string, document: FlowDocument): Promise<Flow> => await millrace.api<Flow>("POST", "/api/v1/flows", { name, document });
const draftOf = async (flow: string): Promise<Flow> => await millrace.api<Flow>("GET", `/api/v1/flows/${flow}`);
const region = (name: string) => page.getByRole("region", { name, exact: true });
const valueOf = (document: FlowDocument, node: string, field: string): unknown => {
  const setting = document.nodes.find(({ id }) => id === nodeId(node))?.config[field];
  return setting?.kind === "literal" ? setting.value : setting;
};

test("a flow with a secret becomes a template without it, is shared by a link, and is withdrawn", async () => {
  const flow = await makeFlow("Leads to the CRM", leads(secret));
  await page.goto(`${home}/flows`);
  await page.getByRole("button", { name: "More about Leads to the CRM" }).click();
  await page.getByRole("menuitem", { name: "Publish as a template" }).click();
  await page.getByRole("heading", { level: 1, name: "Publish as a template" }).waitFor();

  const publish = page.getByRole("button", { name: "Publish version 1" });
  const why = region("Publish version 1").getByRole("status");
  await expect.poll(() => why.textContent()).toMatch(/2 things block publishing/);
  await page.getByText("What you write is kept on this device, seen by nobody else until you publish.").waitFor();
  const found = region("Secrets and private data");
  await found.getByText("1 thing found").waitFor();
  expect(await found.textContent()).toMatch(/X-Api-Key/);
  expect(await found.textContent()).not.toContain(secret);
  // It says so of itself, and a press changes nothing.
  await publish.click({ force: true });
  expect((await millrace.api<{ template: Template | null }>("GET", `/api/v1/flows/${flow.id}/template`)).template).toBeNull();

  // What blocks it is said at the top, and leads to where it is settled.
  await why.getByRole("button", { name: "Show what" }).click();
  const blocked = region("2 things block publishing");
  await blocked.getByRole("button", { name: /X-Api-Key.* holds a secret/ }).click();
  await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toMatch(/X-Api-Key/);
  await page.getByRole("button", { name: "As a stranger sees it" }).click();
  await page.getByText("Your sentence will stand here.").waitFor();
  await blocked.getByRole("button", { name: "Say in one sentence what it does." }).click();
  await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute("data-at"))).toBe("sentence");
  await page.keyboard.type("Sends each lead on and reads it back.");
  await found.getByRole("button", { name: /^Ask for it instead: .*X-Api-Key/ }).click();
  await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute("data-at"))).toMatch(/^question\..*\.label$/);
  await page.keyboard.press("Control+a");
  await page.keyboard.type("API key of the CRM");
  await found.getByText("Nothing found").waitFor();

  await page.getByRole("button", { name: /^Ask for .*URL.*/ }).first().click();
  await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute("data-at"))).toMatch(/^question\.url.*\.label$/);
  await page.keyboard.press("Control+a");
  await page.keyboard.type("Address of the CRM");
  await page.getByRole("button", { name: "Answer both at once" }).click();
  await expect.poll(() => page.getByRole("list", { name: /Where the answer to “Address of the CRM” goes/ }).getByRole("listitem").count()).toBe(2);
  await page.getByRole("button", { name: "Generate one" }).click();
  await page.getByLabel("What the trigger puts out, as JSON").nth(1).waitFor();

  // A reload loses nothing.
  await expect.poll(() => why.textContent()).toMatch(/Only this workspace sees it/);
  await page.reload();
  await page.getByText(/What you wrote here before is still here\. Kept on this device .*, seen by nobody else\./).waitFor();
  await expect.poll(() => page.getByLabel("It asks for").evaluateAll((inputs) => inputs.map((input) => (input as HTMLInputElement).value))).toEqual(["API key of the CRM", "Address of the CRM"]);

  await page.getByRole("button", { name: "As a stranger sees it" }).click();
  await page.getByRole("heading", { level: 2, name: "Leads to the CRM" }).waitFor();
  expect(await page.locator("main").textContent()).toMatch(/API key of the CRM.*Address of the CRM/s);
  expect(await page.locator("main").textContent()).not.toContain(secret);
  await page.getByRole("button", { name: "Write", exact: true }).click();

  await expect.poll(() => publish.getAttribute("aria-disabled")).toBeNull();
  await publish.click();
  await page.getByText("Version 1 is published.").waitFor();
  await page.getByRole("radio", { name: /Whoever has the link/ }).check();
  const link = page.getByRole("group", { name: "Link of the template" });
  await link.waitFor();
  const address = (await link.locator(".data").textContent()) ?? "";
  const { template } = await millrace.api<{ template: Template }>("GET", `/api/v1/flows/${flow.id}/template`);
  expect(template).toMatchObject({ version: 1, visibility: "link", shareUrl: address });
  expect(JSON.stringify(template)).not.toContain(secret);
  expect(template.content.parameters.map(({ label, default: value, places }) => [label, value, places.length])).toEqual([["API key of the CRM", undefined, 1], ["Address of the CRM", crm, 2]]);

  const stranger = await (await browser.newContext()).newPage();
  await stranger.goto(address);
  await stranger.getByRole("heading", { name: "Leads to the CRM" }).first().waitFor();
  expect(await stranger.content()).not.toContain(secret);
  await page.getByRole("button", { name: "Make a new link" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Make a new link" }).click();
  await expect.poll(() => link.locator(".data").textContent()).not.toBe(address);
  expect((await stranger.goto(address))?.status()).toBe(404);
  await stranger.goto((await link.locator(".data").textContent()) ?? "");
  await stranger.getByRole("heading", { name: "Leads to the CRM" }).first().waitFor();

  await page.goto(`${home}/settings/templates`);
  const row = page.getByRole("row", { name: /Leads to the CRM/ });
  expect(await row.textContent()).toMatch(/Whoever has the link/);
  await row.getByRole("button", { name: /^Check( again)?: Leads to the CRM/ }).click();
  await expect.poll(async () => (await millrace.api<Template>("GET", `/api/v1/templates/${template.id}`)).check?.of, { timeout: 60_000 }).toBe(2);
  await page.reload();
  await expect.poll(() => row.textContent()).toMatch(/0 of 2 pass.*An example: It failed at “look”/);
  await row.getByRole("button", { name: "Share Leads to the CRM" }).click();
  expect(await page.getByRole("dialog").getByRole("link", { name: "Version 1" }).getAttribute("href")).toMatch(/\/templates\/tmpl_\w+\?version=1$/);
  await page.getByRole("dialog").getByRole("button", { name: "Withdraw the template" }).click();
  await page.getByRole("dialog", { name: /^Withdraw Leads/ }).getByRole("button", { name: "Withdraw template" }).click();
  await page.getByText("No templates yet").waitFor();
  expect((await stranger.reload())?.status()).toBe(404);
  await stranger.context().close();
}, 240_000);

interface Published {
  parameters: unknown[];
  from: "draft";
}

async function publishByApi(flow: string, change: Partial<Published> & { message?: string } = {}): Promise<Template> {
  const about = { name: "Leads to the CRM", sentence: "Sends each lead on.", author: "Harbour Coffee", licence: "MIT", goal: "collect" };
  const address = { key: "address", label: "Address of the CRM", type: "url", required: true, default: crm, places: [{ node: nodeId("send"), path: ["url", "value"] }] };
  return await millrace.api<Template>("POST", `/api/v1/flows/${flow}/template`, { ...about, from: "draft", parameters: [address], ...change });
}

async function save(flow: string, document: FlowDocument): Promise<void> {
  const { draftRevision } = await draftOf(flow);
  await millrace.api("PUT", `/api/v1/flows/${flow}/draft`, { baseRevision: draftRevision, document });
}

function changed(document: FlowDocument, node: string, change: (node: FlowDocument["nodes"][number]) => FlowDocument["nodes"][number]): FlowDocument {
  return { ...document, nodes: document.nodes.map((one) => (one.id === nodeId(node) ? change(one) : one)) };
}

test("version 2 reaches an edited install as a three-way diff: what fits is taken, what both changed is chosen, what is new is asked", async () => {
  const plain = changed(leads(""), "send", (node) => ({ ...node, config: Object.fromEntries(Object.entries(node.config).filter(([key]) => key !== "headers")) }));
  const origin = await makeFlow("Leads, the origin", plain);
  const { id } = await publishByApi(origin.id);
  const install = await millrace.api<Flow>("POST", "/api/v1/templates/install", { source: { kind: "template", template: id }, name: "Our leads", parameters: { address: "https://crm.ours.example/leads" } });
  expect(valueOf((await draftOf(install.id)).document, "send", "url")).toBe("https://crm.ours.example/leads");

  // Here: a name of our own, a method that both change, a step of our own.
  const mine = (await draftOf(install.id)).document;
  const ours = buildDocument({ hook: { type: "core/webhook" }, look: { type: "http/request" }, note: { type: "core/stop" } }, ["look -> note"]);
  const edited = changed(changed(mine, "look", (node) => ({ ...node, config: { ...node.config, method: literal("HEAD") } })), "send", (node) => ({ ...node, name: "tell our CRM" }));
  await save(install.id, { ...edited, nodes: [...edited.nodes, ...ours.nodes.filter(({ name }) => name === "note")], edges: [...edited.edges, ...ours.edges.map((edge) => ({ ...edge, id: "e_mine" }))], layout: { ...edited.layout, nodes: { ...edited.layout.nodes, [nodeId("note")]: { x: 840, y: 0 } } } });

  // There: the method that both change, a time limit, and a header that is asked for.
  const there = changed(changed((await draftOf(origin.id)).document, "look", (node) => ({ ...node, config: { ...node.config, method: literal("PUT") } })), "send", (node) => ({ ...node, settings: { ...node.settings, timeoutMs: 7_000 }, config: { ...node.config, headers: fields({ "X-Team": literal("the author's") }) } }));
  await save(origin.id, there);
  await page.goto(`${home}/flows/${origin.id}/template`);
  await page.getByRole("heading", { level: 1, name: "Publish as a template" }).waitFor();
  expect(await page.getByLabel("What it does").inputValue()).toBe("Sends each lead on.");
  await page.getByRole("button", { name: /^Ask for .*X-Team.*/ }).click();
  await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute("data-at"))).toMatch(/^question\..*\.label$/);
  await page.keyboard.press("Control+a");
  await page.keyboard.type("Your team");
  await page.getByLabel("Default").last().fill("");
  await page.getByLabel("What changed").fill("Names the team, waits longer");
  const publish = page.getByRole("button", { name: "Publish version 2" });
  await expect.poll(() => publish.getAttribute("aria-disabled")).toBeNull();
  await publish.click();
  await page.getByText("Version 2 is published.").waitFor();

  await page.goto(`${home}/flows/${install.id}`);
  await new EditorPage(page).node("tell our CRM").waitFor();
  const notice = page.locator(".ed-notices").getByText(/has version 2/);
  await notice.waitFor();
  await page.getByRole("button", { name: "More of this flow" }).click();
  await page.getByRole("menu", { name: "More of this flow" }).getByText("From Leads to the CRM, version 1").waitFor();
  await page.keyboard.press("Escape");
  await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute("aria-label"))).toBe("More of this flow");
  await page.getByRole("link", { name: "See what changed" }).click();
  await page.getByRole("heading", { level: 1, name: "A newer version of Leads to the CRM" }).waitFor();
  await page.getByText("Names the team, waits longer").first().waitFor();
  await page.getByText(/^Choose which of the two goes on; yours stays unless you do\./).waitFor();
  // What happened is said in sentences, with what was and what is.
  const said = async (part: string): Promise<string[]> => await region(part).getByRole("listitem").allTextContents();
  expect(await said("What the template changes")).toEqual(expect.arrayContaining(["Changes “Method” of look from GET to PUT.", "Sets the time limit of send to 7 s.", "Adds “X-Team” in “Headers” of send with what you answer below."]));
  expect(await said("What you changed")).toEqual(["Renamed send to tell our CRM.", "Changed “Method” of look from GET to HEAD.", "Added the step note.", "Added the connection from look to note."]);
  expect(await region("What both changed").textContent()).toMatch(/You both changed “Method” of look\. It was GET\..*Keep yoursHEAD.*Take the template’sPUT/s);
  await expect.poll(() => page.locator('.node[data-d="changed"] .node-name').allTextContents()).toEqual(expect.arrayContaining(["look", "send"]));
  await page.getByRole("button", { name: "You", exact: true }).click();
  await expect.poll(() => page.locator('.node[data-d="added"] .node-name').allTextContents()).toEqual(["note"]);
  await page.getByRole("button", { name: "The result" }).click();
  await expect.poll(() => said("Where in the flow")).toEqual(expect.arrayContaining(["Sets the time limit of tell our CRM to 7 s."]));

  await page.getByRole("button", { name: "Take it into the draft" }).click();
  await page.getByText(/1 question above is not answered/).waitFor();
  await expect.poll(() => page.getByLabel("Your team").evaluate((field) => field === document.activeElement)).toBe(true);
  await page.getByLabel("Your team").fill("Roasters");
  await page.getByRole("radio", { name: /Take the template’s/ }).check();
  await page.getByRole("button", { name: "Take it into the draft" }).click();
  await page.getByText("Version 2 is in the draft").waitFor();

  const after = await draftOf(install.id);
  expect(after.liveVersion).toBeNull();
  expect(valueOf(after.document, "look", "method")).toBe("PUT");
  expect(valueOf(after.document, "send", "url")).toBe("https://crm.ours.example/leads");
  expect(valueOf(after.document, "send", "headers")).toEqual(fields({ "X-Team": literal("Roasters") }));
  expect(after.document.nodes.find(({ id: node }) => node === nodeId("send"))).toMatchObject({ name: "tell our CRM", settings: { timeoutMs: 7_000 } });
  expect(after.document.nodes.map(({ name }) => name).toSorted()).toEqual(["hook", "look", "note", "tell our CRM"]);
  const { install: facts } = await millrace.api<{ install: { version: number; newer: unknown; parameters: unknown } }>("GET", `/api/v1/flows/${install.id}/install`);
  expect(facts).toMatchObject({ version: 2, newer: null, parameters: { address: "https://crm.ours.example/leads" } });
  await page.getByRole("link", { name: "Open the draft" }).click();
  await new EditorPage(page).node("tell our CRM").waitFor();
  await expect.poll(() => page.locator(".ed-notices").getByText(/has version/).count()).toBe(0);
  // The earlier version can still be looked at.
  await page.goto(`${home}/templates/${id}?version=1`);
  await page.getByText("This is version 1.").waitFor();
  await page.getByRole("link", { name: "Go to version 2" }).click();
  await page.getByRole("term").getByText("Your team").waitFor();
  expect(await page.getByText("This is version 1.").count()).toBe(0);
}, 240_000);

test("a version can be left aside, and the next one is offered again", async () => {
  const plain = buildDocument({ hook: { type: "core/webhook" }, look: { type: "http/request", config: { method: literal("GET"), url: literal(crm), send: literal("nothing") } } }, ["hook -> look"]);
  const origin = await makeFlow("Reads", plain);
  const template = await publishByApi(origin.id, { parameters: [] });
  const install = await millrace.api<Flow>("POST", "/api/v1/templates/install", { source: { kind: "template", template: template.id }, name: "Our reads" });
  await save(origin.id, changed(plain, "look", (node) => ({ ...node, name: "read it" })));
  await publishByApi(origin.id, { parameters: [], message: "Another name" });
  await page.goto(`${home}/flows/${install.id}/template-update`);
  await page.getByText("Another name").first().waitFor();
  await page.getByRole("button", { name: "Leave this version" }).click();
  await page.getByText("Version 2 was left aside").waitFor();
  await page.reload();
  await page.getByText("Nothing newer").waitFor();
  await save(origin.id, changed(plain, "look", (node) => ({ ...node, name: "read it all" })));
  await publishByApi(origin.id, { parameters: [], message: "And again" });
  await page.reload();
  await page.getByText("And again").first().waitFor();
}, 120_000);

test("by keyboard alone: from the editor's commands to a published template", async () => {
  const flow = await makeFlow("By keys", buildDocument({ hook: { type: "core/webhook" }, done: { type: "core/stop" } }, ["hook -> done"]));
  const storageState = await context.storageState();
  const keyboard = await browser.newContext({ storageState, viewport: { width: 1440, height: 900 } });
  const pointer = await watchPointer(keyboard);
  const on = await keyboard.newPage();
  await on.goto(`${home}/flows/${flow.id}`);
  await new EditorPage(on).node("done").waitFor();
  await on.keyboard.press("Control+k");
  await on.getByRole("region", { name: "Commands" }).waitFor();
  await on.keyboard.type("publish as a temp");
  await on.keyboard.press("Enter");
  await on.getByRole("heading", { level: 1, name: "Publish as a template" }).waitFor();
  await on.getByLabel("What it does").waitFor();
  await on.getByLabel("What it does").focus();
  await on.keyboard.type("Takes a call and ends.");
  const publish = on.getByRole("button", { name: "Publish version 1" });
  await expect.poll(() => publish.getAttribute("aria-disabled")).toBeNull();
  for (let presses = 0; presses < 60 && !(await publish.evaluate((button) => button === document.activeElement)); presses += 1) await on.keyboard.press("Tab");
  await on.keyboard.press("Enter");
  await on.getByText("Version 1 is published.").waitFor();
  await expect.poll(() => on.evaluate(() => document.activeElement?.textContent)).toBe("Who sees it");
  await on.keyboard.press("Tab");
  await on.keyboard.press("ArrowDown");
  await on.getByRole("group", { name: "Link of the template" }).waitFor();
  expect(pointer).toEqual([]);
  await keyboard.close();
}, 120_000);

const sizes = { wide: { width: 1440, height: 900 }, narrow: { width: 390, height: 844 } };

test.each(["wide", "narrow"] as const)("its pages hold in both themes, %s", async (size) => {
  const flow = await makeFlow(`Looks, ${size}`, leads(secret));
  const origin = await makeFlow(`Origin, ${size}`, buildDocument({ hook: { type: "core/webhook" }, look: { type: "http/request", config: { method: literal("GET"), url: literal(crm), send: literal("nothing") } } }, ["hook -> look"]));
  const template = await publishByApi(origin.id, { parameters: [] });
  const install = await millrace.api<Flow>("POST", "/api/v1/templates/install", { source: { kind: "template", template: template.id }, name: `Install, ${size}` });
  await save(install.id, changed((await draftOf(install.id)).document, "look", (node) => ({ ...node, name: "read leads" })));
  await save(origin.id, changed((await draftOf(origin.id)).document, "look", (node) => ({ ...node, name: "read them all" })));
  await publishByApi(origin.id, { parameters: [], message: "Says what it reads" });
  const other = await browser.newContext({ storageState: await context.storageState(), viewport: sizes[size] });
  const on = await other.newPage();
  const look = async (name: string): Promise<void> => {
    await expect.poll(() => on.locator("[aria-busy=true], .skel").count(), { timeout: 15_000 }).toBe(0);
    expect(await axeInBothThemes(on, (theme) => on.screenshot({ path: screenshotPath(`${name}-${theme}-${size}`), fullPage: true })), `axe on ${name}`).toEqual([]);
    expect(await on.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth), `${name} scrolls sideways`).toBeLessThanOrEqual(0);
  };
  await on.goto(`${home}/flows/${flow.id}/template`);
  await on.getByText("1 thing found").waitFor();
  await on.getByRole("button", { name: /^Ask for .*URL.*/ }).first().click();
  await on.getByRole("button", { name: "Generate one" }).click();
  await on.getByLabel("What the trigger puts out, as JSON").nth(1).waitFor();
  await look("template-author");
  await on.getByRole("button", { name: "As a stranger sees it" }).click();
  await on.getByRole("heading", { level: 2, name: `Looks, ${size}` }).waitFor();
  await look("template-stranger");
  await on.goto(`${home}/flows/${origin.id}/template`);
  await on.getByText("Who sees it").waitFor();
  await look("template-share");
  await on.goto(`${home}/flows/${install.id}/template-update`);
  await on.getByText(/^Choose which of the two goes on/).waitFor();
  await (size === "wide" ? on.locator(".vs-canvas .node").nth(1) : on.getByRole("list", { name: "Steps, with what differs" })).waitFor();
  await look("template-update");
  await on.goto(`${home}/flows/${install.id}`);
  await on.getByText(/has version 2/).waitFor();
  await look("template-notice");
  await on.goto(`${home}/settings/templates`);
  await on.getByRole("link", { name: "Leads to the CRM" }).first().waitFor();
  await look("template-own");
  await on.goto(`${millrace.url}/help/templates`);
  await look("template-help");
  await other.close();
}, 240_000);
