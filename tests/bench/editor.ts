import type { Browser, Page } from "playwright-core";
import type { Flow } from "#lib/contracts/flows.schema.ts";
import type { FlowDocument } from "#lib/flow/document.schema.ts";
import { signIn } from "#tests/pages/account-pages.ts";
import { launchBrowser } from "#tests/support/browser.ts";
import { buildDocument, fields, literal } from "#tests/support/build-document.ts";
import { watchScripts } from "#tests/support/first-load.ts";
import { startMillrace } from "#tests/support/start-millrace.ts";
import { type BareGraph, serveBareFlow } from "./bare-flow.ts";
import { pageCpu } from "./page-cpu.ts";
import { percentile } from "./percentile.ts";

/** The editor with large flows, beside React Flow with as many plain nodes in the same browser: `npm run bench -- editor [nodes …]`. */
const sizes = process.argv.length > 2 ? process.argv.slice(2).map(Number) : [200, 500, 1_000];
const rounds = 3;
const perRow = 25;
const typed = 60;
const view = { width: 1440, height: 900 };

function place(index: number): { x: number; y: number } {
  return { x: (index % perRow) * 256, y: Math.floor(index / perRow) * 136 };
}

/** Rows of steps, each row a chain of its own behind the trigger. */
function manySteps(count: number): FlowDocument {
  const name = (index: number): string => `s${String(index).padStart(4, "0")}`;
  const kinds = [
    { type: "core/map", config: { fields: fields({ email: literal("ada@example.com"), total: literal(12) }) } },
    { type: "http/request", config: { method: literal("POST"), url: literal("https://example.com/orders") } },
    { type: "core/branch", config: { when: { kind: "cel", source: "true" } } },
  ] as const;
  const sketches = Object.fromEntries(Array.from({ length: count }, (_, index) => [name(index), index === 0 ? { type: "core/manual" } : (kinds[index % kinds.length] ?? kinds[0])]));
  const edges = Array.from({ length: count - 1 }, (_, place) => {
    const index = place + 1;
    const from = index % perRow === 0 ? 0 : index - 1;
    return `${name(from)}${from > 0 && from % kinds.length === 2 ? ".yes" : ""} -> ${name(index)}`;
  });
  const document = buildDocument(sketches, edges);
  return { ...document, layout: { nodes: Object.fromEntries(document.nodes.map((node, index) => [node.id, place(index)])) } };
}

function plainNodes(count: number): BareGraph {
  return {
    nodes: Array.from({ length: count }, (_, index) => ({ id: `n${index}`, position: place(index), data: { label: `Step ${index}` } })),
    edges: Array.from({ length: count - 1 }, (_, index) => ({ id: `e${index}`, source: `n${(index + 1) % perRow === 0 ? 0 : index}`, target: `n${index + 1}` })),
  };
}

/** Where the canvas itself is under the pointer, nearest to the middle: a drag that begins on a node or port moves that instead. */
async function openPlace(page: Page): Promise<{ x: number; y: number }> {
  const found = await page.evaluate(({ width, height }) => {
    for (let reach = 0; reach < 200; reach += 2) {
      for (const [x, y] of [[0, reach], [0, -reach], [reach, 0], [-reach, 0], [reach, reach], [-reach, -reach]] as const) {
        const at = { x: width / 2 + x, y: height / 2 + y };
        if (document.elementFromPoint(at.x, at.y)?.classList.contains("react-flow__pane")) return at;
      }
    }
    return null;
  }, view);
  if (!found) throw new Error("Nowhere near the middle is the canvas free to be dragged.");
  return found;
}

const viewportOf = (page: Page): Promise<string> => page.locator(".react-flow__viewport").evaluate((element) => (element as HTMLElement).style.transform);

interface Panned {
  /** Frames a second that the page drew. */
  rate: number;
  /** Its slowest in a hundred. */
  slow: number;
  /** Processor time a frame. */
  cpu: number;
}

/** Drags the canvas to and fro for two seconds. */
async function pan(page: Page): Promise<Panned> {
  await page.evaluate(() => {
    const frames: number[] = [];
    (window as unknown as { frames: number[] }).frames = frames;
    const note = (now: number): void => {
      frames.push(now);
      requestAnimationFrame(note);
    };
    requestAnimationFrame(note);
  });
  const { x, y } = await openPlace(page);
  const before = await viewportOf(page);
  await page.keyboard.down("Space");
  await page.mouse.move(x, y);
  await page.mouse.down();
  const { cpu } = await pageCpu(page, async () => {
    const start = performance.now();
    for (let step = 0; performance.now() - start < 2_000; step += 1) await page.mouse.move(x + Math.sin(step / 12) * 420, y + Math.cos(step / 17) * 220);
  });
  await page.mouse.up();
  await page.keyboard.up("Space");
  const frames = await page.evaluate(() => (window as unknown as { frames: number[] }).frames);
  if ((await viewportOf(page)) === before) throw new Error("The canvas did not move.");
  const gaps = frames.slice(1).map((at, index) => at - (frames[index] ?? at));
  return { rate: (gaps.length / gaps.reduce((sum, gap) => sum + gap, 0)) * 1_000, slow: percentile(gaps, 99), cpu: cpu / gaps.length };
}

