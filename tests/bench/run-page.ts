import type { Browser, BrowserContext, Locator, Page } from "playwright-core";
import type { Flow } from "#lib/contracts/flows.schema.ts";
import type { Run } from "#lib/contracts/runs.schema.ts";
import { signIn } from "#tests/pages/account-pages.ts";
import { RunPage } from "#tests/pages/run-page.ts";
import { launchBrowser } from "#tests/support/browser.ts";
import { buildDocument, fields, literal } from "#tests/support/build-document.ts";
import { startMillrace } from "#tests/support/start-millrace.ts";
import { startTarget } from "#tests/support/target-server.ts";
import { until } from "#tests/support/until.ts";
import { pageCpu } from "./page-cpu.ts";
import { percentile } from "./percentile.ts";

/**
 * The page of a run with results of the worst kinds: `npm run bench -- run-page [loads]`. For each: from the start of the
 * navigation until the step is shown and the page is idle, in milliseconds; cold: with an empty cache.
 */
const [loads = 10] = process.argv.slice(2).map(Number);
const rows = (count: number): string => JSON.stringify(Array.from({ length: count }, (_, n) => ({ id: n, sku: `sku-${n}`, name: `Article number ${n}`, price: n / 100, tags: ["new", "blue"], stock: { berlin: n % 7, rome: n % 5 } })));
const bodies: Record<string, { body: string; type: string }> = {
  "/flood": { body: "0".repeat(100_000_000), type: "text/plain" },
  "/wide": { body: `"${"x".repeat(9_900_000)}"`, type: "application/json" },
  "/rows": { body: rows(60_000), type: "application/json" },
  "/image": { body: "\u0089PNG\u0000\u0001".repeat(50_000), type: "image/png" },
};

const once = { retry: { attempts: 1, backoff: "constant" as const, delayMs: 0, maxDelayMs: 0 }, timeoutMs: 60_000 };
const code = (source: string) => ({ type: "core/code", config: { source: literal(source) }, settings: { timeoutMs: 30_000 } });
const caught = { type: "core/map", config: { fields: fields({ caught: literal(true) }) } };

interface Case {
  name: string;
  step: string;
  /** Seen when the step is there. */
  shown: (side: Locator) => Locator;
}

const cases: readonly Case[] = [
  { name: "reply of 100 MB", step: "flood", shown: (side) => side.getByText(/reply is larger than/).first() },
  { name: "reply of 9.9 MB", step: "wide", shown: (side) => side.getByText(/too large to show/i).first() },
  { name: "reply of 60,000 rows", step: "rows", shown: (side) => side.getByText(/too large to show/i).first() },
  { name: "binary reply", step: "image", shown: (side) => side.getByRole("heading", { name: "Reply", exact: true }).or(side.getByText("Too large to show here.")).first() },
  { name: "result that contains itself", step: "round", shown: (side) => side.getByText("SANDBOX_OUTPUT").first() },
  { name: "10,000 log lines", step: "chatty", shown: (side) => side.getByRole("region", { name: "Log of chatty" }).last() },
  { name: "text of 3.5 MB", step: "huge", shown: (side) => side.getByText("3.5 MB").first() },
];

/** Milliseconds since the navigation began, once the page has nothing to do. */
async function idle(page: Page): Promise<number> {
  return await page.evaluate(() => new Promise<number>((resolve) => {
    requestAnimationFrame(() => requestIdleCallback(() => resolve(performance.now())));
  }));
}

async function open(context: BrowserContext, url: string, { step, shown }: Case): Promise<{ wall: number; cpu: number }> {
  const page = await context.newPage();
  // Of the same origin, so that the page to measure is drawn by the same process.
  await page.goto(new URL("/api/health", url).href);
  const { done, cpu } = await pageCpu(page, async () => {
    await page.goto(url, { waitUntil: "commit" });
    await shown(page.getByRole("complementary", { name: `Step ${step}`, exact: true })).waitFor();
    return await idle(page);
  });
  await page.close();
  return { wall: done, cpu };
}

const inWords = (taken: readonly number[]): string => `p50 ${percentile(taken, 50).toFixed(0)} ms, p95 ${percentile(taken, 95).toFixed(0)} ms`;

/** From the click until all of it is shown. */
async function showAll(context: BrowserContext, url: string, one: Case, view: "Tree" | "Table" | "Raw"): Promise<number> {
  const page = await context.newPage();
  await page.goto(url);
  const side = page.getByRole("complementary", { name: `Step ${one.step}`, exact: true });
  const output = side.getByRole("region", { name: `Output of ${one.step}` }).first();
  await output.getByRole("button", { name: "Show all" }).waitFor();
  const before = await idle(page);
  await output.getByRole("button", { name: "Show all" }).click();
  await output.getByRole("button", { name: view, exact: true }).click();
  await output.getByRole("button", { name: view, exact: true, pressed: true }).waitFor();
  const taken = (await idle(page)) - before;
  await page.close();
  return taken;
}

