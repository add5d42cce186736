import { assert, present } from "#lib/assert.ts";
import { nodeTypes, operationSpec } from "#lib/connectors/registry.ts";
import { ReferenceMissing, readPath, resolveConfig } from "#lib/flow/bindings/resolve.ts";
import { compile } from "#lib/flow/compile.ts";
import { computeInline } from "#lib/flow/inline.ts";
import type { Plan, PlanNode } from "#lib/flow/plan.ts";
import { disabledPort } from "#lib/flow/ports.ts";
import { mergeTimeout, type Outcome, type Settling, Walk } from "#lib/flow/walk.ts";
import { canonicalJson, isJsonObject, type Json, type JsonObject } from "#lib/json.ts";
import { classOf, isTransient } from "./error-class.ts";
import { expandSketch, portName, shortNames } from "./expand-sketch.ts";
import { isFinal, isNow, parseMoment } from "./moment.ts";
import type { Observed, ObservedStep } from "./observed.ts";
import { inputOf } from "./read-cases.ts";
import { ScriptReader } from "./script.ts";
import type { Act, Expected, SemanticCase } from "./semantic-case.schema.ts";

type Mutable<Type> = { -readonly [Key in keyof Type]: Type[Key] };
type Step = Mutable<ObservedStep> & { flags: string[]; attempts: Mutable<ObservedStep["attempts"][number]>[] };

/** A node that runs: a call or wait that ends at a moment, by itself or by something from outside. */
interface Running {
  node: PlanNode;
  kind: "call" | "retry" | "wait" | "event" | "approval";
  due: number | undefined;
  until: string | undefined;
  finish(): void;
}

const unitMs: Record<string, number> = { seconds: 1_000, minutes: 60_000, hours: 3_600_000, days: 86_400_000 };
const start = "2026-11-26T12:00:00.000Z";
const callMs = 10;

/**
 * Plays a case on the pure walk: answers come from the script, time is virtual and jumps to what is due next. It knows
 * what the table says of calls, retries and waits, and leaves to `Walk` who runs, who is skipped and what a merge takes.
 */
export function playWalk(one: SemanticCase, look: (seen: Observed, expected: Expected) => void): Observed {
  return new WalkPlay(one, look).play();
}

class WalkPlay {
  readonly #plan: Plan;
  readonly #walk: Walk;
  readonly #names: Map<string, string>;
  readonly #document: ReturnType<typeof expandSketch>;
  readonly #script: ScriptReader;
  readonly #input: Json;
  readonly #acts: Act[];
  readonly #look: (seen: Observed, expected: Expected) => void;
  readonly #steps = new Map<string, Step>();
  readonly #scope = new Map<string, Json>();
  readonly #running: Running[] = [];
  readonly #timers: { merge: string; due: number }[] = [];
  readonly #events: { name: string; data: Json }[] = [];
  readonly #called = new Map<string, number>();
  readonly #late: string[] = [];
  readonly #errors = new Map<string, NonNullable<Observed["error"]>>();
  #now = 0;
  #tick = 0;
  #handled = 0;
  #cancelled = false;
  #reason: string | null = null;
  #response: Json = null;

