import { computeInline } from "#lib/flow/inline.ts";
import { donePort } from "#lib/flow/node-type.ts";
import { disabledPort } from "#lib/flow/ports.ts";
import type { PlanNode } from "#lib/flow/plan.ts";
import type { RunError } from "#lib/flow/run-error.ts";
import { mergeTimeout, type Settling, Walk } from "#lib/flow/walk.ts";
import { TooCostly } from "#lib/flow/bindings/resolve.ts";
import { wholly } from "#lib/flow/taint.ts";
import type { Json, JsonObject } from "#lib/json.ts";
import { knownLinks } from "../approvals/known-links.ts";
import { clock } from "../clock.ts";
import { actionStep } from "./action-step.ts";
import { callStep } from "./call-step.ts";
import { isExplained, toRunError } from "./describe-error.ts";
import { endInWords } from "./end-in-words.ts";
import { giveAnswer } from "./give-answer.ts";
import type { LoadedRun, OpenStep, SettledStep } from "./load-run.ts";
import { type Outside, readOutside } from "./outside.ts";
import { mergeResult } from "./merge-result.ts";
import { Parking } from "./parking.ts";
import { isEnd, recordedOutcome } from "./recorded-outcome.ts";
import { regionStep, zeroOutput } from "./region-step.ts";
import { checkSize, resolveNow, withSandbox } from "./resolve-input.ts";
import type { RunRecorder, StepRecord } from "./run-recorder.ts";
import { isLeftOutUnseen, mockError, standInUnseen } from "./stand-in.ts";
import type { EngineServices, StepEnd, StepRun } from "./step-run.ts";
import { mockOf } from "./test-options.ts";
import { Trace } from "./trace.ts";
import { waitStep } from "./wait-step.ts";

export type Advanced = { done: true } | { done: false; until: Date };

/** A wait up to this long is spent inside the step (SEMANTICS step-3). */
const waitInsideMs = 5_000;
/** The same while something outside is waited for: what happens there ends the executor's wait, but not this one. */
const waitInsideForOutsideMs = 250;
/** A step of the executor is given up after 15 minutes: no attempt (5 minutes at most) begins later than this. */
const waveMs = 480_000;
const outsideWaits: ReadonlySet<string> = new Set(["wait-event", "approval", "call"]);
/** What waits for something outside is looked at again after this long, should its signal be lost (SEMANTICS event-4); what waits for its time alone is not. */
const lookAgainMs = 3_600_000;

/**
 * Moves one run on from what is recorded until it is final or only waits are left (SEMANTICS step-2): actions that are
 * ready run in parallel, logic is computed inline, and each result is committed before anything builds on it. From `until`
 * on (milliseconds) no step begins: somebody else goes on.
 * @throws RunLost when another process took the run over; any other error is a fault of ours and may be retried.
 */
export async function advanceRun(run: LoadedRun, recorder: RunRecorder, services: EngineServices, signal: AbortSignal, until = Number.POSITIVE_INFINITY): Promise<Advanced> {
  return await new Advance(run, recorder, services, signal, until).go();
}

class Advance {
  readonly #run: LoadedRun;
  readonly #recorder: RunRecorder;
  readonly #services: EngineServices;
  readonly #signal: AbortSignal;
  readonly #until: number;
  readonly #walk: Walk;
  readonly #scope = new Map<string, Json>();
  readonly #active = new Set<Promise<void>>();
  /** Nodes that wait, and until when. */
  readonly #parking = new Parking();
  readonly #open: Map<string, OpenStep>;
  readonly #tries: Map<string, StepRun["tries"]>;
  readonly #errors = new Map<string, RunError>();
  /** Of a test-run only. */
  readonly #trace: Trace | null;
  readonly #began = performance.now();
  /** What a `stop` or `fail` node says. */
  #words = "";
  #signals: number;
  #outside: Promise<Outside> | undefined;
  /** A write failed: no step may go on, and none of it is the step's own failure. */
  #failure: { error: unknown } | undefined;

