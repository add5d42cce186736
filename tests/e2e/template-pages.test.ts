import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Template } from "#lib/contracts/templates.schema.ts";
import { signIn } from "#tests/pages/account-pages.ts";
import { publishLeadForm, shareByLink } from "#tests/pages/template-world.ts";
import { axeInBothThemes } from "#tests/support/axe.ts";
import { launchBrowser, screenshotPath } from "#tests/support/browser.ts";
import { describeLoad, watchScripts, weighScripts } from "#tests/support/first-load.ts";
import { type Millrace, startMillrace } from "#tests/support/start-millrace.ts";
import { startTarget, type TargetServer } from "#tests/support/target-server.ts";
import { until } from "#tests/support/until.ts";

/** Most bytes of compressed JavaScript before the drawing of the flow comes, and with it. */
const wordsLimit = 175_000;
const drawnLimit = 255_000;
const sizes = { wide: { width: 1440, height: 900 }, narrow: { width: 390, height: 844 } };

let target: TargetServer;
let millrace: Millrace;
let browser: Browser;
let template: Template;
let link: string;
let base: string;
let signedIn: Awaited<ReturnType<BrowserContext["storageState"]>>;

beforeAll(async () => {
  target = await startTarget();
  millrace = await startMillrace({ MILLRACE_EGRESS_ALLOW: target.address, MILLRACE_SIGN_UP: "open" });
  browser = await launchBrowser();
  template = await publishLeadForm(millrace, target);
  link = await shareByLink(millrace, template);
  const context = await browser.newContext();
  const page = await context.newPage();
  await signIn(page, millrace.url, millrace.owner);
  base = page.url().replace(/\/flows$/, "");
  signedIn = await context.storageState();
  await context.close();
  await until("the check of the samples", async () => (await millrace.api<Template>("GET", `/api/v1/templates/${template.id}`)).check !== null, 30_000);
}, 300_000);

afterAll(async () => {
  await browser?.close();
  await millrace?.dispose();
  await target?.close();
}, 60_000);

async function settle(page: Page): Promise<void> {
  await page.locator("h1").first().waitFor();
  await expect.poll(() => page.locator("[aria-busy=true], .skel").count(), { timeout: 15_000 }).toBe(0);
  await page.evaluate(async () => {
    await document.fonts.ready;
    await Promise.all(document.getAnimations().filter((animation) => animation.effect?.getTiming().iterations !== Infinity).map((animation) => animation.finished.catch(() => undefined)));
  });
}

/** Every screen of templates, and what has to be done there to see the state that is meant. */
const screens: Record<string, { path: () => string; stranger?: true; prepare?: (page: Page, narrow: boolean) => Promise<void> }> = {
  gallery: { path: () => `${base}/templates`, prepare: async (page) => await page.locator(".tcard").nth(5).waitFor() },
  "gallery without a match": { path: () => `${base}/templates?search=nothing+like+it`, prepare: async (page) => await page.getByText("No template matches").waitFor() },
  template: {
    path: () => `${base}/templates/${template.id}`,
    prepare: async (page, narrow) => {
      await page.locator(".node").nth(3).waitFor();
      await (narrow ? page.locator(".ol-row").nth(2) : page.locator(".react-flow__node").nth(2)).click();
      await page.getByRole("region", { name: "Step Create lead" }).waitFor();
    },
  },
  "template of Millrace": { path: () => `${base}/templates/tmpl_millrace_customer_lookup`, prepare: async (page) => await page.locator(".node").nth(3).waitFor() },
  share: { path: () => link, stranger: true, prepare: async (page) => await page.locator(".node").nth(3).waitFor() },
  "sign-up": { path: () => `${millrace.url}/sign-up?next=%2Ft%2Fx%2Fuse`, stranger: true },
  import: { path: () => `${base}/templates/import` },
  "import refused": {
    path: () => `${base}/templates/import`,
    prepare: async (page) => {
      await page.locator("input[type=file]").setInputFiles({ name: "hostile.json", mimeType: "application/json", buffer: Buffer.from(JSON.stringify({ ...template.content, extra: true, document: { nodes: [] } })) });
      await page.getByRole("alert").waitFor();
    },
  },
  wizard: {
    path: () => `${base}/templates/use?template=${template.id}`,
    prepare: async (page) => {
      await page.getByRole("button", { name: "Make the draft and run a sample" }).click();
      await page.getByText("This is needed.").first().waitFor();
    },
  },
  "wizard run": {
    path: () => `${base}/templates/use?template=${template.id}`,
    prepare: async (page) => {
      await page.getByLabel("Connection").selectOption({ label: "The CRM of Harbour Coffee, HTTP, bearer token" });
      await page.getByLabel("Where leads go").fill(`${target.url}/leads`);
      await page.getByLabel("Thank-you text").fill("Thank you");
      await page.getByRole("button", { name: "Make the draft and run a sample" }).click();
      await page.getByText("Succeeded").nth(3).waitFor({ timeout: 30_000 });
      await page.locator(".tw-list > li > details > summary").click();
    },
  },
};

