import type { Pool } from "pg";
import type { RunError } from "#lib/flow/run-error.ts";
import type { Json } from "#lib/json.ts";
import { type PackedPayload, packPayload } from "../payloads/pack-payload.ts";
import { isDatabaseAway } from "../database-away.ts";
import { signalRun } from "../runs/run-signals.ts";

export interface StepRecord {
  node: string;
  status: "running" | "waiting" | "succeeded" | "failed" | "skipped" | "cancelled";
  port?: string | null;
  input?: Json;
  output?: Json;
  error?: RunError | null;
  startedAt?: Date;
  finishedAt?: Date;
}

export interface AttemptRecord {
  node: string;
  number: number;
  status: "running" | "succeeded" | "failed";
  error?: RunError | null;
  exchange?: Json;
  startedAt: Date;
  finishedAt?: Date;
  nextAt?: Date;
}

/** How the run stands after a write; `running` and `waiting` may still change. */
export type RunState = { status: "running" | "waiting" } | { status: "succeeded" } | { status: "failed"; error: RunError };

/** Somebody else holds the run now, or it was ended: this holder stops and writes nothing more. */
export class RunLost extends Error {
  constructor(runId: string) {
    super(`Run ${runId} was taken over or ended`);
    this.name = "RunLost";
  }
}

/** A node's step run is final once written: later writes about it are ignored, so results are recorded exactly once. */
const statement = `
with held as (
  update runs set fence = $4, status = $5, error = $6, handled_errors = $7,
    started_at = coalesce(started_at, clock_timestamp()),
    finished_at = case when $5 in ('succeeded', 'failed') then clock_timestamp() end
  where workspace_id = $1 and id = $2 and fence = $3 and status in ('queued', 'running', 'waiting')
  returning id
), kept as (
  insert into payloads (workspace_id, hash, codec, size, body)
  select $1, p.hash, p.codec, p.size, p.body
  from held, unnest($8::text[], $9::text[], $10::int[], $11::bytea[]) as p (hash, codec, size, body)
  on conflict do nothing
), steps as (
  insert into step_runs as s (workspace_id, run_id, node_id, status, port, input, output, error, started_at, finished_at)
  select $1, $2, n.node, n.status, n.port, n.input, n.output, n.error, n.started_at, n.finished_at
  from held, jsonb_to_recordset($12::jsonb) as n (node text, status text, port text, input text, output text, error jsonb, started_at timestamptz, finished_at timestamptz)
  on conflict (workspace_id, run_id, node_id) do update
    set status = excluded.status, port = excluded.port, input = coalesce(excluded.input, s.input), output = excluded.output,
        error = excluded.error, started_at = coalesce(s.started_at, excluded.started_at), finished_at = excluded.finished_at
    where s.status in ('running', 'waiting')
), lost as (
  update attempts set status = 'abandoned', finished_at = clock_timestamp()
  from held where $13 and workspace_id = $1 and run_id = $2 and status = 'running'
), tried as (
  insert into attempts as a (workspace_id, run_id, node_id, number, status, error, exchange, started_at, finished_at, next_at)
  select $1, $2, n.node, n.number, n.status, n.error, n.exchange, n.started_at, n.finished_at, n.next_at
  from held, jsonb_to_recordset($14::jsonb) as n (node text, number int, status text, error jsonb, exchange text, started_at timestamptz, finished_at timestamptz, next_at timestamptz)
  on conflict (workspace_id, run_id, node_id, number) do update
    set status = excluded.status, error = excluded.error, exchange = excluded.exchange, finished_at = excluded.finished_at, next_at = excluded.next_at
    where a.status = 'running'
)
select id from held`;

/** As stored: payloads are named by their hashes. */
interface StepRow {
  node: string;
  status: StepRecord["status"];
  port: string | null;
  input: string | null;
  output: string | null;
  error: RunError | null;
  started_at: Date | null;
  finished_at: Date | null;
}

interface AttemptRow {
  node: string;
  number: number;
  status: AttemptRecord["status"];
  error: RunError | null;
  exchange: string | null;
  started_at: Date;
  finished_at: Date | null;
  next_at: Date | null;
}

interface Batch {
  steps: Map<string, StepRow>;
  attempts: Map<string, AttemptRow>;
  payloads: Map<string, PackedPayload>;
  done: Promise<void>;
}

/** How long a write is repeated while the database is away, before the run is left to be taken up again. */
const patienceMs = 15_000;

