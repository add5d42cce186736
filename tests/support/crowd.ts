import { setTimeout as delay } from "node:timers/promises";
import { Agent, request } from "undici";
import type { Flow } from "#lib/contracts/flows.schema.ts";
import { buildDocument } from "./build-document.ts";
import type { Millrace } from "./start-millrace.ts";

export interface CrowdReport {
  /** Answers by status; connections that broke by their error's code. */
  statuses: Record<string, number>;
  acknowledged: number;
  /** Events that were acknowledged and are not in the log. */
  lost: number;
  /** Answers of 429 without Retry-After. */
  withoutRetryAfter: number;
  /** Milliseconds, as they came. */
  answers: number[];
  /** Of /api/health and of a page meanwhile; infinite when it was not answered with 200. */
  health: number[];
  page: number[];
}

const probeEveryMs = 200;

async function readLog(millrace: Millrace): Promise<Set<string>> {
  const stored = new Set<string>();
  let cursor: string | null = null;
  do {
    const query: string = cursor === null ? "" : `&cursor=${encodeURIComponent(cursor)}`;
    const page: { events: { id: string }[]; next: string | null } = await millrace.api("GET", `/api/v1/events?limit=100${query}`);
    for (const { id } of page.events) stored.add(id);
    cursor = page.next;
  } while (cursor !== null);
  return stored;
}

/** Many connections that post to one hook as fast as they are answered, for a time, while health and a page are read. */
export async function holdCrowd(millrace: Millrace, { connections, seconds }: { connections: number; seconds: number }): Promise<CrowdReport> {
  const document = buildDocument({ hook: { type: "core/webhook" }, stop: { type: "core/stop" } }, ["hook -> stop"]);
  const created = await millrace.api<Flow>("POST", "/api/v1/flows", { name: "Crowd", document });
  const flow = await millrace.api<Flow>("POST", `/api/v1/flows/${created.id}/publish`, { baseRevision: 1 });
  await (await fetch(`${millrace.url}/sign-in`)).text();

  const agent = new Agent({ connections, pipelining: 1 });
  const report: CrowdReport = { statuses: {}, acknowledged: 0, lost: 0, withoutRetryAfter: 0, answers: [], health: [], page: [] };
  const acknowledged = new Set<string>();
  const count = (status: string) => void (report.statuses[status] = (report.statuses[status] ?? 0) + 1);
  const until = performance.now() + seconds * 1_000;
  let next = 0;
  const post = async (): Promise<void> => {
    const from = performance.now();
    const answer = await request(flow.hookUrl, { method: "POST", dispatcher: agent, headers: { "content-type": "application/json" }, body: JSON.stringify({ n: (next += 1), text: "x".repeat(900) }) });
    const body = (await answer.body.json()) as { event?: string };
    report.answers.push(performance.now() - from);
    count(String(answer.statusCode));
    if (answer.statusCode === 202 && body.event !== undefined) acknowledged.add(body.event);
    if (answer.statusCode === 429 && !(Number(answer.headers["retry-after"]) > 0)) report.withoutRetryAfter += 1;
  };
  const crowd = async (): Promise<void> => {
    while (performance.now() < until) await post().catch((error: unknown) => count(error instanceof Error && "code" in error ? String(error.code) : String(error)));
  };
  const probe = async (path: string, times: number[]): Promise<void> => {
    while (performance.now() < until) {
      const from = performance.now();
      const answer = await fetch(millrace.url + path);
      await answer.text();
      times.push(answer.ok ? performance.now() - from : Number.POSITIVE_INFINITY);
      await delay(probeEveryMs);
    }
  };
  await Promise.all([probe("/api/health", report.health), probe("/sign-in", report.page), ...Array.from({ length: connections }, crowd)]);
  await agent.close();
  const stored = await readLog(millrace);
  report.acknowledged = acknowledged.size;
  report.lost = [...acknowledged].filter((id) => !stored.has(id)).length;
  return report;
}
