import { unreachable } from "#lib/assert.ts";
import { AppError } from "#lib/errors.ts";
import type { Json } from "#lib/json.ts";

import { failures } from "./failure-words.ts";
import { createProcessPool } from "./process-pool.ts";
import type { SandboxError, SandboxJob, SandboxLimits, SandboxResult } from "./sandbox-job.ts";
import type { SandboxProcess } from "./sandbox-process.ts";
import { createTenantQueue } from "./tenant-queue.ts";

export interface Sandbox {
  /**
   * One result for each input or scope, in order; nothing that people wrote makes it reject. The first SANDBOX_TIMEOUT
   * of a batch is the one that used up the time.
   * @throws AppError unavailable (may be tried again) when no process starts or the sandbox stops; the signal's reason.
   */
  run(tenant: string, job: SandboxJob, options?: { limits?: Partial<SandboxLimits>; signal?: AbortSignal }): Promise<SandboxResult[]>;
  /** Ends every process at once; what waits or runs is rejected. */
  stop(): Promise<void>;
}

export interface SandboxOptions {
  /** How many processes work at once. One more does for a tenant that has none at work while others hold them all. */
  children?: number;
  /** Milliseconds after which a process without work ends. */
  idleMs?: number;
  log?: { warn(fields: object, event: string): void };
}

const defaults: SandboxLimits = { timeoutMs: 10_000, memoryBytes: 64 << 20, outputBytes: 4 << 20, logBytes: 1 << 20 };
const turnMs = 200;
/** A batch has a machine of its own, set back for each input, so it wears the process out less than single evaluations. */
const inputsPerEvaluation = 100;
/** How many processes a job may end before the rest of it is given up. */
const fallsAtMost = 5;

interface Order {
  tenant: string;
  job: SandboxJob;
  /** JSON text of each input; null for one that is nested too deeply to have any. */
  inputs: readonly (string | null)[];
  limits: SandboxLimits;
  process: SandboxProcess | null;
  /** Why nobody waits for it any more. */
  dropped: { reason: unknown } | null;
  settle: (answer: Promise<SandboxResult[]>) => void;
}

/** Makes a sandbox; nothing starts before the first job. One belongs to a process and is handed to what needs it. */
export function createSandbox({ children = 2, idleMs = 60_000, log }: SandboxOptions = {}): Sandbox {
  const pool = createProcessPool(children, idleMs);
  const queue = createTenantQueue<Order>(turnMs);
  const running = new Set<Order>();
  let isStopped = false;

  /** Goes on with the inputs that have no result yet. */
  const attempt = async (order: Order, results: SandboxResult[], leftMs: number): Promise<"go on" | "fell" | "stop"> => {
    const { inputs, job, limits, tenant } = order;
    const fail = (error: SandboxError): void => void results.push({ ok: false, error, logs: [] });
    const waiting: string[] = [];
    for (const input of inputs.slice(results.length)) {
      if (input === null) break;
      waiting.push(input);
    }
    if (waiting.length === 0) {
      fail(failures.stack());
      return "go on";
    }
    const process = await pool.take(tenant);
    try {
      if (order.dropped !== null) return "stop";
      order.process = process;
      const now = job.kind === "cel" ? job.now : "";
      const { end, results: answers } = await process.evaluate({ kind: job.kind, source: job.source, count: waiting.length, now, limits, leftMs }, waiting);
      process.evaluations += Math.ceil(answers.length / inputsPerEvaluation);
      for (const answer of answers) results.push(answer);
      if (end !== "done" && order.dropped === null) log?.warn({ tenant, kind: job.kind, pid: process.pid, end }, "sandbox.child-ended");
      switch (end) {
        case "done":
          return "go on";
        case "ended":
          return "fell";
        case "full":
          fail(failures.memory(limits));
          return "fell";
        case "died":
          fail(failures.broken());
          return "fell";
        case "late":
          fail(failures.timeout(limits));
          return "stop";
        default:
          return unreachable(end);
      }
    } finally {
      order.process = null;
      pool.giveBack(process);
    }
  };

  const work = async (order: Order): Promise<SandboxResult[]> => {
    const { inputs, limits } = order;
    const results: SandboxResult[] = [];
    const fill = (error: SandboxError): void => {
      while (results.length < inputs.length) results.push({ ok: false, error, logs: [] });
    };
    const begun = performance.now();
    let falls = 0;
    while (results.length < inputs.length) {
      const leftMs = limits.timeoutMs - (performance.now() - begun);
      const how = leftMs <= 0 ? "stop" : await attempt(order, results, leftMs);
      if (order.dropped !== null) throw order.dropped.reason;
      if (how === "fell") falls += 1;
      if (how === "stop") fill(failures.notReached());
      else if (falls > fallsAtMost) fill(failures.endedTooOften());
    }
    return results;
  };

  const advance = (): void => {
    const isAtWork = (tenant: string): boolean => [...running].some((order) => order.tenant === tenant);
    for (;;) {
      const next = queue.take((tenant) => running.size < children || (running.size === children && !isAtWork(tenant)));
      if (next === null) return;
      const order = next.item;
      running.add(order);
      const answer = work(order);
      const free = (): void => {
        running.delete(order);
        advance();
      };
      answer.then(free, free);
      order.settle(answer);
    }
  };

  const drop = (order: Order, reason: unknown): void => {
    order.dropped = { reason };
    if (queue.remove(order.tenant, order)) order.settle(Promise.reject(reason));
    else void order.process?.kill();
  };

  return {
    async run(tenant, job, { limits, signal } = {}) {
      signal?.throwIfAborted();
      if (isStopped) throw stopped();
      const inputs = (job.kind === "code" ? job.inputs : job.scopes).map(toText);
      if (inputs.length === 0) return [];
      const answer = Promise.withResolvers<SandboxResult[]>();
      const order: Order = { tenant, job, inputs, limits: { ...defaults, ...limits }, process: null, dropped: null, settle: answer.resolve };
      const onAbort = (): void => drop(order, signal?.reason);
      signal?.addEventListener("abort", onAbort);
      queue.add(tenant, order);
      advance();
      try {
        return await answer.promise;
      } finally {
        signal?.removeEventListener("abort", onAbort);
      }
    },
    async stop() {
      isStopped = true;
      for (const order of queue.clear()) order.settle(Promise.reject(stopped()));
      for (const order of running) drop(order, stopped());
      await pool.stop();
    },
  };
}

function toText(input: Json): string | null {
  try {
    return JSON.stringify(input);
  } catch {
    return null;
  }
}

function stopped(): AppError {
  return new AppError("unavailable", "The sandbox is stopping. Try again in a moment.");
}
