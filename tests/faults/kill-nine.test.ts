import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Flow } from "#lib/contracts/flows.schema.ts";
import type { Run } from "#lib/contracts/runs.schema.ts";
import { hookMapRequest } from "#tests/support/build-document.ts";
import { type Millrace, type Part, startMillrace } from "#tests/support/start-millrace.ts";
import { startTarget, type TargetServer } from "#tests/support/target-server.ts";

const inFlight = 200;
const lateComers = 50;
let target: TargetServer;
let millrace: Millrace;

beforeAll(async () => {
  target = await startTarget();
  // Slow enough that the kill falls among running steps, waiting runs and open requests alike.
  target.answer = () => ({ status: 200, delayMs: 1_000 });
  millrace = await startMillrace({ MILLRACE_EGRESS_ALLOW: target.address });
}, 300_000);

afterAll(async () => {
  await millrace.dispose();
  await target.close();
}, 60_000);

async function publish(name: string): Promise<Flow> {
  const flow = await millrace.api<Flow>("POST", "/api/v1/flows", { name, document: hookMapRequest(`${target.url}/in`) });
  return await millrace.api<Flow>("POST", `/api/v1/flows/${flow.id}/publish`, { baseRevision: flow.draftRevision });
}

/** Posts, again when told to come back (429), and gives the event's id when it was acknowledged; anything else is not acknowledged. */
async function post(url: string, action: string): Promise<string | null> {
  try {
    const send = (): Promise<Response> => fetch(url, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ action }) });
    let response = await send();
    for (let tries = 1; response.status === 429 && tries < 20; tries += 1) {
      await response.arrayBuffer();
      await delay(Number(response.headers.get("retry-after")) * 1_000);
      response = await send();
    }
    return response.status === 202 ? ((await response.json()) as { event: string }).event : null;
  } catch {
    return null;
  }
}

async function allRuns(flow: string): Promise<Run[]> {
  const runs: Run[] = [];
  for (let cursor: string | null = ""; cursor !== null; ) {
    const page: { runs: Run[]; next: string | null } = await millrace.api("GET", `/api/v1/runs?limit=200&flow=${flow}${cursor === "" ? "" : `&cursor=${cursor}`}`);
    runs.push(...page.runs);
    cursor = page.next;
  }
  return runs;
}

async function untilAllFinal(flow: string): Promise<Run[]> {
  for (const deadline = Date.now() + 90_000; ; await delay(250)) {
    const runs = await allRuns(flow).catch(() => null);
    if (runs?.every((run) => run.finishedAt !== null)) return runs;
    if (Date.now() > deadline) throw new Error(`Still open: ${JSON.stringify(runs?.filter((run) => run.finishedAt === null).slice(0, 5))}\n${millrace.output().slice(-3_000)}`);
  }
}

test.each<Part>(["worker", "web", "postgres", "launcher"])(
  `kill -9 of the %s with ${inFlight} runs in flight: all end once, nothing acknowledged is lost`,
  async (part) => {
    const flow = await publish(`kill ${part}`);
    target.received.length = 0;
    const first = await Promise.all(Array.from({ length: inFlight }, (_, index) => post(flow.hookUrl, `${part} ${index}`)));
    // More come in while the process dies, so that the kill also falls between a request and its answer.
    const late = Array.from({ length: lateComers }, (_, index) => post(flow.hookUrl, `${part} late ${index}`));
    await millrace.kill(part);
    const acknowledged = [...first, ...(await Promise.all(late))].filter((event) => event !== null);
    if (part === "launcher") await millrace.restart();

    const runs = await untilAllFinal(flow.id);
    const byEvent = Map.groupBy(runs, (run) => run.eventId);
    expect(acknowledged.length).toBeGreaterThanOrEqual(inFlight);
    expect(acknowledged.filter((event) => !byEvent.has(event)), "acknowledged but lost").toEqual([]);
    expect([...byEvent.values()].filter((same) => same.length !== 1), "run more than once").toEqual([]);
    expect(runs.filter((run) => run.status !== "succeeded").map((run) => run.error)).toEqual([]);

    const calls = Map.groupBy(target.received, (call) => String(call.headers["idempotency-key"]));
    expect(calls.size, "one effect a run").toBe(runs.length);
    const repeated = [...calls.values()].reduce((sum, same) => sum + same.length - 1, 0);
    // Only what was under way when the process died may be sent again, and with the same key.
    expect(repeated).toBeLessThanOrEqual(64);
    process.stdout.write(`    ${part}: ${acknowledged.length} acknowledged, ${runs.length} runs, 0 lost, ${repeated} calls repeated with their key\n`);
  },
  180_000,
);