/**
 * Writes what happens in one run. Records gather while a write is under way and go out together with the next one, so
 * parallel steps share commits. Every write holds the run's fence; one that does not throws RunLost.
 */
export class RunRecorder {
  readonly #pool: Pick<Pool, "query">;
  readonly #workspaceId: string;
  readonly #runId: string;
  #fence: number;
  #raised = false;
  #handledErrors: number;
  #state: RunState = { status: "running" };
  #next: Batch | undefined;
  #writing: Promise<void> = Promise.resolve();

  constructor(pool: Pick<Pool, "query">, run: { workspaceId: string; runId: string; fence: number; handledErrors: number }) {
    this.#pool = pool;
    this.#workspaceId = run.workspaceId;
    this.#runId = run.runId;
    this.#fence = run.fence;
    this.#handledErrors = run.handledErrors;
  }

  /** @throws when a value cannot be stored (too large, too deep): the caller's step fails then, not the write. */
  step(record: StepRecord): void {
    const batch = this.#batch();
    const before = batch.steps.get(record.node);
    batch.steps.set(record.node, {
      node: record.node,
      status: record.status,
      port: record.port ?? null,
      input: this.#keep(record.input) ?? before?.input ?? null,
      output: this.#keep(record.output) ?? before?.output ?? null,
      error: record.error ?? null,
      started_at: record.startedAt ?? before?.started_at ?? null,
      finished_at: record.finishedAt ?? null,
    });
  }

  attempt(record: AttemptRecord): void {
    const { node, number, status, startedAt } = record;
    this.#batch().attempts.set(`${node} ${number}`, {
      node, number, status, error: record.error ?? null, exchange: this.#keep(record.exchange) ?? null,
      started_at: startedAt, finished_at: record.finishedAt ?? null, next_at: record.nextAt ?? null,
    });
  }

  #keep(value: Json | undefined): string | undefined {
    if (value === undefined) return undefined;
    const packed = packPayload(value);
    this.#batch().payloads.set(packed.hash, packed);
    return packed.hash;
  }

  handledError(): void {
    this.#handledErrors += 1;
  }

  /** Takes effect with the next write. */
  become(state: RunState): void {
    this.#state = state;
  }

  /** Resolves when everything recorded so far is committed. */
  flush(): Promise<void> {
    return this.#batch().done;
  }

  #batch(): Batch {
    if (this.#next) return this.#next;
    const batch: Batch = { steps: new Map(), attempts: new Map(), payloads: new Map(), done: Promise.resolve() };
    batch.done = this.#writing.then(() => {
      this.#next = undefined;
      return this.#write(batch);
    });
    this.#writing = batch.done;
    // Whoever awaits flush() sees the failure; an unawaited batch must not end the process.
    batch.done.catch(() => undefined);
    this.#next = batch;
    return batch;
  }

  async #write(batch: Batch): Promise<void> {
    // One order for everyone, so that two runs storing the same payloads cannot deadlock.
    const kept = [...batch.payloads.values()].toSorted((a, b) => (a.hash < b.hash ? -1 : 1));
    const held = this.#fence;
    const fence = this.#raised ? held : held + 1;
    const state = this.#state;
    const values = [
      this.#workspaceId, this.#runId, held, fence, state.status, state.status === "failed" ? JSON.stringify(state.error) : null, this.#handledErrors,
      kept.map((p) => p.hash), kept.map((p) => p.codec), kept.map((p) => p.size), kept.map((p) => p.body),
      JSON.stringify([...batch.steps.values()]), !this.#raised && held > 0, JSON.stringify([...batch.attempts.values()]),
    ];
    const written = await this.#insist(values);
    if (!written) throw new RunLost(this.#runId);
    this.#fence = fence;
    this.#raised = true;
    signalRun(this.#workspaceId, this.#runId);
  }

  /**
   * Repeats the statement while the database is away: what ran meanwhile need not run again. A write whose answer was
   * lost may have happened; then its fence is raised or the run final, and the repeat finds nothing to hold.
   */
  async #insist(values: unknown[]): Promise<boolean> {
    for (const deadline = Date.now() + patienceMs; ; ) {
      try {
        return (await this.#pool.query({ name: "record-run", text: statement, values })).rowCount !== 0;
      } catch (error) {
        if (!isDatabaseAway(error) || Date.now() > deadline) throw error;
        await new Promise((resolve) => {
          setTimeout(resolve, 250);
        });
      }
    }
  }
}
