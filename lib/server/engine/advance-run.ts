import { randomInt } from "node:crypto";
import { ZodError } from "zod";
import type { Exchange, OutboundRequest, Reply } from "#lib/connectors/define.ts";
import { runAction, runLogic } from "#lib/connectors/registry.server.ts";
import { StepError } from "#lib/connectors/step-error.ts";
import { EgressError } from "#lib/egress/egress-error.ts";
import { ReferenceMissing, resolveBinding, resolveConfig } from "#lib/flow/bindings/resolve.ts";
import type { PlanNode } from "#lib/flow/plan.ts";
import type { RunError } from "#lib/flow/run-error.ts";
import { type Outcome, type Settling, Walk } from "#lib/flow/walk.ts";
import { isLongerThan, type Json, type JsonObject } from "#lib/json.ts";
import { effectKey } from "./effect-key.ts";
import type { LoadedRun } from "./load-run.ts";
import { nextDelay } from "./retry-policy.ts";
import type { RunRecorder } from "./run-recorder.ts";

/** The way out that a step is given: adds the connection's credential, refuses private addresses, masks secrets. */
export type Send = (node: PlanNode, request: OutboundRequest, options: { signal: AbortSignal; timeoutMs: number }) => Promise<Reply>;

export type Advanced = { done: true } | { done: false; until: Date };

const defaultTimeoutMs = 30_000;
/** A wait up to this long is spent inside the step (SEMANTICS step-3). */
const waitInsideMs = 5_000;
const keptBodyChars = 16_384;
/** A step of the executor is given up after 15 minutes: no attempt (5 minutes at most) begins later than this. */
const waveMs = 480_000;
/** Characters of JSON that one step's input or output may have. */
const maxValueChars = 16 * 1024 * 1024;

/** @throws StepError when a value is too large to be worked on beside others. */
function checkSize(value: Json, what: string): void {
  if (isLongerThan(value, maxValueChars)) throw new StepError("validation", "too_large", `The ${what} of this step is larger than 16 MB. Take only the fields that are needed.`);
}

function isClassified(error: unknown): error is StepError | EgressError {
  return error instanceof StepError || EgressError.is(error);
}

/** What PostgreSQL's jsonb cannot hold (NUL, half a character) is left out: an error must always be storable. */
function clean(error: RunError): RunError {
  return { ...error, message: error.message.replaceAll("\u0000", "").toWellFormed().slice(0, 2_000) };
}

function toRunError(error: unknown, node: string, attempts: number): RunError {
  return clean(describeError(error, node, attempts));
}

function describeError(error: unknown, node: string, attempts: number): RunError {
  const at = new Date().toISOString();
  if (isClassified(error)) return { class: error.class, code: error.code, message: error.message, node, attempts, at };
  if (error instanceof ReferenceMissing) return { class: "reference_missing", code: "reference_missing", message: error.message, node, attempts, at };
  if (error instanceof ZodError) {
    const first = error.issues[0];
    const where = first && first.path.length > 0 ? `${first.path.join(".")}: ` : "";
    return { class: "validation", code: "bad_settings", message: `${where}${first?.message ?? "The settings do not fit"}. Check the value it was filled with.`, node, attempts, at };
  }
  return { class: "internal", code: "internal", message: "Millrace failed at this step. The log names the cause.", node, attempts, at };
}

/**
 * Moves one run on from what is recorded until it is final or only long waits are left (SEMANTICS step-2): ready
 * actions run in parallel, logic is computed inline, and each result is committed before anything builds on it.
 * @throws RunLost when another process took the run over; any other error is a fault of ours and may be retried.
 */
export async function advanceRun(run: LoadedRun, recorder: RunRecorder, send: Send, onFault: (error: unknown, node: string) => void): Promise<Advanced> {
  return await new Advance(run, recorder, send, onFault).go();
}

class Advance {
  readonly #run: LoadedRun;
  readonly #recorder: RunRecorder;
  readonly #send: Send;
  readonly #onFault: (error: unknown, node: string) => void;
  readonly #walk: Walk;
  readonly #scope = new Map<string, Json>();
  readonly #active = new Set<Promise<void>>();
  /** Nodes whose next attempt is too far away to wait for here. */
  readonly #parked = new Map<string, Date>();
  readonly #errors = new Map<string, RunError>();
  readonly #began = performance.now();
  /** A write failed: no step may go on, and none of it is the step's own failure. */
  #failure: { error: unknown } | undefined;

  constructor(run: LoadedRun, recorder: RunRecorder, send: Send, onFault: (error: unknown, node: string) => void) {
    this.#run = run;
    this.#recorder = recorder;
    this.#send = send;
    this.#onFault = onFault;
    this.#walk = new Walk(run.plan);
  }

