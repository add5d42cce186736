import type { RunDetail } from "#lib/contracts/runs.schema.ts";
import type { SampleRequest } from "#lib/contracts/sample-systems.schema.ts";
import { isSampleType, nodeTypes } from "#lib/connectors/registry.ts";
import { sampleSystems } from "#lib/samples/sample-systems.ts";
import type { GalleryLab, LabWorkspace } from "./gallery-lab.ts";

type Where = { lab: GalleryLab; workspace: LabWorkspace };

/** What the other side has seen, by its own log. */
export interface Seen {
  /** By sample system: what was asked of it and done, each once. */
  systems: Record<string, number>;
  /** Rows that loads brought into the sample warehouse. */
  loaded: number;
  /** Different effects of the HTTP server, by their key. */
  posted: number;
  /** Rows in the database's table. */
  rows: number;
}

/** Puts everything outside back to the first day. */
export async function forgetOutside({ lab, workspace }: Where): Promise<void> {
  for (const { id } of sampleSystems) await workspace.api("POST", `/api/v1/sample-systems/${id}/reset`);
  await lab.database.query("truncate undelivered");
  lab.target.received.length = 0;
}

async function requestsOf(workspace: LabWorkspace, system: string): Promise<SampleRequest[]> {
  const all: SampleRequest[] = [];
  for (let cursor: string | null = ""; cursor !== null; ) {
    const page: { requests: SampleRequest[]; next: string | null } = await workspace.api("GET", `/api/v1/sample-systems/${system}/requests?limit=200${cursor === "" ? "" : `&cursor=${encodeURIComponent(cursor)}`}`);
    all.push(...page.requests);
    cursor = page.next;
  }
  return all;
}

async function loadedRows(workspace: LabWorkspace): Promise<number> {
  const { records } = await workspace.api<{ records: { written?: unknown }[] }>("GET", "/api/v1/sample-systems/warehouse/records/loads?limit=200");
  return records.reduce((sum, { written }) => sum + Number(written), 0);
}

export async function seenOutside({ lab, workspace }: Where): Promise<Seen> {
  const systems: Record<string, number> = {};
  for (const { id } of sampleSystems) {
    const done = (await requestsOf(workspace, id)).filter(({ method, status, isRepeat, path }) => method !== "GET" && status < 300 && !isRepeat && !path.endsWith("/load"));
    systems[id] = done.length;
  }
  const { rows } = await lab.database.query<{ count: number }>("select count(*)::int as count from undelivered");
  return { systems, loaded: await loadedRows(workspace), posted: new Set(lab.target.received.map(({ headers }) => headers["idempotency-key"])).size, rows: rows[0]?.count ?? 0 };
}

/** What the run says that it did, in the same words. */
export function saidByRun(run: RunDetail): Seen {
  const said: Seen = { systems: Object.fromEntries(sampleSystems.map(({ id }) => [id, 0])), loaded: 0, posted: 0, rows: 0 };
  for (const { type, effects, counts } of run.steps) {
    const [connector = ""] = type.split("/");
    const isSink = nodeTypes.get(type)?.kind === "sink";
    if (isSink && isSampleType(type)) said.loaded += counts?.written ?? 0;
    else if (isSampleType(type)) said.systems[connector.replace("sample-", "")] = (said.systems[connector.replace("sample-", "")] ?? 0) + effects.confirmed;
    else if (connector === "http") said.posted += effects.confirmed;
    else if (connector === "postgres") said.rows += effects.confirmed;
  }
  return said;
}
