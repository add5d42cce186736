import { sql } from "drizzle-orm";
import type { Queryable } from "#db/client.ts";
import { runtime } from "../runtime.ts";

/** The channel on which processes tell each other what changed: `{"w": workspace, "r": [run, …]}` or `"c": [flow or connection]`. */
export const runChannel = "millrace_runs";

const pending = new Map<string, Set<string>>();
let timer: NodeJS.Timeout | undefined;

/** Well under PostgreSQL's 8,000 bytes a notification. */
const idsPerMessage = 150;

async function send(): Promise<void> {
  timer = undefined;
  const messages: string[] = [];
  for (const [workspace, runs] of pending) {
    const ids = [...runs];
    for (let i = 0; i < ids.length; i += idsPerMessage) messages.push(JSON.stringify({ w: workspace, r: ids.slice(i, i + idsPerMessage) }));
  }
  pending.clear();
  try {
    await runtime().pool.query({ name: "notify-runs", text: "select pg_notify($1, m) from unnest($2::text[]) m", values: [runChannel, messages] });
  } catch (error) {
    runtime().log.debug({ err: error }, "run-signals.lost");
  }
}

/**
 * Says that a run changed, at most ten times a second for all runs together: a notification inside the run's own
 * transactions would serialize their commits. A lost one only delays a page until its next poll.
 */
export function signalRun(workspaceId: string, runId: string): void {
  const runs = pending.get(workspaceId);
  if (runs) runs.add(runId);
  else pending.set(workspaceId, new Set([runId]));
  timer ??= setTimeout(() => void send(), 100).unref();
}

/** The same at once, when somebody waits for the run's answer. */
export function signalRunNow(workspaceId: string, runId: string): void {
  signalRun(workspaceId, runId);
  clearTimeout(timer);
  void send();
}

/** Says that people changed a flow or a connection; heard when the transaction commits. They do so seldom enough to notify in it. */
export async function signalChange(db: Queryable, workspaceId: string, target: string): Promise<void> {
  await db.execute(sql`select pg_notify(${runChannel}, ${JSON.stringify({ w: workspaceId, c: [target] })})`);
}
