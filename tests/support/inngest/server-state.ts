import { randomBytes, randomUUID } from "node:crypto";
import { callFunction, type CalledFunction, type Operation } from "./call-function.ts";
import type { ProtocolCall, SentEvent } from "./wire.ts";

interface RegisteredFunction {
  id: string;
  triggers: { event?: string }[];
  steps: { step: { runtime: { url: string }; retries?: { attempts: number } } };
  cancel?: { event: string; if?: string }[];
}

interface Job {
  id: string;
  stepId: string | null;
  attempt: number;
  generation: number;
  stackAt: number;
}

interface Wait {
  event: string;
  condition: string | undefined;
}

interface FunctionRun {
  id: string;
  fn: RegisteredFunction;
  event: Required<SentEvent>;
  version: number;
  memos: Map<string, unknown>;
  waits: Map<string, Wait>;
  job: Job | null;
}

interface StateOptions {
  retryMs: number;
  calls: ProtocolCall[];
  kind: "dev" | "cloud";
  sign(body: string): Record<string, string>;
}

const defaultRetries = 4;

/** What a server remembers: functions, runs with their results, waits, and which events it has seen. */
export class ServerState {
  readonly #options: StateOptions;
  readonly #functions = new Map<string, RegisteredFunction>();
  readonly #runs = new Map<string, FunctionRun>();
  readonly #seen = new Set<string>();
  readonly #timers = new Map<NodeJS.Timeout, () => void>();
  readonly #kept: (() => void)[] = [];
  #calls = new AbortController();
  #isPaused = false;

  constructor(options: StateOptions) {
    this.#options = options;
  }

  open(): number {
    return this.#runs.size;
  }

  functions(): string[] {
    return [...this.#functions.keys()];
  }

  register({ functions }: { functions: RegisteredFunction[] }): string | null {
    if (!Array.isArray(functions) || functions.some((fn) => !fn.id || !fn.steps?.step?.runtime?.url || (fn.steps.step.retries?.attempts ?? 0) > 20)) return "At least one function is invalid";
    for (const fn of functions) this.#functions.set(fn.id, fn);
    return null;
  }

  receive(sent: SentEvent): void {
    const event = { user: {}, ts: Date.now(), ...sent, id: sent.id ?? randomUUID() };
    for (const run of this.#runs.values()) {
      if (run.fn.cancel?.some((cancel) => cancel.event === event.name && holds(cancel.if, run.event, event))) this.#runs.delete(run.id);
      for (const [id, wait] of run.waits) if (wait.event === event.name && holds(wait.condition, run.event, event)) this.#wake(run, id, event);
    }
    for (const fn of this.#functions.values()) {
      if (!fn.triggers.some((trigger) => trigger.event === event.name)) continue;
      const key = `${fn.id} ${event.id}`;
      if (this.#seen.has(key)) continue;
      this.#seen.add(key);
      const run: FunctionRun = { id: `run${randomBytes(10).toString("hex")}`, fn, event, version: -1, memos: new Map(), waits: new Map(), job: null };
      this.#runs.set(run.id, run);
      this.#enqueue(run, null);
    }
  }

  /** Results of steps of a call that is open still; an older generation's are taken too. */
  checkpoint(runId: string, { steps }: { steps: Operation[] }): boolean {
    const run = this.#runs.get(runId);
    if (!run) return false;
    for (const step of steps) this.#memoise(run, step.id, { data: step.data ?? null });
    if (run.job) run.job.attempt = 0;
    return true;
  }

  read(runId: string, what: "batch" | "actions"): unknown {
    const run = this.#runs.get(runId);
    return what === "batch" ? (run ? [run.event] : []) : Object.fromEntries(run?.memos ?? []);
  }

  /** Nothing happens any more, and calls under way are cut; what was due is done after `resume`. */
  pause(): void {
    this.#isPaused = true;
    this.#calls.abort();
    for (const [timer, work] of this.#timers) {
      clearTimeout(timer);
      this.#kept.push(work);
    }
    this.#timers.clear();
  }

  resume(): void {
    this.#isPaused = false;
    this.#calls = new AbortController();
    for (const work of this.#kept.splice(0)) this.#later(0, work);
  }

  #later(ms: number, work: () => void): void {
    if (this.#isPaused) return void this.#kept.push(work);
    // One timer runs 24 days at most.
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      work();
    }, Math.min(Math.max(ms, 0), 2 ** 31 - 1));
    this.#timers.set(timer, work);
  }

  #memoise(run: FunctionRun, id: string, memo: unknown): void {
    if (!run.memos.has(id)) run.memos.set(id, memo);
  }

  #wake(run: FunctionRun, id: string, event: Required<SentEvent> | null): void {
    if (!this.#runs.has(run.id) || !run.waits.delete(id)) return;
    this.#memoise(run, id, event);
    this.#enqueue(run, null);
  }