  async go(): Promise<Advanced> {
    const { trigger } = this.#run.plan;
    this.#scope.set(trigger, this.#run.input);
    if (!this.#run.settled.has(trigger)) {
      const now = new Date();
      this.#recorder.step({ node: trigger, status: "succeeded", port: "out", output: this.#run.input, startedAt: now, finishedAt: now });
    }
    this.#follow(this.#walk.start());
    while (this.#active.size > 0) await Promise.race(this.#active);
    if (this.#failure) throw this.#failure.error;
    const isOver = this.#walk.isOver || this.#walk.failedNode !== undefined;
    if (isOver) this.#end();
    else this.#recorder.become({ status: "waiting" });
    await this.#recorder.flush();
    return isOver ? { done: true } : { done: false, until: new Date(Math.min(...[...this.#parked.values()].map((due) => due.getTime()))) };
  }

  #end(): void {
    const failed = this.#walk.failedNode;
    if (failed === undefined) return this.#recorder.become({ status: "succeeded" });
    // The run has failed: waits end with it (SEMANTICS graph-4).
    for (const id of this.#parked.keys()) this.#recorder.step({ node: id, status: "cancelled", finishedAt: new Date() });
    const error = this.#errors.get(failed) ?? this.#run.settled.get(failed)?.error;
    this.#recorder.become({ status: "failed", error: error ?? toRunError(undefined, failed, 1) });
  }

  #follow(settling: Settling): void {
    for (const id of settling.skipped) if (!this.#run.settled.has(id)) this.#recorder.step({ node: id, status: "skipped" });
    for (const id of settling.ready) this.#begin(id);
  }

  #begin(id: string): void {
    const node = this.#run.plan.nodes.get(id);
    if (!node) return;
    const recorded = this.#run.settled.get(id);
    if (recorded) return this.#readBack(node, recorded);
    if (node.settings.disabled) return this.#succeed(node, "out", undefined, undefined, new Date());
    if (!node.isStep) return this.#compute(node);
    const work = this.#perform(node)
      .catch((error: unknown) => {
        this.#failure ??= { error };
      })
      .finally(() => this.#active.delete(work));
    this.#active.add(work);
  }

  #readBack(node: PlanNode, recorded: { status: string; port: string | null; output: Json | undefined; error: RunError | null }): void {
    if (recorded.output !== undefined) this.#scope.set(node.id, recorded.output);
    const outcome: Outcome = recorded.status === "succeeded" ? { status: "succeeded", port: recorded.port ?? "out" } : recorded.status === "failed" ? { status: "failed" } : { status: "skipped" };
    this.#follow(this.#walk.settle(node.id, outcome));
  }

  #succeed(node: PlanNode, port: string, input: Json | undefined, output: Json | undefined, startedAt: Date): void {
    if (output !== undefined) this.#scope.set(node.id, output);
    this.#recorder.step({ node: node.id, status: "succeeded", port, startedAt, finishedAt: new Date(), ...(input === undefined ? {} : { input }), ...(output === undefined ? {} : { output }) });
    this.#follow(this.#walk.settle(node.id, { status: "succeeded", port }));
  }

  /** After its retries a node fails: its error port is taken when an edge leaves it (SEMANTICS graph-4). */
  #fail(node: PlanNode, error: RunError, startedAt: Date, input?: JsonObject): void {
    this.#errors.set(node.id, error);
    const handled = this.#walk.handlesError(node.id);
    const output = handled ? { ...error } : undefined;
    if (output) this.#scope.set(node.id, output as JsonObject);
    if (handled) this.#recorder.handledError();
    this.#recorder.step({
      node: node.id, status: "failed", port: handled ? "error" : null, error, startedAt, finishedAt: new Date(),
      ...(input === undefined ? {} : { input }), ...(output ? { output: output as JsonObject } : {}),
    });
    this.#follow(this.#walk.settle(node.id, { status: "failed" }));
  }

  #compute(node: PlanNode): void {
    const startedAt = new Date();
    let input: JsonObject | undefined;
    try {
      const resolved = resolveConfig(node.config, this.#scope);
      checkSize(resolved, "input");
      input = resolved;
      const { port, output } = runLogic(node.type, input);
      this.#succeed(node, port, input, output, startedAt);
    } catch (error) {
      this.#report(error, node);
      this.#fail(node, toRunError(error, node.id, 1), startedAt, input);
    }
  }

  #report(error: unknown, node: PlanNode): void {
    if (isClassified(error) || error instanceof ReferenceMissing || error instanceof ZodError) return;
    this.#onFault(error, node.id);
  }

