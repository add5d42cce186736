import type { Pool } from "pg";
import type { NodeCounts } from "#lib/flow/region-counts.ts";
import type { StepPlan } from "#lib/flow/planned-write.ts";
import type { RunError } from "#lib/flow/run-error.ts";
import type { Taint } from "#lib/flow/taint.ts";
import type { Json } from "#lib/json.ts";
import { payloadArrays } from "../payloads/payload-arrays.ts";
import { type PackedPayload, packPayload } from "../payloads/pack-payload.ts";
import { isDatabaseAway } from "../database-away.ts";
import { failureFingerprint } from "../runs/failure-fingerprint.ts";
import { signalRun } from "../runs/run-signals.ts";
import { recordStatement, takeOverStatement } from "./record-statement.ts";
import type { RunState, Stored } from "./run-state.ts";

export interface StepRecord {
  node: string;
  status: "running" | "waiting" | "succeeded" | "failed" | "skipped" | "cancelled";
  port?: string | null;
  input?: Json;
  output?: Json;
  error?: RunError | null;
  startedAt?: Date;
  finishedAt?: Date;
  reused?: boolean;
  simulated?: boolean;
  late?: boolean;
  dueAt?: Date | null;
  childRun?: string;
  logs?: readonly string[];
  counts?: NodeCounts;
  /** In a test-run: which parts of the output are simulated, and what was not written. */
  taint?: Taint;
  planned?: StepPlan;
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

export interface EffectRecord {
  key: string;
  node: string;
  status: "sent" | "confirmed" | "refused" | "unknown";
  result?: Json;
}

export interface WaitRecord {
  id: string;
  node: string;
  kind: "event" | "approval" | "effect";
  name: string;
  path?: string;
  match?: string;
  status: "open" | "expired";
  details?: Json;
  /** Of an approval: how it asks, and the hash of its link's token. */
  ask?: Json;
  tokenHash?: string;
  expiresAt?: Date;
}

/** Somebody else holds the run now, or it was ended: this holder stops and writes nothing more. */
export class RunLost extends Error {
  constructor(runId: string) {
    super(`Run ${runId} was taken over or ended`);
    this.name = "RunLost";
  }
}

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
  reused: boolean;
  simulated: boolean;
  late: boolean;
  due_at: Date | null;
  child_run: string | null;
  logs: string | null;
  counts: NodeCounts | null;
  taint: Taint | null;
  planned: string | null;
}

interface Batch {
  steps: Map<string, StepRow>;
  attempts: Map<string, object>;
  effects: Map<string, object>;
  waits: Map<string, object>;
  payloads: Map<string, PackedPayload>;
  done: Promise<void>;
}

/** What follows from one answer is worked out by then: the last result and the run's end, or a result and the next start, are one write. */
function endOfTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

function isSettled(status: StepRecord["status"]): boolean {
  return status === "succeeded" || status === "failed" || status === "skipped";
}

export interface RecorderOptions {
  /** Told once, after the first write that settles a step, of the function run that goes on with the run. */
  onProgress?: ((part: number) => Promise<void>) | undefined;
  /** Makes the first write instead, of a run that is not stored yet; it may be repeated. */
  birth?: ((values: unknown[], isFinal: boolean) => Promise<{ signals: number; part: number } | undefined>) | undefined;
  /** Told after each write. */
  onStored?: ((stored: Stored) => void) | undefined;
}