describe.each(Object.entries(sizes))("%s", (size, viewport) => {
  test.each(Object.entries(screens))("%s: axe finds nothing in either theme, and nothing is cut off", async (name, screen) => {
    const context = await browser.newContext({ viewport, ...(screen.stranger ? {} : { storageState: signedIn }) });
    const page = await context.newPage();
    await page.goto(screen.path());
    await screen.prepare?.(page, size === "narrow");
    await settle(page);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth), "scrolls sideways").toBeLessThanOrEqual(0);
    const found = await axeInBothThemes(page, async (theme) => await page.screenshot({ path: screenshotPath(`templates-${name}-${size}-${theme}`), fullPage: true }));
    await context.close();
    expect(found).toEqual([]);
  }, 90_000);
});

test("a link's page says who may keep it, what it is in a chat, and gives its picture", async () => {
  const read = async () => await (await fetch(link)).text();
  const unlisted = await read();
  expect(unlisted).toContain('<meta name="robots" content="noindex, nofollow"/>');
  expect(unlisted).toContain('<meta name="referrer" content="no-referrer"/>');
  expect(unlisted).toContain(`<meta property="og:image" content="${link}/picture"/>`);
  expect(unlisted).toContain('<meta name="twitter:card" content="summary_large_image"/>');
  // The page can be read without its scripts.
  expect(unlisted).toContain("Where leads go");
  await millrace.api("PATCH", `/api/v1/templates/${template.id}`, { visibility: "gallery" });
  expect(await read()).toContain('<meta name="robots" content="index, follow"/>');
  await millrace.api("PATCH", `/api/v1/templates/${template.id}`, { visibility: "link" });

  const picture = await fetch(`${link}/picture`);
  const bytes = new Uint8Array(await picture.arrayBuffer());
  const view = new DataView(bytes.buffer);
  expect([picture.status, picture.headers.get("content-type"), view.getUint32(16), view.getUint32(20)]).toEqual([200, "image/png", 1200, 630]);
  await until("no picture where there is no template", async () => (await fetch(`${millrace.url}/t/nothing-like-it/picture`)).status === 404);
  expect((await fetch(`${millrace.url}/t/nothing-like-it`)).status).toBe(404);
});

test("a link's page shows nothing of the workspace that it comes from", async () => {
  const text = await (await fetch(link)).text();
  for (const secret of ["sk_CANARY_of_the_author", "The CRM of Harbour Coffee", "Kim of Harbour Coffee", target.address, "conn_", "flow_", "/api/hooks/"]) expect(text).not.toContain(secret);
});

test("a stranger's browser loads little for the words, and the drawing after them", async () => {
  const context = await browser.newContext({ viewport: sizes.wide });
  const page = await context.newPage();
  const drawn = watchScripts(page);
  const html = await (await fetch(link)).text();
  const sources = new Set([...html.matchAll(/<script[^>]+src="([^"]+)"[^>]*>/g)].filter(([tag]) => !/nomodule/i.test(tag)).map(([, src = ""]) => new URL(src, link).href));
  const load = weighScripts(await Promise.all([...sources].map(async (src) => [src, new Uint8Array(await (await fetch(src)).arrayBuffer())] as const)));
  process.stdout.write(`    A template's link, its words: ${describeLoad(load, wordsLimit).split("\n")[0]}\n`);
  expect(load.scripts.length).toBeGreaterThan(3);
  expect(load.bytes, describeLoad(load, wordsLimit)).toBeLessThanOrEqual(wordsLimit);
  await page.goto(link);
  await page.locator(".react-flow__node").nth(3).waitFor();
  const all = await drawn();
  process.stdout.write(`    With the drawing: ${describeLoad(all, drawnLimit).split("\n")[0]}\n`);
  expect(all.bytes, describeLoad(all, drawnLimit)).toBeLessThanOrEqual(drawnLimit);
  await context.close();
}, 60_000);