  async #perform(node: PlanNode): Promise<void> {
    const earlier = this.#run.attempts.get(node.id);
    let { last, failed } = earlier ?? { last: 0, failed: 0 };
    if (performance.now() - this.#began > waveMs) return void this.#parked.set(node.id, new Date());
    if (earlier?.nextAt && earlier.nextAt > Date.now() && !(await this.#wait(node.id, new Date(earlier.nextAt)))) return;
    for (;;) {
      last += 1;
      const tried = await this.#attempt(node, last);
      if (tried.ok) return;
      failed += 1;
      const delay = nextDelay(node.settings, failed, tried.error.class, tried.retryAfterMs, randomInt(1_000) / 1_000);
      const finishedAt = new Date();
      const base = { node: node.id, number: last, status: "failed", error: tried.error, startedAt: tried.startedAt, finishedAt, ...(tried.exchange ? { exchange: tried.exchange } : {}) } as const;
      if (delay === null) {
        this.#recorder.attempt(base);
        this.#fail(node, { ...tried.error, attempts: failed }, tried.startedAt, tried.input);
        return;
      }
      const due = new Date(finishedAt.getTime() + delay);
      this.#recorder.attempt({ ...base, nextAt: due });
      this.#recorder.step({ node: node.id, status: "waiting", startedAt: tried.startedAt, error: tried.error });
      if (!(await this.#wait(node.id, due))) return;
      if (performance.now() - this.#began > waveMs) return void this.#parked.set(node.id, due);
    }
  }

  async #commit(): Promise<void> {
    try {
      await this.#recorder.flush();
    } catch (error) {
      this.#failure ??= { error };
    }
    if (this.#failure) throw this.#failure.error;
  }

  /** Waits inside the step when the wait is short; otherwise, or when the run fails meanwhile, the node is parked. */
  async #wait(id: string, due: Date): Promise<boolean> {
    const delay = due.getTime() - Date.now();
    if (delay <= waitInsideMs && this.#walk.failedNode === undefined) {
      await this.#commit();
      await new Promise<void>((resolve) => {
        setTimeout(resolve, Math.max(0, delay));
      });
      if (this.#walk.failedNode === undefined) return true;
    }
    this.#parked.set(id, due);
    return false;
  }

  async #attempt(node: PlanNode, number: number): Promise<Tried> {
    const startedAt = new Date();
    let exchange: Exchange | undefined;
    let input: JsonObject | undefined;
    const timeoutMs = node.settings.timeoutMs ?? defaultTimeoutMs;
    const abort = new AbortController();
    const late = new StepError("transient", "timeout", `The step took longer than ${timeoutMs / 1_000} s. It is retried, and may work later.`);
    const timer = setTimeout(() => abort.abort(late), timeoutMs);
    try {
      const resolved = resolveConfig(node.config, this.#scope);
      checkSize(resolved, "input");
      input = resolved;
      const key = node.settings.idempotencyKey && resolveBinding(node.settings.idempotencyKey, this.#scope);
      this.#recorder.step({ node: node.id, status: "running", startedAt, input });
      this.#recorder.attempt({ node: node.id, number, status: "running", startedAt });
      await this.#commit();
      const output = await runAction(node.type, input, {
        effectKey: effectKey({ ...this.#run, nodeId: node.id, ...(key === undefined ? {} : { key }) }),
        signal: abort.signal,
        send: async (request) => {
          exchange = { request: { method: request.method, url: request.url, headers: request.headers, body: request.body?.slice(0, keptBodyChars) ?? null }, reply: null };
          const reply = await this.#send(node, request, { signal: abort.signal, timeoutMs });
          exchange.reply = { status: reply.status, headers: reply.headers, body: reply.body.toString("utf8", 0, keptBodyChars), durationMs: Math.round(reply.durationMs) };
          return reply;
        },
      });
      this.#recorder.attempt({ node: node.id, number, status: "succeeded", startedAt, finishedAt: new Date(), ...(exchange ? { exchange: { ...exchange } as unknown as Json } : {}) });
      this.#succeed(node, "out", undefined, output, startedAt);
      return { ok: true };
    } catch (error) {
      if (this.#failure) throw error;
      this.#report(error, node);
      const failure = toRunError(error, node.id, number);
      return {
        ok: false, error: failure, startedAt,
        ...(input === undefined ? {} : { input }),
        ...(exchange ? { exchange: { ...exchange } as unknown as Json } : {}),
        ...(isClassified(error) && error.retryAfterMs !== undefined ? { retryAfterMs: error.retryAfterMs } : {}),
      };
    } finally {
      clearTimeout(timer);
    }
  }
}

type Tried = { ok: true } | { ok: false; error: RunError; startedAt: Date; input?: JsonObject; exchange?: Json; retryAfterMs?: number };