  #enqueue(run: FunctionRun, stepId: string | null): void {
    const job: Job = { id: randomBytes(7).toString("hex"), stepId, attempt: 0, generation: 1, stackAt: run.memos.size };
    run.job = job;
    this.#later(0, () => void this.#call(run, job));
  }

  #again(run: FunctionRun, job: Job, retryAfter: string | null): void {
    const seconds = Number(retryAfter ?? Number.NaN);
    const wait = Number.isFinite(seconds) ? seconds * 1000 : retryAfter === null ? this.#options.retryMs : Date.parse(retryAfter) - Date.now();
    job.attempt += 1;
    job.generation += 1;
    if (job.attempt >= this.#maxAttempts(run)) return void this.#fail(run);
    this.#later(wait, () => void this.#call(run, job));
  }

  #maxAttempts(run: FunctionRun): number {
    return (run.fn.steps.step.retries?.attempts ?? defaultRetries) + 1;
  }

  #fail(run: FunctionRun): void {
    this.#runs.delete(run.id);
    this.receive({ name: "inngest/function.failed", data: { function_id: run.fn.id, run_id: run.id, event: run.event } });
  }

  async #call(run: FunctionRun, job: Job): Promise<void> {
    if (!this.#runs.has(run.id)) return;
    const wanted: CalledFunction = {
      url: run.fn.steps.step.runtime.url, functionId: run.fn.id, runId: run.id, stepId: job.stepId, attempt: job.attempt, maxAttempts: this.#maxAttempts(run), jobId: job.id,
      generation: job.generation, version: run.version, event: run.event, memos: run.memos, stackAt: job.stackAt,
    };
    const { signal } = this.#calls;
    const answer = await callFunction(wanted, this.#options.sign, this.#options.kind, signal);
    this.#options.calls.push({ functionId: run.fn.id, stepId: job.stepId ?? "step", event: run.event, attempt: job.attempt, status: answer.status, ops: answer.ops.map(({ op }) => op), memos: JSON.stringify([...run.memos]) });
    // It ended, or was cancelled, while the call was open: the answer is ignored.
    if (!this.#runs.has(run.id) || run.job !== job) return;
    if (answer.kind === "nothing") return this.#again(run, job, null);
    run.version = answer.version;
    if (answer.kind === "result") return void this.#runs.delete(run.id);
    if (answer.kind === "rejected") return answer.noRetry ? this.#fail(run) : this.#again(run, job, answer.retryAfter);
    this.#apply(run, job, answer.ops, answer.retryAfter);
  }

  #apply(run: FunctionRun, job: Job, ops: readonly Operation[], retryAfter: string | null): void {
    let isWaiting = false;
    for (const { id, op, name, opts, data, error } of ops) {
      switch (op) {
        case "StepRun":
        case "Step":
          this.#memoise(run, id, { data: data ?? null });
          break;
        case "StepFailed":
          this.#memoise(run, id, { error });
          break;
        case "StepError":
          return this.#again(run, job, retryAfter);
        case "RunComplete":
          return void this.#runs.delete(run.id);
        case "StepPlanned":
          return this.#enqueue(run, id);
        case "Sleep":
          isWaiting = true;
          run.waits.set(id, { event: "", condition: undefined });
          this.#later(span(name), () => this.#wake(run, id, null));
          break;
        case "WaitForEvent":
          isWaiting = true;
          run.waits.set(id, { event: name, condition: opts["if"] });
          this.#later(span(opts["timeout"] ?? "0s"), () => this.#wake(run, id, null));
          break;
        default:
          throw new Error(`The stand-in knows no ${op}`);
      }
    }
    if (!isWaiting) this.#enqueue(run, null);
  }
}

/** Milliseconds until an instant, or of a length such as `1h30m`. */
function span(text: string): number {
  const instant = Date.parse(text);
  if (!Number.isNaN(instant) && /^\d{4}-/.test(text)) return instant - Date.now();
  const units: Record<string, number> = { w: 604_800_000, d: 86_400_000, h: 3_600_000, m: 60_000, s: 1_000 };
  return [...text.matchAll(/(\d+)([wdhms])/g)].reduce((sum, [, count, unit]) => sum + Number(count) * (units[unit ?? ""] ?? Number.NaN), 0);
}

/** The one form of condition that our functions use: two paths that must be equal; a missing one is no match. */
function holds(condition: string | undefined, event: SentEvent, async: SentEvent): boolean {
  if (condition === undefined) return true;
  const paths = /^event\.([\w.]+) == async\.([\w.]+)$/.exec(condition);
  if (!paths) throw new Error(`The stand-in understands no ${condition}`);
  const read = (from: unknown, path: string | undefined): unknown => (path ?? "").split(".").reduce<unknown>((value, name) => (value as Record<string, unknown> | undefined)?.[name], from);
  const left = read(event, paths[1]);
  return left !== undefined && left === read(async, paths[2]);
}