function median(values: readonly number[]): number {
  return percentile(values, 50);
}

async function keystrokes(page: Page): Promise<number[]> {
  await page.locator(".react-flow__node").nth(2).click();
  const field = page.getByLabel("Name of the step");
  await field.click();
  await page.evaluate(() => {
    const times: number[] = [];
    (window as unknown as { times: number[] }).times = times;
    // The frame after the next one begins when the change has been painted.
    window.addEventListener("keydown", (event) => requestAnimationFrame(() => requestAnimationFrame(() => times.push(performance.now() - event.timeStamp))), true);
  });
  for (let count = 0; count < typed; count += 1) {
    await page.keyboard.press("abcdefghij"[count % 10] ?? "a");
    await page.waitForFunction((done) => (window as unknown as { times: number[] }).times.length > done, count);
  }
  return await page.evaluate(() => (window as unknown as { times: number[] }).times);
}

async function main(browser: Browser): Promise<void> {
  const bare = await serveBareFlow(plainNodes);
  const millrace = await startMillrace();
  try {
    const context = await browser.newContext({ viewport: view });
    const page = await context.newPage();
    await signIn(page, millrace.url, millrace.owner);
    const home = page.url();
    const flows = new Map<number, string>();
    for (const count of new Set([10, 500, ...sizes])) flows.set(count, (await millrace.api<Flow>("POST", "/api/v1/flows", { name: `${count} steps`, document: manySteps(count) })).id);

    for (const count of [10, 500]) {
      const cold = await browser.newContext({ viewport: view, storageState: await context.storageState() });
      const fresh = await cold.newPage();
      const scripts = watchScripts(fresh);
      const start = performance.now();
      await fresh.goto(`${home}/${flows.get(count)}`, { waitUntil: "commit" });
      await fresh.waitForFunction((wanted) => document.querySelectorAll(".react-flow__node").length >= Math.min(wanted, 10), count);
      const first = performance.now() - start;
      const { bytes } = await scripts();
      process.stdout.write(`${count} nodes: visible after ${first.toFixed(0)} ms with a cold cache, ${(bytes / 1000).toFixed(1)} kB of scripts\n`);
      await cold.close();
    }

    const other = await context.newPage();
    for (const count of sizes) {
      const ours: Panned[] = [];
      const theirs: Panned[] = [];
      await page.goto(`${home}/${flows.get(count)}`);
      await page.locator(".react-flow__node").first().waitFor();
      await other.goto(`${bare.url}/?nodes=${count}`);
      await other.locator(".react-flow__node").first().waitFor();
      for (let round = 0; round < rounds; round += 1) {
        await other.bringToFront();
        theirs.push(await pan(other));
        await page.bringToFront();
        ours.push(await pan(page));
      }
      const rate = median(ours.map((one) => one.rate));
      const bareRate = median(theirs.map((one) => one.rate));
      process.stdout.write(`${count} nodes, panning: ${rate.toFixed(1)} frames a second, bare React Flow ${bareRate.toFixed(1)}, ratio ${(rate / bareRate).toFixed(2)}; slowest 1 %: ${median(ours.map((one) => one.slow)).toFixed(0)} ms and ${median(theirs.map((one) => one.slow)).toFixed(0)} ms; main thread ${median(ours.map((one) => one.cpu)).toFixed(1)} and ${median(theirs.map((one) => one.cpu)).toFixed(1)} ms CPU a frame\n`);
    }

    await page.goto(`${home}/${flows.get(500)}`);
    await page.locator(".react-flow__node").first().waitFor();
    await page.getByRole("button", { name: "Zoom in" }).first().waitFor();
    const times = await keystrokes(page);
    process.stdout.write(`A keystroke in the inspector with 500 nodes, to paint: p50 ${percentile(times, 50).toFixed(1)} ms, p95 ${percentile(times, 95).toFixed(1)} ms\n`);
  } finally {
    bare.server.close();
    await millrace.dispose();
  }
}

const browser = await launchBrowser();
try {
  await main(browser);
} finally {
  await browser.close();
}