  constructor(one: SemanticCase, look: (seen: Observed, expected: Expected) => void) {
    this.#document = expandSketch(one);
    const compiled = compile(this.#document, nodeTypes);
    if (!compiled.ok) throw new Error(`The case does not compile: ${compiled.problem.map((issue) => `${issue.rule} ${issue.message}`).join(" ")}`);
    this.#plan = compiled.value;
    this.#walk = new Walk(this.#plan);
    this.#names = shortNames(one);
    this.#script = new ScriptReader(one.script);
    this.#input = inputOf(one);
    this.#acts = [...one.acts];
    this.#look = look;
  }

  play(): Observed {
    this.#scope.set(this.#plan.trigger, this.#input);
    const trigger = this.#step(this.#plan.trigger);
    Object.assign(trigger, { status: "succeeded", port: "out", output: this.#input, began: ++this.#tick, ended: ++this.#tick });
    this.#follow(this.#walk.start());
    while (this.#turn());
    return this.#observe();
  }

  /** One thing that happens; false when nothing can happen any more. */
  #turn(): boolean {
    const act = this.#acts[0];
    if (act && (act.when === undefined || this.#isNow(act.when))) {
      this.#acts.shift();
      this.#perform(act);
      return true;
    }
    if (this.#cancelled) return false;
    if (this.#walk.ended !== undefined) this.#endWaits();
    const free = this.#running.find((one) => one.until !== undefined && this.#isNow(one.until));
    if (free) return this.#end(free);
    const next = this.#running.filter((one) => one.due !== undefined && one.until === undefined).toSorted((a, b) => (a.due ?? 0) - (b.due ?? 0))[0];
    const timer = this.#walk.ended === undefined ? this.#timers.toSorted((a, b) => a.due - b.due)[0] : undefined;
    if (timer && timer.due < (next?.due ?? Infinity)) {
      this.#now = timer.due;
      this.#timers.splice(this.#timers.indexOf(timer), 1);
      this.#follow(this.#walk.timeout(timer.merge));
      return true;
    }
    if (!next) return false;
    this.#now = next.due ?? this.#now;
    return this.#end(next);
  }

  #end(one: Running): boolean {
    this.#running.splice(this.#running.indexOf(one), 1);
    one.finish();
    return true;
  }

  /** Waits end with the run; calls that are under way do not (SEMANTICS graph-4, graph-6). */
  #endWaits(): void {
    for (const one of this.#running.filter(({ kind }) => kind !== "call")) {
      this.#running.splice(this.#running.indexOf(one), 1);
      Object.assign(this.#step(one.node.id), { status: "cancelled", ended: ++this.#tick });
    }
  }

  #isNow(text: string): boolean {
    return isNow(parseMoment(text), {
      called: (node) => this.#called.get(node) ?? 0,
      step: (node) => this.#steps.get(node)?.status,
      run: () => this.#status(),
    });
  }

  #status(): string {
    if (this.#cancelled) return "cancelled";
    const { ended } = this.#walk;
    if (this.#running.length > 0) return this.#running.every(({ kind }) => kind !== "call") ? "waiting" : "running";
    if (ended?.by === "failure") return "failed";
    if (ended?.by === "node") return this.#plan.nodes.get(ended.node)?.built === "stop" ? "succeeded" : "failed";
    return this.#walk.isOver ? "succeeded" : "running";
  }

  #name(id: string): string {
    return this.#names.get(id) ?? id;
  }

  #step(id: string): Step {
    const name = this.#name(id);
    const step = this.#steps.get(name) ?? { status: "none", port: null, flags: [], output: undefined, began: null, ended: null, attempts: [] };
    this.#steps.set(name, step);
    return step;
  }

  #follow({ ready, skipped, clocks, late }: Settling): void {
    for (const id of skipped) this.#step(id).status = "skipped";
    for (const { merge, from } of late) {
      this.#late.push(`${this.#name(merge)} < ${this.#name(from)}`);
      this.#step(from).flags.push("late");
    }
    for (const id of clocks) this.#timers.push({ merge: id, due: this.#now + (mergeTimeout(present(this.#plan.nodes.get(id), "the merge")) ?? 0) });
    for (const id of ready) this.#begin(present(this.#plan.nodes.get(id), "a node that is ready"));
  }

  #settle(node: PlanNode, outcome: Outcome): void {
    const settling = this.#walk.settle(node.id, outcome);
    for (const id of this.#plan.regions.get(node.id)?.members ?? []) {
      const member = this.#walk.outcome(id);
      if (member) Object.assign(this.#step(id), { status: member.status, port: member.status === "succeeded" ? member.port : null });
    }
    this.#follow(settling);
  }

  #succeed(node: PlanNode, port: string, output?: Json): void {
    if (output !== undefined) this.#scope.set(node.id, output);
    Object.assign(this.#step(node.id), { status: "succeeded", port: portName(this.#document, node.id, port), output, ended: ++this.#tick });
    this.#settle(node, { status: "succeeded", port });
  }

  #fail(node: PlanNode, error: { class: string; code: string; message: string }, attempts = 1): void {
    const whole = { ...error, node: node.id, attempts, at: start };
    const handled = this.#walk.handlesError(node.id);
    if (handled) {
      this.#handled += 1;
      this.#scope.set(node.id, whole);
    }
    this.#errors.set(node.id, { ...error, node: this.#name(node.id) });
    Object.assign(this.#step(node.id), { status: "failed", port: handled ? "error" : null, output: handled ? whole : undefined, ended: ++this.#tick });
    this.#settle(node, { status: "failed" });
  }

  #begin(node: PlanNode): void {
    Object.assign(this.#step(node.id), { status: "running", began: ++this.#tick });
    if (node.settings.disabled) return this.#succeed(node, disabledPort(node));
    if (node.built === "merge") return this.#merge(node);
    let input: JsonObject;
    try {
      const filled = resolveConfig(node.config, this.#scope, { now: start });
      const parsed = operationSpec(node.type)?.input.safeParse(filled);
      if (parsed?.success !== true) return this.#fail(node, { class: "validation", code: "bad_settings", message: "The settings do not fit" });
      input = parsed.data as JsonObject;
    } catch (error) {
      const missing = error instanceof ReferenceMissing;
      return this.#fail(node, { class: missing ? "reference_missing" : "validation", code: missing ? "reference_missing" : "bad_settings", message: String(error) });
    }
    switch (node.built) {
      case "wait":
      case "wait-event":
      case "approval":
        return this.#wait(node, node.built, input);
      case "split":
        return this.#script.has(this.#name(node.id)) ? this.#call(node, 0) : this.#succeed(node, "done", { read: (input["list"] as Json[]).length, filtered: 0, rejected: 0 });
      case "call":
      case "code":
      case undefined:
        return this.#call(node, 0);
      default:
        return this.#compute(node, input);
    }
  }

  #compute(node: PlanNode, input: JsonObject): void {
    const { port, output } = computeInline(node, input);
    if (node.built === "respond" && this.#response === null) this.#response = { status: input["status"] ?? 200, headers: input["headers"] ?? {}, body: input["body"] ?? null };
    if (port !== null) return this.#succeed(node, port, output);
    if (node.built === "stop") this.#reason = String(input["reason"]);
    else this.#errors.set(node.id, { class: "fatal", code: "failed", node: this.#name(node.id), message: String(input["message"]) });
    Object.assign(this.#step(node.id), { status: node.built === "stop" ? "succeeded" : "failed", ended: ++this.#tick });
    this.#settle(node, { status: "ended" });
  }

  #merge(node: PlanNode): void {
    const merged = present(this.#walk.merged(node.id), "what made the merge ready");
    if (merged.port === "error") return this.#fail(node, { class: "fatal", code: "merge_unreachable", message: "Too few paths can arrive" });
    this.#succeed(node, merged.port, Object.fromEntries(node.incoming.map((edge) => [edge.name, merged.taken.includes(edge.id) ? (this.#scope.get(edge.from) ?? null) : null])));
  }

  #call(node: PlanNode, failed: number): void {
    const name = this.#name(node.id);
    this.#called.set(name, (this.#called.get(name) ?? 0) + 1);
    const answer = this.#script.next(name);
    const attempt: Step["attempts"][number] = { status: "running", began: this.#now, ended: null };
    this.#step(node.id).attempts.push(attempt);
    const finish = (): void => {
      attempt.ended = this.#now;
      attempt.status = answer.status < 400 && !answer.cut ? "succeeded" : "failed";
      if (attempt.status === "succeeded") {
        if (node.kind === "source") return this.#succeed(node, "done", { read: 0, filtered: 0, rejected: 0 });
        return this.#succeed(node, "out", node.kind === "action" && node.built === undefined ? { status: answer.status, headers: {}, body: answer.body } : answer.body);
      }
      const error = { class: answer.cut ? "transient" : classOf(answer.status), code: answer.cut ? "cut" : `http_${answer.status}`, message: `Answered ${answer.status}` };
      const retry = node.settings.retry ?? { attempts: 4, delayMs: 1_000, backoff: "constant", maxDelayMs: 1_000 };
      if (!isTransient(error.class) || failed + 1 >= retry.attempts) return this.#fail(node, error, failed + 1);
      if (this.#walk.ended !== undefined) return void Object.assign(this.#step(node.id), { status: "cancelled", ended: ++this.#tick });
      this.#step(node.id).status = "waiting";
      this.#running.push({ node, kind: "retry", due: this.#now + retry.delayMs, until: undefined, finish: () => this.#call(node, failed + 1) });
    };
    this.#step(node.id).status = "running";
    this.#running.push({ node, kind: "call", due: this.#now + (answer.takes ?? callMs), until: answer.until, finish });
  }

  #wait(node: PlanNode, built: "wait" | "wait-event" | "approval", input: JsonObject): void {
    const amountMs = Number(input["amount"]) * (unitMs[String(input["unit"])] ?? 1);
    const waitMs = built === "wait" && input["mode"] === "until" ? Math.max(0, Date.parse(String(input["until"])) - Date.parse(start)) : amountMs;
    if (!(waitMs <= 366 * 86_400_000)) return this.#fail(node, { class: "validation", code: "bad_settings", message: "A wait is at most one year" });
    this.#step(node.id).status = "waiting";
    const kind = { wait: "wait", "wait-event": "event", approval: "approval" } as const;
    const finish = (): void => (built === "wait" ? this.#succeed(node, "out", { until: start }) : this.#succeed(node, "timeout"));
    this.#running.push({ node, kind: kind[built], due: this.#now + waitMs, until: undefined, finish });
    if (built === "wait-event" && input["since"] === "run") for (const event of this.#events) this.#match(event);
  }

  #match({ name, data }: { name: string; data: Json }): void {
    for (const one of this.#running.filter(({ kind }) => kind === "event")) {
      const config = resolveConfig(one.node.config, this.#scope, { now: start });
      const found = typeof config["path"] === "string" ? readPath(data, config["path"].split(".")) : undefined;
      const fits = config["path"] === undefined || (found !== undefined && canonicalJson(found) === canonicalJson(config["equals"] ?? null));
      if (config["event"] !== name || !fits || !this.#running.includes(one)) continue;
      this.#running.splice(this.#running.indexOf(one), 1);
      this.#succeed(one.node, "out", { id: "evt_1", name, data, receivedAt: start });
    }
  }

  #perform(act: Act): void {
    switch (act.do) {
      case "look":
        return this.#look(this.#observe(), act.expect);
      case "wait":
        return;
      case "release":
        this.#called.set(act.node, (this.#called.get(act.node) ?? 0) + 1);
        return;
      case "cancel":
        if (isFinal(this.#status())) return;
        this.#cancelled = true;
        for (const one of this.#running.splice(0)) Object.assign(this.#step(one.node.id), { status: "cancelled", ended: ++this.#tick });
        return;
      case "publish":
        this.#events.push({ name: act.event, data: act.data });
        return this.#match({ name: act.event, data: act.data });
      case "decide": {
        const one = this.#running.find(({ node, kind }) => kind === "approval" && this.#name(node.id) === act.node);
        assert(one !== undefined || act.fails !== undefined, `${act.node} waits for a decision`);
        if (!one) return;
        this.#running.splice(this.#running.indexOf(one), 1);
        return this.#succeed(one.node, act.decision, { decision: act.decision, by: "owner@example.com", comment: act.comment ?? "", at: start });
      }
      default:
        throw new Error(`The walk has no “${act.do}”: leave it out of the case's machines`);
    }
  }

  #observe(): Observed {
    const { ended } = this.#walk;
    return {
      run: this.#status(),
      error: ended === undefined ? null : (this.#errors.get(ended.node) ?? null),
      handled: this.#handled,
      reason: this.#reason,
      response: isJsonObject(this.#response) ? this.#response : null,
      pattern: this.#plan.pattern,
      steps: structuredClone(this.#steps),
      late: [...this.#late],
      called: new Map(this.#called),
    };
  }
}
