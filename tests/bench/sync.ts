import { parseArgs } from "node:util";
import type { Flow } from "#lib/contracts/flows.schema.ts";
import { descendants } from "#tests/support/processes.ts";
import { startMillrace } from "#tests/support/start-millrace.ts";
import { cpuSeconds, peakMegabytes } from "./cpu.ts";
import { postAll, postFor } from "./load.ts";
import { percentile } from "./percentile.ts";
import { syncBody, syncFlow } from "./sync-flow.ts";

/**
 * W1: POST 1 kB to a webhook that answers; one client, then 32 for 15 s. Of our own app as `npm start` runs it, or with
 * `--base <url>` (and MILLRACE_API_KEY) of another installation, or with `--hook <url>` of whatever answers there.
 */
const { values: options } = parseArgs({ options: { base: { type: "string" }, hook: { type: "string" }, seconds: { type: "string", default: "15" }, clients: { type: "string", default: "32" }, count: { type: "string", default: "1000" } } });
const clients = Number(options.clients);

async function publish(api: <Answer>(method: string, path: string, body: unknown) => Promise<Answer>): Promise<string> {
  const created = await api<Flow>("POST", "/api/v1/flows", { name: "W1", document: syncFlow() });
  return (await api<Flow>("POST", `/api/v1/flows/${created.id}/publish`, { baseRevision: 1 })).hookUrl;
}

async function foreign<Answer>(method: string, path: string, body: unknown): Promise<Answer> {
  const answer = await fetch(`${options.base}${path}`, { method, headers: { "content-type": "application/json", authorization: `Bearer ${process.env["MILLRACE_API_KEY"]}` }, body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as Answer;
}

const own = options.hook === undefined && options.base === undefined ? await startMillrace() : null;
const hook = options.hook ?? (await publish(own ? own.api : foreign));
const family = own ? descendants(process.pid) : [];
const ours = family.filter(({ command }) => !/postgres/.test(command));
const seconds = (of: { pid: number }[]): number => of.reduce((sum, { pid }) => sum + cpuSeconds(pid), 0);
const postgres = (): number => (own ? seconds(descendants(process.pid).filter(({ command }) => /postgres/.test(command))) : 0);

await postAll(hook, 500, 8, syncBody);
const one = await postAll(hook, Number(options.count), 1, syncBody);
const before = { ours: seconds(ours), postgres: postgres() };
const many = await postFor(hook, Number(options.seconds), clients, syncBody);
const total = many.latencies.length;
const perRequest = (used: number): number => Number(((1_000 * used) / total).toFixed(2));
const ms = (latencies: readonly number[], ...percents: number[]): Record<string, number> => Object.fromEntries(percents.map((percent) => [`p${percent}`, Number(percentile([...latencies], percent).toFixed(2))]));

const result = {
  workload: "W1",
  oneClient: { ms: ms(one.latencies, 50, 95, 99), statuses: one.statuses },
  manyClients: { clients, perSecond: Math.round(total / many.seconds), ms: ms(many.latencies, 50, 99), statuses: many.statuses },
  ...(own ? {
    cpuMsPerRequest: { ours: perRequest(seconds(ours) - before.ours), postgres: perRequest(postgres() - before.postgres) },
    peakMb: Math.round(ours.reduce((sum, { pid }) => sum + peakMegabytes(pid), 0)),
  } : {}),
};
process.stdout.write(`${JSON.stringify(result, null, 2)}\n${JSON.stringify(result)}\n`);
await own?.dispose();
