import { randomInt } from "node:crypto";
import type { DatabaseSession, Exchange } from "#lib/connectors/define.ts";
import { runAction } from "#lib/connectors/registry.server.ts";
import { StepError } from "#lib/connectors/step-error.ts";
import { newId } from "#lib/ids.ts";
import { isJsonObject, type Json, type JsonObject } from "#lib/json.ts";
import { clock } from "../clock.ts";
import { isDatabaseAway } from "../database-away.ts";
import { isClassified, isExplained, toRunError } from "./describe-error.ts";
import { findEffect, repeatsUnknown } from "./effects.ts";
import { sampleBase } from "../sample-systems/sample-base.ts";
import { type Effect, prepareStep } from "./prepare-step.ts";
import { keptBody } from "./kept-body.ts";
import { checkSize } from "./resolve-input.ts";
import { nextDelay } from "#lib/flow/retry-policy.ts";
import { RunLost } from "./run-recorder.ts";
import type { StepEnd, StepRun } from "./step-run.ts";
import { isLeftOut, standIn } from "./stand-in.ts";

const defaultTimeoutMs = 30_000;
/** No connection came about, so nothing was sent. */
const neverLeft = new Set(["connection_refused", "dns_failed", "tls_failed"]);

function timeoutOf({ node }: StepRun): number {
  return node.settings.timeoutMs ?? (node.built === "code" ? 10_000 : defaultTimeoutMs);
}

/** Whether the ledger may know of this effect already. */
function mayBeKnown(step: StepRun, effect: Effect): boolean {
  return effect.isKept && (step.run.hasHistory || step.node.settings.idempotencyKey !== undefined || step.tries.last > 0);
}

/** What an earlier run or holder left of this effect: a result to take, a question to ask, or nothing in the way. */
async function lookBack(step: StepRun, input: JsonObject, effect: Effect): Promise<StepEnd | null> {
  const { run, node, services } = step;
  const known = await findEffect(services.pool, run.workspaceId, effect.key);
  if (known?.status === "confirmed") return { end: "succeeded", port: "out", output: known.result ?? null, record: { input, reused: true } };
  if (known?.status !== "sent" && known?.status !== "unknown") return null;
  return repeatsUnknown(node) ? null : await ask(step, input, effect);
}

/** Nobody can tell whether it happened: the run waits for a decision (SEMANTICS step-5). */
async function ask(step: StepRun, input: JsonObject, effect: Effect): Promise<StepEnd | null> {
  const { node, recorder } = step;
  const wait = (await step.outside()).waits.get(node.id);
  if (wait?.kind === "effect" && wait.status === "resolved") {
    const decision = isJsonObject(wait.result) ? wait.result["decision"] : undefined;
    if (decision === "repeat") return null;
    if (decision === "done") {
      recorder.effect({ key: effect.key, node: node.id, status: "confirmed" });
      return { end: "succeeded", port: "out", output: null, record: { input } };
    }
    return { end: "failed", error: toRunError(new StepError("fatal", "effect_unknown", "It is not known whether this step did its work, and it was decided not to repeat it."), node.id, step.tries.failed), record: { input } };
  }
  if (wait?.kind !== "effect" || wait.status !== "open") {
    recorder.effect({ key: effect.key, node: node.id, status: "unknown" });
    recorder.wait({ id: newId("wait"), node: node.id, kind: "effect", name: `Did “${node.name}” happen?`, status: "open", details: input });
  }
  recorder.step({ node: node.id, status: "waiting", startedAt: step.open?.startedAt ?? clock.date(), input });
  return { end: "parked", until: null };
}

async function runCode(step: StepRun, input: JsonObject, signal: AbortSignal): Promise<{ output: Json; logs: string[] }> {
  const [result] = await step.services.sandbox.run(
    step.run.workspaceId,
    { kind: "code", source: String(input["source"]), inputs: [input["input"] ?? {}] },
    { signal, limits: { timeoutMs: timeoutOf(step) } },
  );
  if (result?.ok === true) return { output: result.value, logs: result.logs };
  const line = result?.error.line === undefined ? "" : ` (line ${result.error.line})`;
  throw Object.assign(new StepError("fatal", result?.error.code ?? "SANDBOX_ERROR", `${result?.error.message ?? "The code did not run."}${line}`), { logs: result?.logs ?? [] });
}

function logsOf(error: unknown): string[] {
  return error instanceof StepError && "logs" in error && Array.isArray(error.logs) ? error.logs : [];
}

/** Whether a failed attempt may still have done its work: it left, and no answer came back. */
function isUnknown(error: unknown, exchange: Exchange | undefined): boolean {
  if (isClassified(error) && error.code === "connection_cut") return true;
  if (exchange === undefined || exchange.reply !== null) return false;
  return !isClassified(error) || ((error.class === "transient" || error.class === "provider") && !neverLeft.has(error.code));
}

/**
 * Tries an action once. A failure that may pass parks the step until its next attempt is due (SEMANTICS step-3); the
 * attempt's start and its effect are committed before anything leaves, its result together with the step's (step-5).
 */