/** Of a run that begins, and of which nothing is recorded but what it was given: what `birthStatement` takes before its own. */
export function bareValues(workspaceId: string, runId: string, input: PackedPayload): unknown[] {
  const none = "[]";
  return [workspaceId, runId, 0, 0, "queued", null, 0, ...payloadArrays([input]), none, input.body.byteLength, none, none, null, null, none, false, [], null, null];
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
  readonly #inputBytes: number;
  #handledErrors: number;
  #state: RunState = { status: "running" };
  #response: string | null = null;
  #answer: Json | undefined;
  #keys: Record<string, string> | null = null;
  #hasWaits: boolean;
  #onProgress: RecorderOptions["onProgress"];
  #birth: RecorderOptions["birth"];
  readonly #onStored: RecorderOptions["onStored"];
  #next: Batch | undefined;
  #writing: Promise<void> = Promise.resolve();
  /** As of the last write: what has happened from outside, and which function run goes on with the run. */
  #seen: { signals: number; part: number } | undefined;

  constructor(pool: Pick<Pool, "query">, run: { workspaceId: string; runId: string; fence: number; handledErrors: number; hasWaits: boolean; inputBytes?: number }, options: RecorderOptions = {}) {
    this.#pool = pool;
    this.#workspaceId = run.workspaceId;
    this.#runId = run.runId;
    this.#fence = run.fence;
    this.#handledErrors = run.handledErrors;
    this.#inputBytes = run.inputBytes ?? 0;
    this.#hasWaits = run.hasWaits;
    this.#onProgress = options.onProgress;
    this.#birth = options.birth;
    this.#onStored = options.onStored;
  }

  /** What this holder writes under; raised with its first write. */
  get fence(): number {
    return this.#fence;
  }

  get seen(): { signals: number; part: number } | undefined {
    return this.#seen;
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
      reused: record.reused ?? false,
      simulated: record.simulated ?? false,
      late: record.late ?? false,
      due_at: record.dueAt ?? null,
      child_run: record.childRun ?? before?.child_run ?? null,
      logs: record.logs && record.logs.length > 0 ? (this.#keep([...record.logs]) ?? null) : (before?.logs ?? null),
      counts: record.counts ?? before?.counts ?? null,
      taint: record.taint && record.taint.length > 0 ? record.taint : null,
      planned: this.#keep(record.planned as unknown as Json | undefined) ?? null,
    });
  }

  attempt(record: AttemptRecord): void {
    const { node, number, status, startedAt } = record;
    this.#batch().attempts.set(`${node} ${number}`, {
      node, number, status, error: record.error ?? null, exchange: this.#keep(record.exchange) ?? null,
      started_at: startedAt, finished_at: record.finishedAt ?? null, next_at: record.nextAt ?? null,
    });
  }

  effect({ key, node, status, result }: EffectRecord): void {
    this.#batch().effects.set(key, { key, node, status, result: this.#keep(result) ?? null });
  }

  wait({ id, node, kind, name, path, match, status, details, ask, tokenHash, expiresAt }: WaitRecord): void {
    this.#hasWaits = true;
    this.#batch().waits.set(id, {
      id, node, kind, name, path: path ?? null, match: match ?? null, status, details: this.#keep(details) ?? null, expires_at: expiresAt ?? null,
      ask: this.#keep(ask) ?? null, token_hash: tokenHash ?? null,
    });
  }

  /** The run's first answer: whether it is that, its caller has looked (`giveAnswer`). */
  respond(value: Json): void {
    this.#response = this.#keep(value) ?? null;
    this.#answer = value;
  }

  get hasAnswered(): boolean {
    return this.#response !== null;
  }

  /** What the run is found by; goes out with the next write. */
  keys(keys: Record<string, string> | null): void {
    this.#keys = keys;
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
    const batch: Batch = { steps: new Map(), attempts: new Map(), effects: new Map(), waits: new Map(), payloads: new Map(), done: Promise.resolve() };
    batch.done = this.#writing.then(endOfTurn).then(() => {
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
    const isFinal = state.status === "succeeded" || state.status === "failed";
    const answer = this.#answer;
    const values = [
      this.#workspaceId, this.#runId, held, fence, state.status, state.status === "failed" ? JSON.stringify(state.error) : null, this.#handledErrors,
      ...payloadArrays(kept),
      JSON.stringify([...batch.steps.values()]), kept.reduce((sum, p) => sum + p.body.byteLength, this.#raised || held > 0 ? 0 : this.#inputBytes), JSON.stringify([...batch.attempts.values()]),
      JSON.stringify([...batch.effects.values()]), this.#response, state.status === "succeeded" ? (state.reason ?? null) : null,
      JSON.stringify([...batch.waits.values()]), isFinal && this.#hasWaits, [...batch.waits.keys()],
      state.status === "failed" ? failureFingerprint(state.error) : null, this.#keys === null ? null : JSON.stringify(this.#keys),
    ];
    this.#keys = null;
    // Known before it is written: whoever looks while the answer is under way must not take this holder for a former one.
    this.#fence = fence;
    const query = this.#raised || held === 0 ? { name: "record-run", text: recordStatement, values } : { name: "record-run-taken", text: takeOverStatement, values };
    const birth = this.#birth;
    this.#birth = undefined;
    this.#raised = true;
    const written = await this.#insist(() => (birth ? birth(values, isFinal) : this.#send(query)));
    if (!written) throw new RunLost(this.#runId);
    this.#seen = written;
    signalRun(this.#workspaceId, this.#runId);
    this.#onStored?.({ state, answer });
    const onProgress = this.#onProgress;
    if (onProgress === undefined || isFinal || ![...batch.steps.values()].some(({ status }) => isSettled(status))) return;
    this.#onProgress = undefined;
    await onProgress(written.part);
  }

  /**
   * Repeats the statement while the database is away: what ran meanwhile need not run again. A write whose answer was
   * lost may have happened; then its fence is raised or the run final, and the repeat finds nothing to hold.
   */
  async #insist(write: () => Promise<{ signals: number; part: number } | undefined>): Promise<{ signals: number; part: number } | undefined> {
    for (const deadline = performance.now() + patienceMs; ; ) {
      try {
        return await write();
      } catch (error) {
        if (!isDatabaseAway(error) || performance.now() > deadline) throw error;
        await new Promise((resolve) => {
          setTimeout(resolve, 250);
        });
      }
    }
  }

  async #send(query: { name: string; text: string; values: unknown[] }): Promise<{ signals: number; part: number } | undefined> {
    return (await this.#pool.query<{ signals: number; part: number }>(query)).rows[0];
  }
}
