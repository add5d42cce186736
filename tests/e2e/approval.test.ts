import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Flow } from "#lib/contracts/flows.schema.ts";
import type { RunDetail } from "#lib/contracts/runs.schema.ts";
import type { ConfigValue, FlowDocument } from "#lib/flow/document.schema.ts";
import { signIn } from "#tests/pages/account-pages.ts";
import { ApprovalPage } from "#tests/pages/approval-page.ts";
import { EditorPage } from "#tests/pages/editor-page.ts";
import { buildDocument, literal, reference } from "#tests/support/build-document.ts";
import { launchBrowser, screenshotPath } from "#tests/support/browser.ts";
import { type Millrace, startMillrace } from "#tests/support/start-millrace.ts";
import { startTarget, type TargetServer } from "#tests/support/target-server.ts";
import { until } from "#tests/support/until.ts";

let target: TargetServer;
let millrace: Millrace;
let browser: Browser;
let page: Page;
let base: string;

function refund(config: Record<string, ConfigValue> = {}): FlowDocument {
  return buildDocument(
    {
      start: { type: "core/manual" },
      ask: { type: "core/approval", config: { question: literal("Refund order 1042?"), message: literal("The parcel came back.\n<b>The box was open.</b>"), ...config } },
      pay: { type: "http/request", config: { method: literal("POST"), url: literal(`${target.url}/pay`), send: literal("value"), bodyValue: reference("ask") } },
    },
    ["start -> ask", "ask.approved -> pay"],
  );
}

async function publish(flow: { id: string }): Promise<void> {
  const { draftRevision } = await millrace.api<Flow>("GET", `/api/v1/flows/${flow.id}`);
  await millrace.api("POST", `/api/v1/flows/${flow.id}/publish`, { baseRevision: draftRevision });
}

async function ask(flow: { id: string }): Promise<{ run: string; link: string }> {
  const { run } = await millrace.api<{ run: string }>("POST", `/api/v1/flows/${flow.id}/runs`, {});
  return await until("the question", async () => {
    const link = (await millrace.api<RunDetail>("GET", `/api/v1/runs/${run}`)).waits[0]?.link;
    return typeof link === "string" && { run, link };
  });
}

async function ended(run: string): Promise<RunDetail> {
  return await until("the run's end", async () => {
    const read = await millrace.api<RunDetail>("GET", `/api/v1/runs/${run}`);
    return read.finishedAt !== null && read;
  }, 60_000);
}

function paid(): { fields: { amount?: number } }[] {
  return target.received.filter((received) => received.url === "/pay").map((received) => JSON.parse(received.body));
}

async function visitor(colorScheme: "light" | "dark" = "light"): Promise<ApprovalPage> {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, colorScheme, hasTouch: true, timezoneId: "Asia/Tokyo" });
  return new ApprovalPage(await context.newPage());
}

beforeAll(async () => {
  target = await startTarget();
  millrace = await startMillrace({ MILLRACE_EGRESS_ALLOW: target.address });
  browser = await launchBrowser();
  page = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage();
  await signIn(page, millrace.url, millrace.owner);
  base = page.url().replace(/\/flows$/, "");
}, 300_000);

afterAll(async () => {
  await browser?.close();
  await millrace?.dispose();
  await target?.close();
}, 60_000);