  constructor(run: LoadedRun, recorder: RunRecorder, services: EngineServices, signal: AbortSignal, until: number) {
    this.#run = run;
    this.#recorder = recorder;
    this.#services = services;
    this.#signal = signal;
    this.#until = until;
    this.#walk = new Walk(run.plan);
    this.#trace = run.test === null ? null : new Trace(run.plan, this.#walk);
    this.#open = new Map(run.open);
    this.#tries = new Map([...run.tries].map(([node, tries]) => [node, { ...tries }]));
    this.#signals = run.signals;
  }

  async go(): Promise<Advanced> {
    const { trigger } = this.#run.plan;
    this.#scope.set(trigger, this.#run.input);
    for (const [id, link] of knownLinks(this.#run)) this.#scope.set(id, link);
    this.#takeGiven();
    if (!this.#run.settled.has(trigger)) {
      const now = clock.date();
      this.#recorder.step({ node: trigger, status: "succeeded", port: "out", output: this.#run.input, startedAt: now, finishedAt: now });
    }
    this.#follow(this.#walk.start());
    for (;;) {
      // Without anything under way there is nothing to await, and all that was recorded goes out in one write.
      if (this.#active.size > 0) await this.#drain();
      if (this.#walk.isOver || this.#walk.ended !== undefined) break;
      this.#recorder.become({ status: "waiting" });
      await this.#recorder.flush();
      const due = this.#parking.nextDue();
      if (this.#happened()) this.#resume(this.#parking.takeOutside((id) => this.#run.plan.nodes.get(id)?.built !== "merge"));
      else if (due !== null && due < this.#until && due - clock.now() <= this.#longestInside() && this.#mayGoOn()) {
        await this.#parking.untilDue(due, this.#signal);
        this.#resume(this.#parking.takeDue(clock.now()));
      } else return { done: false, until: new Date(Math.min(due ?? Number.POSITIVE_INFINITY, this.#waitsForOutside() ? clock.now() + lookAgainMs : Number.POSITIVE_INFINITY)) };
      this.#recorder.become({ status: "running" });
    }
    this.#end();
    await this.#recorder.flush();
    return { done: true };
  }

  /** Results that a test-run of a part of the flow begins with; most of them are of no node in its plan. */
  #takeGiven(): void {
    const { part } = this.#run.test ?? {};
    for (const id of part !== undefined && part.kind !== "up-to" ? part.given : []) {
      const recorded = this.#run.settled.get(id);
      if (recorded?.output !== undefined) this.#scope.set(id, recorded.output);
      if (recorded) this.#trace?.recall(id, recorded);
    }
  }

  #mayGoOn(): boolean {
    return performance.now() - this.#began <= waveMs && clock.now() < this.#until;
  }

  #longestInside(): number {
    return this.#waitsForOutside() ? waitInsideForOutsideMs : waitInsideMs;
  }

  #waitsForOutside(): boolean {
    return this.#parking.isOpenEnded() || this.#parking.all().some((id) => outsideWaits.has(this.#run.plan.nodes.get(id)?.built ?? ""));
  }

  /** Whether something happened outside since it was looked at. */
  #happened(): boolean {
    const seen = this.#recorder.seen?.signals ?? this.#signals;
    if (seen === this.#signals) return false;
    this.#signals = seen;
    return true;
  }

  /** Until nothing is under way: what is due meanwhile is begun here too, so that no step waits for another's call. */
  async #drain(): Promise<void> {
    while (this.#active.size > 0) {
      const due = this.#walk.ended === undefined && this.#mayGoOn() ? this.#parking.nextDue() : null;
      await (due === null ? Promise.race(this.#active) : this.#parking.untilDueOr(due, this.#active));
      if (this.#failure) continue;
      if (this.#walk.ended === undefined && this.#mayGoOn()) this.#resume(this.#parking.takeDue(clock.now()));
    }
    if (this.#failure) throw this.#failure.error;
    this.#signal.throwIfAborted();
  }

  #end(): void {
    const { ended } = this.#walk;
    // The run is over: its waits end with it (SEMANTICS graph-4, graph-6).
    const left = new Set([...this.#parking.all(), ...[...this.#open.keys()].filter((id) => this.#walk.outcome(id) === undefined)]);
    for (const id of left) this.#recorder.step({ node: id, status: "cancelled", finishedAt: clock.date() });
    if (ended === undefined) return this.#recorder.become({ status: "succeeded" });
    const node = this.#run.plan.nodes.get(ended.node);
    if (ended.by === "failure") {
      const error = this.#errors.get(ended.node) ?? this.#run.settled.get(ended.node)?.error;
      return this.#recorder.become({ status: "failed", error: error ?? toRunError(undefined, ended.node, 1) });
    }
    this.#recorder.become(endInWords(node, this.#words));
  }

  #follow(settling: Settling): void {
    for (const id of settling.skipped) {
      const simulated = this.#trace?.skip(id) ?? false;
      if (!this.#run.settled.has(id)) this.#recorder.step({ node: id, status: "skipped", simulated });
    }
    for (const id of settling.clocks) this.#startClock(id);
    for (const id of settling.ready) this.#begin(id);
  }

  /** A merge's time runs from its first settled edge (SEMANTICS graph-5), and survives a restart. */
  #startClock(id: string): void {
    const node = this.#run.plan.nodes.get(id);
    const timeout = node && mergeTimeout(node);
    if (!node || timeout === null || timeout === undefined) return;
    const recorded = this.#run.settled.get(id);
    if (recorded) return this.#follow(this.#walk.timeout(id));
    const startedAt = this.#open.get(id)?.startedAt ?? clock.date();
    const dueAt = this.#open.get(id)?.dueAt ?? new Date(startedAt.getTime() + timeout);
    this.#recorder.step({ node: id, status: "waiting", startedAt, dueAt });
    this.#parking.park(id, dueAt);
  }

  #resume(nodes: readonly string[]): void {
    for (const id of nodes) {
      const node = this.#run.plan.nodes.get(id);
      if (node?.built === "merge") this.#follow(this.#walk.timeout(id));
      else if (node) this.#track(this.#step(node));
    }
  }

  #begin(id: string): void {
    const node = this.#run.plan.nodes.get(id);
    if (!node) return;
    const recorded = this.#run.settled.get(id);
    if (recorded) return this.#readBack(node, recorded);
    if (node.settings.disabled) return this.#passBy(node);
    if (node.built === "merge") return this.#merge(node);
    if (node.isStep) return this.#track(this.#step(node));
    this.#compute(node);
  }

  #readBack(node: PlanNode, recorded: SettledStep): void {
    this.#parking.leave(node.id);
    this.#trace?.resettle(node, recorded);
    if (recorded.output !== undefined) this.#scope.set(node.id, recorded.output);
    for (const member of this.#run.plan.regions.get(node.id)?.members ?? []) {
      const output = this.#run.settled.get(member)?.output;
      if (output !== undefined) this.#scope.set(member, output);
    }
    if (isEnd(node)) this.#words = typeof recorded.output === "string" ? recorded.output : "";
    this.#follow(this.#walk.settle(node.id, recordedOutcome(node, recorded)));
  }

  /** A disabled node does nothing (SEMANTICS graph-3); a source's region ends with zero counts. */
  #passBy(node: PlanNode): void {
    const now = clock.date();
    const zero = node.kind === "source" ? zeroOutput(node) : undefined;
    for (const member of this.#run.plan.regions.get(node.id)?.members ?? []) {
      const sink = this.#run.plan.nodes.get(member);
      const output = sink?.kind === "sink" ? zeroOutput(sink) : undefined;
      if (output) this.#scope.set(member, output);
      this.#recorder.step({ node: member, status: "succeeded", port: "out", startedAt: now, finishedAt: now, ...(output ? { output } : {}) });
    }
    this.#succeed(node, disabledPort(node), zero, { startedAt: now });
  }

  /** What a test-run says of a result: whether it is simulated, and which parts of it are. */
  #traced(node: PlanNode, { simulated = false, taint }: Partial<StepRecord>): Pick<StepRecord, "simulated" | "taint"> {
    if (this.#trace === null) return {};
    return { simulated: this.#trace.isSimulated(node, simulated), taint: this.#trace.settle(node, taint ?? (simulated ? wholly : null)) };
  }

  #succeed(node: PlanNode, port: string, output: Json | undefined, record: Partial<StepRecord>): void {
    if (output !== undefined) this.#scope.set(node.id, output);
    const traced = this.#traced(node, record);
    const settling = this.#walk.settle(node.id, { status: "succeeded", port });
    const late = settling.late.some(({ from }) => from === node.id);
    this.#recorder.step({ ...record, node: node.id, status: "succeeded", port, finishedAt: clock.date(), ...traced, late, ...(output === undefined ? {} : { output }) });
    this.#follow(settling);
  }

  /** After its retries a node fails: its error port is taken when an edge leaves it (SEMANTICS graph-4). */
  #fail(node: PlanNode, error: RunError, record: Partial<StepRecord>): void {
    this.#errors.set(node.id, error);
    const handled = this.#walk.handlesError(node.id);
    const output: JsonObject | undefined = handled ? { ...error } : undefined;
    if (output) this.#scope.set(node.id, output);
    if (handled) this.#recorder.handledError();
    const traced = this.#traced(node, record);
    const settling = this.#walk.settle(node.id, { status: "failed" });
    const late = settling.late.some(({ from }) => from === node.id);
    this.#recorder.step({ ...record, node: node.id, status: "failed", port: handled ? "error" : null, error, finishedAt: clock.date(), ...traced, late, ...(output ? { output } : {}) });
    this.#follow(settling);
  }

  #merge(node: PlanNode): void {
    this.#parking.leave(node.id);
    const result = mergeResult(node, this.#walk.merged(node.id), this.#scope);
    const startedAt = this.#open.get(node.id)?.startedAt ?? clock.date();
    if ("error" in result) this.#fail(node, result.error, { startedAt });
    else this.#succeed(node, result.port, result.output, { startedAt });
  }

  #compute(node: PlanNode): void {
    const startedAt = clock.date();
    try {
      this.#finish(node, resolveNow(node, this.#scope, { now: this.#run.now }), startedAt);
    } catch (error) {
      if (error instanceof TooCostly) return this.#track(this.#computeApart(node, startedAt));
      this.#faulty(node, error, startedAt);
    }
  }

  /** An expression that is too costly to evaluate here goes to the sandbox (SEMANTICS test-2). */
  async #computeApart(node: PlanNode, startedAt: Date): Promise<void> {
    try {
      const { sandbox } = this.#services;
      const input = await withSandbox(sandbox, this.#run.workspaceId, this.#scope, this.#run.now, this.#signal, (moment) => resolveNow(node, this.#scope, moment));
      this.#finish(node, input, startedAt);
    } catch (error) {
      this.#signal.throwIfAborted();
      this.#faulty(node, error, startedAt);
    }
  }

  #faulty(node: PlanNode, error: unknown, startedAt: Date): void {
    if (!isExplained(error)) this.#services.log.error({ err: error, runId: this.#run.runId, node: node.id }, "step.fault");
    this.#fail(node, toRunError(error, node.id, 1), { startedAt });
  }

  #finish(node: PlanNode, input: JsonObject, startedAt: Date): void {
    const mock = mockOf(this.#run.test, node.id);
    const stood = { input, startedAt, simulated: true, planned: { writes: [], standIn: "mock" as const } };
    if (mock) return "error" in mock ? this.#fail(node, mockError(mock.error, node.id), stood) : this.#succeed(node, "out", mock.value, stood);
    const { port, output } = computeInline(node, input);
    if (port === null) {
      this.#words = String(input[node.built === "stop" ? "reason" : "message"] ?? "");
      this.#recorder.step({ node: node.id, status: "succeeded", startedAt, finishedAt: clock.date(), input, output: this.#words });
      return this.#follow(this.#walk.settle(node.id, { status: "ended" }));
    }
    checkSize(output, "output");
    if (node.built !== "respond") return this.#succeed(node, port, output, { input, startedAt });
    const given = giveAnswer(this.#run, this.#recorder, input);
    if ("error" in given) this.#fail(node, toRunError(given.error, node.id, 1), { input, startedAt });
    else this.#succeed(node, port, given.output, { input, startedAt });
  }

  #track(work: Promise<void>): void {
    const tracked: Promise<void> = work
      .catch((error: unknown) => {
        this.#failure ??= { error };
      })
      .finally(() => this.#active.delete(tracked));
    this.#active.add(tracked);
  }

  async #step(node: PlanNode): Promise<void> {
    if (!this.#mayGoOn()) return this.#parking.park(node.id, clock.date());
    const tries = this.#tries.get(node.id) ?? { last: 0, failed: 0, nextAt: null };
    this.#tries.set(node.id, tries);
    const step: StepRun = {
      run: this.#run, node, scope: this.#scope, recorder: this.#recorder, services: this.#services, signal: this.#signal,
      open: this.#open.get(node.id), tries, traced: this.#trace?.of(node) ?? null, trace: this.#trace,
      outside: () => this.#lookOutside(),
      commit: () => this.#commit(),
    };
    const began = clock.date();
    const end = await this.#perform(step);
    if (this.#failure) return;
    this.#take(step, end, began);
  }

  #perform(step: StepRun): Promise<StepEnd> {
    const { node, run } = step;
    if (node.kind === "source") return regionStep(step, (member, record, output) => this.#member(member, record, output));
    if (isLeftOutUnseen(run, node)) return standInUnseen(step);
    switch (node.built) {
      case "wait":
      case "wait-event":
      case "approval":
        return waitStep(step);
      case "call":
        return callStep(step);
      default:
        return actionStep(step);
    }
  }

  /** A member of a region settles with its source; what it did is recorded here (SEMANTICS region-4, region-9). */
  #member(id: string, record: StepRecord, output: JsonObject | undefined): void {
    if (output) this.#scope.set(id, output);
    this.#trace?.recall(id, record);
    this.#recorder.step({ ...record, ...(output ? { output } : {}) });
  }

  #take(step: StepRun, end: StepEnd, began: Date): void {
    const { node } = step;
    const startedAt = step.open?.startedAt ?? began;
    end.also?.();
    if (end.end === "parked") {
      if (end.state) this.#open.set(node.id, end.state);
      return this.#parking.park(node.id, end.until);
    }
    if (end.end === "failed") return this.#fail(node, end.error, { startedAt, ...end.record });
    const port = node.kind === "source" ? donePort : end.port;
    this.#succeed(node, port, end.output, { startedAt, ...(step.open?.reused ? { reused: true } : {}), ...end.record });
  }

  #lookOutside(): Promise<Outside> {
    // Steps that look at the same moment share one reading.
    this.#outside ??= readOutside(this.#services.pool, this.#run.workspaceId, this.#run.runId).finally(() => {
      this.#outside = undefined;
    });
    return this.#outside;
  }

  async #commit(): Promise<void> {
    try {
      await this.#recorder.flush();
    } catch (error) {
      this.#failure ??= { error };
    }
    if (this.#failure) throw this.#failure.error;
  }
}
