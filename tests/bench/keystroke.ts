import { parseArgs } from "node:util";
import type { Page } from "playwright-core";
import type { Flow } from "#lib/contracts/flows.schema.ts";
import { schemaVersion, type Binding, type FlowDocument } from "#lib/flow/document.schema.ts";
import { signIn } from "#tests/pages/account-pages.ts";
import { launchBrowser } from "#tests/support/browser.ts";
import { startMillrace } from "#tests/support/start-millrace.ts";
import { pageCpu } from "./page-cpu.ts";
import { percentile } from "./percentile.ts";

const { values } = parseArgs({ options: { nodes: { type: "string", default: "500" }, keys: { type: "string", default: "200" } } });
const nodes = Number(values.nodes);
const keys = Number(values.keys);

const id = (index: number) => `n_step${String(index).padStart(4, "0")}`;

/** A webhook and maps in one row, each of which reads the one before it and the webhook. */
function longFlow(): FlowDocument {
  const before = (index: number, path: string[]): Binding => ({ kind: "reference", node: id(index - 1), path, default: null });
  return {
    schemaVersion,
    nodes: Array.from({ length: nodes }, (_, index) => (index === 0 ? { id: id(0), name: "Hook", type: "core/webhook", config: {}, settings: {} } : {
      id: id(index), name: `Step ${index}`, type: "core/map", settings: {},
      config: { fields: { kind: "fields" as const, fields: [
        { name: "email", value: before(index, index === 1 ? ["body", "email"] : ["email"]) },
        { name: "text", value: { kind: "template" as const, parts: ["Step ", { kind: "reference" as const, node: id(0), path: ["method"] }] } },
        { name: "sum", value: { kind: "cel" as const, source: `size(${id(0)}.method) + ${index}` } },
      ] } },
    })),
    edges: Array.from({ length: nodes - 1 }, (_, index) => ({ id: `e_edge${String(index).padStart(4, "0")}`, carries: "value" as const, from: { node: id(index), port: "out" }, to: { node: id(index + 1), port: "in" } })),
    layout: { nodes: Object.fromEntries(Array.from({ length: nodes }, (_, index) => [id(index), { x: (index % 25) * 260, y: Math.floor(index / 25) * 130 }])) },
  };
}

/** From each key's event to the end of the frame that shows it, in milliseconds. */
async function typeInto(page: Page, label: string): Promise<number[]> {
  await page.getByRole("textbox", { name: label, exact: true }).click();
  await page.keyboard.press("End");
  await page.evaluate(() => {
    const measured: number[] = [];
    Object.assign(window, { measured });
    document.addEventListener("keydown", () => {
      const begun = performance.now();
      requestAnimationFrame(() => {
        const channel = new MessageChannel();
        channel.port1.onmessage = () => measured.push(performance.now() - begun);
        channel.port2.postMessage(null);
      });
    }, { capture: true });
  });
  for (let key = 0; key < keys; key += 1) await page.keyboard.type("a", { delay: 40 });
  const times = await page.evaluate(() => (window as unknown as { measured: number[] }).measured);
  await page.evaluate(() => Object.assign(window, { measured: [] }));
  return times;
}

const millrace = await startMillrace();
const browser = await launchBrowser();
try {
  const flow = await millrace.api<Flow>("POST", "/api/v1/flows", { name: "Long", document: longFlow() });
  const page = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage();
  await signIn(page, millrace.url, millrace.owner);
  const address = `${page.url()}/${flow.id}`;
  for (const [where, step] of [["the last step", `Step ${nodes - 1}`], ["the first step", "Step 1"]] as const) {
    for (const label of ["Value of text", "Value of sum", "Name of the step"]) {
      await page.goto(address);
      await page.locator(".react-flow__node").first().waitFor();
      await page.keyboard.press("Control+0").catch(() => undefined);
      await page.evaluate((name) => {
        const plate = [...document.querySelectorAll<HTMLElement>(".node-name")].find((element) => element.textContent === name);
        plate?.dispatchEvent(new MouseEvent("click", { bubbles: true }));
      }, step);
      await page.getByRole("textbox", { name: label, exact: true }).waitFor();
      const { done: times, cpu } = await pageCpu(page, () => typeInto(page, label));
      const [p50, p95, most] = [percentile(times, 50), percentile(times, 95), Math.max(...times)].map((value) => value.toFixed(1));
      process.stdout.write(`${nodes} nodes, ${where}, ${label}: ${times.length} keys, p50 ${p50} ms, p95 ${p95} ms, most ${most} ms; main thread ${(cpu / times.length).toFixed(1)} ms CPU a key\n`);
    }
  }
} finally {
  await browser.close();
  await millrace.dispose();
}