export async function actionStep(step: StepRun): Promise<StepEnd> {
  const { run, node, recorder, services, tries } = step;
  if (tries.nextAt !== null && tries.nextAt > clock.now()) return { end: "parked", until: new Date(tries.nextAt) };
  tries.nextAt = null;
  const number = tries.last + 1;
  const startedAt = clock.date();
  let input: JsonObject | undefined;
  let effect: Effect | undefined;
  let exchange: Exchange | undefined;
  const kept = (): Json | undefined => (exchange ? ({ ...exchange } as unknown as Json) : undefined);
  const abort = new AbortController();
  const timeoutMs = timeoutOf(step);
  // Made when it is needed: an error looks through the whole stack.
  const late = (): StepError => new StepError("transient", "timeout", `The step took longer than ${timeoutMs / 1_000} s. It may work later.`);
  const signal = AbortSignal.any([step.signal, abort.signal]);
  let timer: NodeJS.Timeout | undefined;
  let session: Promise<DatabaseSession> | undefined;
  let logs: string[] = [];
  try {
    const preparing = prepareStep(step);
    const prepared = preparing instanceof Promise ? await preparing : preparing;
    ({ input, effect } = prepared);
    if (isLeftOut(run, node, input)) return await standIn(step, prepared);
    const ended = mayBeKnown(step, effect) ? await lookBack(step, input, effect) : null;
    if (ended) return ended;
    tries.last = number;
    recorder.step({ node: node.id, status: "running", startedAt: step.open?.startedAt ?? startedAt, input });
    recorder.attempt({ node: node.id, number, status: "running", startedAt });
    if (effect.isKept) recorder.effect({ key: effect.key, node: node.id, status: "sent" });
    await step.commit();
    // Code is timed by the sandbox, from when it begins there: waiting for a free process is not its own doing.
    if (node.built !== "code") timer = setTimeout(() => abort.abort(late()), timeoutMs);
    let output: Json;
    if (node.built === "code") {
      ({ output, logs } = await runCode(step, input, signal));
    } else {
      const { send, database } = services.wayOut(run.workspaceId);
      output = await runAction(node.type, input, {
        baseUrl: sampleBase(node.type),
        effectKey: effect.key,
        readOnly: run.test !== null && !run.test.send.has(node.id),
        signal,
        publish: (event) => services.publish(run, event),
        database: () => (session ??= database(node, { signal, timeoutMs, readOnly: run.test !== null && !run.test.send.has(node.id) })),
        send: async (request) => {
          exchange = { request: { method: request.method, url: request.url, headers: request.headers, ...(request.body === undefined ? { body: null } : keptBody(Buffer.from(request.body))) }, reply: null };
          const reply = await send(node, request, { signal, timeoutMs });
          exchange.reply = { status: reply.status, headers: reply.headers, ...keptBody(reply.body), durationMs: Math.round(reply.durationMs) };
          return reply;
        },
      });
    }
    checkSize(output, "output");
    const exchanged = kept();
    const finishedAt = clock.date();
    const { key, isKept } = effect;
    const also = (): void => {
      recorder.attempt({ node: node.id, number, status: "succeeded", startedAt, finishedAt, ...(exchanged === undefined ? {} : { exchange: exchanged }) });
      if (isKept) recorder.effect({ key, node: node.id, status: "confirmed", result: output });
    };
    return { end: "succeeded", port: "out", output, record: { startedAt, ...(logs.length > 0 ? { logs } : {}) }, also };
  } catch (error) {
    // The run is somebody else's now, or the database is away: neither is this step's failure.
    if (step.signal.aborted || error instanceof RunLost || (!isExplained(error) && isDatabaseAway(error))) throw error;
    return await failed(step, { error, number, startedAt, input, effect, exchange, logs: [...logs, ...logsOf(error)], timedOut: abort.signal.aborted });
  } finally {
    clearTimeout(timer);
    await session?.then((opened) => opened.end(), () => undefined);
  }
}

interface FailedTry {
  error: unknown;
  number: number;
  startedAt: Date;
  input: JsonObject | undefined;
  effect: Effect | undefined;
  exchange: Exchange | undefined;
  logs: string[];
  timedOut: boolean;
}

/** A retry that its caller would not live to see is not planned: a failure in time is the better answer (SEMANTICS sync-2). */
function isTooLate({ run, recorder }: StepRun, due: number): boolean {
  return run.answerBy !== null && due >= run.answerBy && !run.hasAnswered && !recorder.hasAnswered;
}

async function failed(step: StepRun, tried: FailedTry): Promise<StepEnd> {
  const { node, recorder, services, tries, run } = step;
  const { error, number, startedAt, input, effect, exchange } = tried;
  if (!isExplained(error)) services.log.error({ err: error, runId: run.runId, node: node.id }, "step.fault");
  const failure = toRunError(error, node.id, number);
  const wasTried = tries.last === number;
  const record = { startedAt, ...(input === undefined ? {} : { input }), ...(tried.logs.length > 0 ? { logs: tried.logs } : {}) };
  if (!wasTried) return { end: "failed", error: failure, record };
  tries.failed += 1;
  const unknown = effect?.isKept === true && isUnknown(error, exchange);
  const finishedAt = clock.date();
  const base = { node: node.id, number, status: "failed", error: failure, startedAt, finishedAt, ...(exchange ? { exchange: { ...exchange } as unknown as Json } : {}) } as const;
  const also = (nextAt?: Date): void => {
    if (effect?.isKept) recorder.effect({ key: effect.key, node: node.id, status: unknown ? "unknown" : "refused" });
    recorder.attempt(nextAt ? { ...base, nextAt } : base);
  };
  if (unknown && effect && input && !repeatsUnknown(node)) {
    also();
    const ended = await ask(step, input, effect);
    if (ended) return ended;
  }
  const retryAfterMs = isClassified(error) ? error.retryAfterMs : undefined;
  const delay = nextDelay(node.settings, tries.failed, failure.class, retryAfterMs, randomInt(1_000) / 1_000);
  if (delay === null || isTooLate(step, finishedAt.getTime() + delay)) return { end: "failed", error: { ...failure, attempts: tries.failed }, record, also };
  const due = new Date(finishedAt.getTime() + delay);
  tries.nextAt = due.getTime();
  return {
    end: "parked", until: due,
    also: () => {
      also(due);
      recorder.step({ node: node.id, status: "waiting", startedAt: step.open?.startedAt ?? startedAt, error: failure });
    },
  };
}