describe("an approval by link", () => {
  let flow: Flow;

  test("its form is made in the editor", async () => {
    flow = await millrace.api<Flow>("POST", "/api/v1/flows", { name: "Refund", document: refund() });
    await page.goto(`${base}/flows/${flow.id}`);
    const editor = new EditorPage(page);
    await editor.select("ask");
    await page.getByLabel("Who decides").selectOption("link");
    await page.getByRole("button", { name: "Add a field" }).click();
    const first = page.getByRole("group", { name: /^Field 1/ });
    await first.getByLabel("Name").fill("amount");
    await first.getByLabel("Label").fill("Amount to refund");
    await first.getByLabel("Type").selectOption("number");
    await first.getByLabel("needed").check();
    await page.getByRole("button", { name: "Add a field" }).click();
    const second = page.getByRole("group", { name: /^Field 2/ });
    await second.getByLabel("Name").fill("reason");
    await second.getByLabel("Type").selectOption("choice");
    await second.getByLabel("Choices").fill("Damaged\nLate");
    await second.getByLabel("Chosen at first").selectOption("Late");
    await page.screenshot({ path: screenshotPath("approval in the editor") });
    await editor.saved();
    const form = await until("the form to be saved", async () => {
      const { document: draft } = await millrace.api<{ document: FlowDocument }>("GET", `/api/v1/flows/${flow.id}`);
      const value = draft.nodes.find((node) => node.name === "ask")?.config["form"];
      return value?.kind === "literal" && JSON.stringify(value.value).includes('"default":"Late"') && value.value;
    });
    expect(form).toEqual([{ name: "amount", label: "Amount to refund", type: "number", required: true }, { name: "reason", label: "", type: "choice", required: false, options: ["Damaged", "Late"], default: "Late" }]);
    await publish(flow);
  }, 60_000);

  test("somebody without an account opens it on a phone, is told what is missing, and approves once", async () => {
    const { run, link } = await ask(flow);
    await page.goto(`${base}/runs`);
    await page.getByRole("region", { name: "Waiting for a decision" }).getByRole("link", { name: "Refund order 1042?" }).click();
    await page.getByRole("button", { name: "Copy the link" }).waitFor();
    await page.screenshot({ path: screenshotPath("approval on the run's page") });

    const phone = await visitor("dark");
    const response = await phone.page.goto(link);
    expect(response?.headers()).toMatchObject({ "referrer-policy": "no-referrer", "x-robots-tag": "noindex, nofollow" });
    expect(response?.headers()["cache-control"]).toContain("no-store");
    await phone.field("Amount to refund").waitFor();
    expect(await phone.page.getByText("<b>The box was open.</b>").count()).toBe(1);
    await phone.field("Amount to refund").press("Enter");
    await phone.button("Approve").click();
    await phone.page.getByText("This is needed.").waitFor();
    expect(await phone.field("Amount to refund").evaluate((input) => input === document.activeElement)).toBe(true);
    await phone.page.screenshot({ path: screenshotPath("approval with mistakes, dark"), fullPage: true });
    expect(paid()).toEqual([]);
    await phone.field("Amount to refund").fill("479.50");
    await phone.field("Your name").fill("Ada");
    await phone.button("Approve").click();
    await phone.ending.filter({ hasText: "Approved by Ada (by link, not signed in)" }).waitFor();
    await phone.page.screenshot({ path: screenshotPath("approval decided, dark"), fullPage: true });

    expect((await ended(run)).status).toBe("succeeded");
    expect(paid()).toMatchObject([{ decision: "approved", by: "Ada", signedIn: false, fields: { amount: 479.5, reason: "Late" } }]);
    const later = await visitor();
    await later.open(link);
    await later.ending.filter({ hasText: "Approved by Ada" }).waitFor();
    await later.page.screenshot({ path: screenshotPath("approval decided before") });
    expect(await later.button("Approve").count()).toBe(0);
  }, 60_000);

  test("who answers second learns that the first one counted", async () => {
    const { run, link } = await ask(flow);
    const [one, two] = [await visitor(), await visitor()];
    for (const someone of [one, two]) {
      await someone.open(link);
      await someone.field("Amount to refund").fill("5");
    }
    await one.field("Your name").fill("Ada");
    await one.button("Reject").click();
    await one.ending.filter({ hasText: "Rejected by Ada" }).waitFor();
    await two.field("Your name").fill("Bob");
    await two.button("Approve").click();
    await two.page.getByText("You were not the first: your answer was not used.").waitFor();
    await two.ending.filter({ hasText: "Rejected by Ada" }).waitFor();
    await two.page.screenshot({ path: screenshotPath("approval too late") });
    expect((await ended(run)).status).toBe("succeeded");
    expect(paid()).toHaveLength(1);
  }, 60_000);

  test("a worker killed between the decision and what follows loses nothing", async () => {
    const { run, link } = await ask(flow);
    const phone = await visitor();
    await phone.open(link);
    await phone.field("Amount to refund").fill("7");
    await phone.field("Your name").fill("Ada");
    await millrace.kill("worker");
    await phone.button("Approve").click();
    await phone.ending.filter({ hasText: "Approved by Ada" }).waitFor();
    expect((await ended(run)).status).toBe("succeeded");
    expect(paid().map((body) => body.fields.amount)).toEqual([479.5, 7]);
  }, 90_000);
});

test("members sign in first, and come back to the question", async () => {
  const flow = await millrace.api<Flow>("POST", "/api/v1/flows", { name: "For members", document: refund({ who: literal("members") }) });
  await publish(flow);
  const { run, link } = await ask(flow);
  const phone = await visitor();
  await phone.open(link);
  expect(await phone.page.content()).not.toContain("Refund order");
  await phone.page.getByRole("link", { name: "Sign in" }).click();
  await phone.page.getByLabel("E-mail").fill(millrace.owner.email);
  await phone.page.getByLabel("Password").fill(millrace.owner.password);
  await phone.page.getByRole("button", { name: "Sign in" }).click();
  await phone.button("Approve").waitFor();
  await phone.page.screenshot({ path: screenshotPath("approval as a member"), fullPage: true });
  await phone.button("Approve").click();
  await phone.ending.filter({ hasText: `Approved by ${millrace.owner.email}` }).waitFor();
  expect((await ended(run)).status).toBe("succeeded");
}, 60_000);