async function main(browser: Browser): Promise<void> {
  const target = await startTarget();
  target.answer = ({ url }) => ({ status: 200, body: bodies[url]?.body ?? "{}", headers: { "content-type": bodies[url]?.type ?? "application/json" } });
  const millrace = await startMillrace({ MILLRACE_EGRESS_ALLOW: target.address });
  try {
    const get = (path: string) => ({ type: "http/request", config: { method: literal("GET"), url: literal(`${target.url}${path}`) }, settings: once });
    const document = buildDocument(
      {
        start: { type: "core/manual" }, flood: get("/flood"), wide: get("/wide"), rows: get("/rows"), image: get("/image"), caught, "caught too": caught,
        round: code("const a = {}; a.self = a; return a;"), huge: code("return 'x'.repeat(3_500_000);"), chatty: code("for (let n = 0; n < 10000; n += 1) console.log('line ' + n); return 1;"),
      },
      ["start -> flood", "start -> wide", "start -> rows", "start -> image", "start -> round", "start -> huge", "start -> chatty", "flood.error -> caught", "round.error -> caught too"],
    );
    const flow = await millrace.api<Flow>("POST", "/api/v1/flows", { name: "Too much", document });
    await millrace.api("POST", `/api/v1/flows/${flow.id}/publish`, { baseRevision: flow.draftRevision });
    const { run } = await millrace.api<{ run: string }>("POST", `/api/v1/flows/${flow.id}/runs`, { input: {} });
    await until("the run to end", async () => !["queued", "running", "waiting"].includes((await millrace.api<Run>("GET", `/api/v1/runs/${run}`)).status), 180_000);
    const ended = await millrace.api<Run>("GET", `/api/v1/runs/${run}`);
    if (ended.status !== "succeeded") throw new Error(`The run ended as ${ended.status}: ${ended.error?.message}`);

    const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
    const page = await context.newPage();
    await signIn(page, millrace.url, millrace.owner);
    const base = page.url().replace(/\/flows$/, "");
    const reading = new RunPage(page);
    await reading.open(base, run);
    const nodeOf = new Map(document.nodes.map((node) => [node.name, node.id]));
    const figures: Record<string, unknown> = { workload: "run-page", loads };
    for (const one of cases) {
      const url = `${base}/runs/${run}?step=${nodeOf.get(one.step)}`;
      const cold: number[] = [];
      const warm: number[] = [];
      const cpu: number[] = [];
      for (let load = 0; load < loads; load += 1) {
        const fresh = await browser.newContext({ viewport: { width: 1440, height: 900 }, storageState: await context.storageState() });
        for (const list of [cold, warm]) {
          const opened = await open(fresh, url, one);
          list.push(opened.wall);
          cpu.push(opened.cpu);
        }
        await fresh.close();
      }
      figures[one.name] = { cold: [percentile(cold, 50), percentile(cold, 95)], warm: [percentile(warm, 50), percentile(warm, 95)], cpu: percentile(cpu, 50) };
      process.stdout.write(`${one.name}: cold ${inWords(cold)}; warm ${inWords(warm)}; main thread ${percentile(cpu, 50).toFixed(0)} ms CPU\n`);
    }
    for (const [name, view] of [["reply of 9.9 MB", "Tree"], ["reply of 9.9 MB", "Raw"], ["reply of 60,000 rows", "Tree"], ["reply of 60,000 rows", "Table"], ["reply of 60,000 rows", "Raw"], ["text of 3.5 MB", "Tree"], ["text of 3.5 MB", "Raw"]] as const) {
      const one = cases.find((candidate) => candidate.name === name);
      if (!one) continue;
      const taken: number[] = [];
      for (let load = 0; load < Math.ceil(loads / 2); load += 1) taken.push(await showAll(context, `${base}/runs/${run}?step=${nodeOf.get(one.step)}`, one, view));
      figures[`${name}, all of it, ${view}`] = [percentile(taken, 50), percentile(taken, 95)];
      process.stdout.write(`${name}, “Show all” and ${view.toLowerCase()}: ${inWords(taken)}\n`);
    }
    process.stdout.write(`${JSON.stringify(figures)}\n`);
  } finally {
    await millrace.dispose();
    await target.close();
  }
}

const browser = await launchBrowser();
try {
  await main(browser);
} finally {
  await browser.close();
}
