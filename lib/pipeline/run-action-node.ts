import { effectOf } from "#lib/connectors/registry.server.ts";
import { StepError } from "#lib/connectors/step-error.ts";
import { resolveBinding } from "#lib/flow/bindings/resolve.ts";
import type { PlanNode } from "#lib/flow/plan.ts";
import type { Json, JsonObject } from "#lib/json.ts";
import type { Chunk } from "./chunk.ts";
import type { RegionNode } from "./compile-region.ts";
import { eachRecord } from "./each-record.ts";
import { EffectWriter } from "./effect-writer.ts";
import type { Frame } from "./frame.ts";
import { jsonChars } from "./json-chars.ts";
import { type KeptCall, planCalls } from "./plan-records.ts";
import { ChunkFailed, RegionLost } from "./region-error.ts";
import { type Access, describeFault, type RegionContext } from "./region-context.ts";
import { type ActionCall, type ActionEnd, isClassified, tryAction } from "./try-action.ts";

/** What an action keeps between chunks. */
export interface ActionState {
  /** Failures that may pass, in a row: an outage must not reject a million records (SEMANTICS region-5). */
  transients: number;
}

const concurrency = 8;
/** Effects that are announced by one commit; after a crash so many are in doubt at most. */
const batchRecords = 64;
const transientsAtMost = 10;

interface Job extends ActionCall {
  frame: Frame;
  isWrite: boolean;
  /** In the ledger; nothing of a test-run is. */
  isKept: boolean;
}

function repeatsUnknown(node: PlanNode): boolean {
  return (node.settings.onUnknown ?? (node.idempotency === "none" ? "ask" : "repeat")) === "repeat";
}

function inDoubt(): ActionEnd {
  const error = new StepError("fatal", "effect_unknown", "It is not known whether this call did its work for this record, so it was not repeated. Look at the other side, then send the record again if it is not there.");
  return { ok: false, error, isUnknown: true, tries: 1 };
}

/** Calls an action once a record: some at a time, each effect in the ledger before it leaves and after it came back. */
export async function runActionNode(context: RegionContext, from: RegionNode, once: JsonObject, state: ActionState, frames: readonly Frame[], chunk: Chunk): Promise<void> {
  const { deps, held, origin, scope, isTest } = context;
  const { node, standIn } = from;
  const own = node.settings.idempotencyKey;
  const jobs: Job[] = [];
  const withheld: KeptCall[] = [];
  await eachRecord(context, from, frames, chunk, (frame, settings, moment) => {
    const input = { ...once, ...settings };
    const isWrite = node.effect === "write" && effectOf(node.type, input) === "write";
    if (standIn && isWrite) {
      withheld.push({ frame, input });
      return chunk.substitute(from, frame, standIn.value);
    }
    const key = own && resolveBinding(own, scope, moment);
    const effectKey = deps.stores.effectKey(origin, held, node.id, frame.key, key);
    jobs.push({ frame, input, effectKey, isWrite, isKept: isWrite && !isTest, readOnly: isTest && !isWrite });
  });
  if (withheld.length > 0) await planCalls(context, from, withheld, chunk);
  for (let at = 0; at < jobs.length; at += batchRecords) {
    await new Batch(context, from, state, jobs.slice(at, at + batchRecords)).run(chunk);
  }
}

class Batch {
  readonly #context: RegionContext;
  readonly #from: RegionNode;
  readonly #state: ActionState;
  readonly #jobs: readonly Job[];
  /** By effect: two records with one key are one effect. */
  readonly #ends = new Map<string, ActionEnd>();
  readonly #access: Access;
  readonly #writer: EffectWriter;
  #failure: ChunkFailed | null = null;

  constructor(context: RegionContext, from: RegionNode, state: ActionState, jobs: readonly Job[]) {
    this.#context = context;
    this.#from = from;
    this.#state = state;
    this.#jobs = jobs;
    this.#access = context.deps.open(context.held, from.node);
    this.#writer = new EffectWriter(context.deps.stores, context.held);
  }

  async run(chunk: Chunk): Promise<void> {
    const open = await this.#announce();
    const lanes = Array.from({ length: Math.min(concurrency, open.length) }, async () => {
      for (let job = open.shift(); job !== undefined && this.#failure === null; job = open.shift()) await this.#call(job);
    });
    // All lanes end before anything is thrown: what is under way is recorded.
    const ended = await Promise.allSettled(lanes);
    const rest = this.#failure === null ? [] : this.#jobs.filter((job) => !this.#ends.has(job.effectKey));
    for (const { effectKey } of rest.filter(({ isKept }) => isKept)) this.#writer.add({ key: effectKey, status: "refused" });
    await this.#writer.drain();
    for (const lane of ended) if (lane.status === "rejected") throw lane.reason;
    if (this.#failure) throw this.#failure;
    for (const job of this.#jobs) this.#emit(job, chunk);
  }

  /** `sent` is committed before anything leaves (SEMANTICS step-5). Gives the calls to make. */
  async #announce(): Promise<Job[]> {
    const { deps, held } = this.#context;
    const { node } = this.#from;
    const unique = [...new Map(this.#jobs.map((job) => [job.effectKey, job])).values()];
    const kept = unique.filter(({ isKept }) => isKept);
    const earlier = kept.length === 0 ? new Map<string, never>() : await deps.stores.sending(held, kept.map(({ effectKey, frame }) => ({ key: effectKey, node: node.id, recordKey: frame.key })));
    if (earlier === null) throw new RegionLost();
    return unique.filter(({ effectKey }) => {
      const known = earlier.get(effectKey);
      if (known?.status === "confirmed") this.#ends.set(effectKey, { ok: true, output: known.result });
      else if (known?.status === "unknown" && !repeatsUnknown(node)) {
        this.#ends.set(effectKey, inDoubt());
        this.#writer.add({ key: effectKey, status: "unknown" });
      } else return true;
      return false;
    });
  }

  async #call(job: Job): Promise<void> {
    const { node } = this.#from;
    const { signal } = this.#context;
    const mayRepeat = !job.isWrite || repeatsUnknown(node);
    const end = await tryAction(node, this.#access, job, mayRepeat, () => this.#failure !== null, signal);
    this.#ends.set(job.effectKey, end.ok || !end.isUnknown || mayRepeat ? end : inDoubt());
    if (job.isKept) this.#writer.add(end.ok ? { key: job.effectKey, status: "confirmed", result: end.output } : { key: job.effectKey, status: end.isUnknown ? "unknown" : "refused" });
    this.#judge(end);
  }

  /** Whether a failure is about the record or about the other side as a whole. */
  #judge(end: ActionEnd): void {
    const errorClass = !end.ok && isClassified(end.error) ? end.error.class : null;
    this.#state.transients = errorClass === "transient" ? this.#state.transients + 1 : 0;
    if (end.ok || !isClassified(end.error)) return;
    if (errorClass !== "auth" && errorClass !== "rate_limit" && this.#state.transients < transientsAtMost) return;
    this.#failure ??= new ChunkFailed(describeFault(this.#context, end.error, this.#from.node.id, end.tries), end.error.retryAfterMs);
  }

  #emit(job: Job, chunk: Chunk): void {
    const { node } = this.#from;
    const end = this.#ends.get(job.effectKey);
    if (end === undefined) return;
    if (!end.ok) return chunk.fail(this.#from, job.frame, describeFault(this.#context, end.error, node.id, end.tries));
    if (job.isWrite) chunk.countsOf(node.id).written += 1;
    chunk.charge(node.id, jsonChars(end.output));
    chunk.make(this.#from, "out", job.frame, end.output as Json);
  }
}
