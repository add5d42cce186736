import type { Pool } from "pg";
import type { Logger } from "pino";
import { RunLost } from "./run-recorder.ts";

interface Active {
  workspaceId: string;
  runId: string;
  /** What this holder writes under. */
  fence(): number;
  abort: AbortController;
  since: number;
}

const lookEveryMs = 1_000;

const statement = `
select i.place::int from unnest($1::text[], $2::text[], $3::int[]) with ordinality as i (workspace_id, id, fence, place)
left join runs r on r.workspace_id = i.workspace_id and r.id = i.id
where r.id is null or r.fence > i.fence or r.status not in ('queued', 'running', 'waiting')`;

/** The runs that this process moves on; it learns within a second when one is cancelled or taken over (SEMANTICS step-8). */
export interface ActiveRuns {
  /** A signal that aborts when somebody else ends or holds the run; call `leave` when this process is done with it. */
  enter(run: { workspaceId: string; runId: string }, fence: () => number): { signal: AbortSignal; leave(): void };
  stop(): void;
}

export function createActiveRuns(pool: Pool, log: Logger): ActiveRuns {
  // Not by run: one that was taken from this process may be here twice, as its former and its new holder.
  const active = new Set<Active>();
  let looking = false;
  const look = async (): Promise<void> => {
    // Most runs are over before anybody could cancel them: those are not asked about.
    const runs = [...active].filter((run) => performance.now() - run.since >= lookEveryMs);
    if (looking || runs.length === 0) return;
    looking = true;
    try {
      const lost = await pool.query<{ place: number }>({ name: "lost-runs", text: statement, values: [runs.map((run) => run.workspaceId), runs.map((run) => run.runId), runs.map((run) => run.fence())] });
      for (const { place } of lost.rows) {
        const run = runs[place - 1];
        run?.abort.abort(new RunLost(run.runId));
      }
    } catch (err) {
      log.debug({ err }, "active-runs.not-looked");
    } finally {
      looking = false;
    }
  };
  const timer = setInterval(() => void look(), lookEveryMs);
  timer.unref();
  return {
    enter({ workspaceId, runId }, fence) {
      const abort = new AbortController();
      const run = { workspaceId, runId, fence, abort, since: performance.now() };
      active.add(run);
      return { signal: abort.signal, leave: () => void active.delete(run) };
    },
    stop: () => clearInterval(timer),
  };
}
