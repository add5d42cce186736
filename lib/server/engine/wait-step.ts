import { StepError } from "#lib/connectors/step-error.ts";
import { unreachable } from "#lib/assert.ts";
import type { TimeUnit } from "#lib/connectors/time-unit.ts";
import { newId } from "#lib/ids.ts";
import type { JsonObject } from "#lib/json.ts";
import { announceApproval } from "../approvals/announce-approval.ts";
import { clock } from "../clock.ts";
import { matchHash } from "../events/match-hash.ts";
import { findPastEvent } from "../events/find-past-event.ts";
import { approvalEnd, approvalTimeout, openApproval } from "./approval-step.ts";
import { isExplained, toRunError } from "./describe-error.ts";
import { expireWait } from "./expire-wait.ts";
import { readOutside } from "./outside.ts";
import { resolveNow, withSandbox } from "./resolve-input.ts";
import type { StepEnd, StepRun } from "./step-run.ts";

const unitMs: Record<TimeUnit, number> = { seconds: 1_000, minutes: 60_000, hours: 3_600_000, days: 86_400_000 };
/** The longest wait (SEMANTICS graph-7). */
const yearMs = 366 * 86_400_000;
/** A publisher whose transaction was under way while a wait was stored may have missed it: what it stored is found then. */
const secondLookMs = 2_000;
/** An approval is announced once it is stored, which is with the next write; this leaves that one the time to go out with the run's state. */
const announceMs = 25;

function dueIn(amount: number, unit: TimeUnit): Date {
  const length = amount * unitMs[unit];
  if (!Number.isFinite(length) || length > yearMs) throw new StepError("validation", "wait_too_long", "A wait lasts one year at most. Shorten it.");
  return new Date(clock.now() + length);
}

function dueAt(until: string | undefined): Date {
  const instant = Date.parse(until ?? "");
  if (Number.isNaN(instant)) throw new StepError("validation", "no_moment", `“${(until ?? "").slice(0, 100)}” is no moment. Write it like 2026-12-24T18:00:00Z.`);
  if (instant - clock.now() > yearMs) throw new StepError("validation", "wait_too_long", "A wait lasts one year at most. Choose an earlier moment.");
  return new Date(instant);
}

function dueOf(input: JsonObject): Date {
  if (input["mode"] === "until") return dueAt(typeof input["until"] === "string" ? input["until"] : undefined);
  return dueIn(Number(input["amount"]), input["unit"] as TimeUnit);
}

async function begin(step: StepRun): Promise<JsonObject> {
  const { run, node, scope, services, signal } = step;
  return await withSandbox(services.sandbox, run.workspaceId, scope, run.now, signal, (moment) => resolveNow(node, scope, moment));
}

/** Waits for a time. */
async function waitForTime(step: StepRun): Promise<StepEnd> {
  const { node, recorder, open } = step;
  if (open?.dueAt) {
    if (open.dueAt.getTime() > clock.now()) return { end: "parked", until: open.dueAt };
    return { end: "succeeded", port: "out", output: { until: open.dueAt.toISOString() } };
  }
  const input = await begin(step);
  const due = dueOf(input);
  if (step.run.test || due.getTime() <= clock.now()) return { end: "succeeded", port: "out", output: { until: due.toISOString() }, record: { input } };
  const startedAt = clock.date();
  recorder.step({ node: node.id, status: "waiting", startedAt, input, dueAt: due });
  return { end: "parked", until: due, state: { startedAt, dueAt: due, childRun: null } };
}

/** What ended a wait that somebody outside resolves; null while it goes on. A result and the end of its time exclude each other. */
async function resolution(step: StepRun, dueAt: Date): Promise<StepEnd | null> {
  const { run, node, services } = step;
  let wait = (await step.outside()).waits.get(node.id);
  if (wait?.status === "open" && dueAt.getTime() <= clock.now()) {
    if (await expireWait(services.pool, run.workspaceId, wait.id)) wait = { ...wait, status: "expired" };
    else wait = (await readOutside(services.pool, run.workspaceId, run.runId)).waits.get(node.id);
    // The database's clock is behind this one's.
    if (wait?.status === "open") return { end: "parked", until: new Date(clock.now() + 100) };
  }
  if (wait?.status === "resolved") {
    if (wait.kind === "approval") return approvalEnd(step, wait.result);
    return { end: "succeeded", port: "out", ...(wait.result === undefined ? {} : { output: wait.result }) };
  }
  if (wait?.status === "expired") return wait.kind === "approval" ? approvalTimeout(step, dueAt) : { end: "succeeded", port: "timeout", output: null };
  return null;
}

async function waitForEvent(step: StepRun): Promise<StepEnd> {
  const { run, node, recorder, open, services } = step;
  if (open?.dueAt) {
    const ended = await resolution(step, open.dueAt);
    if (ended) return ended;
    const found = await findPastEvent(services.pool, run.workspaceId, run.runId, node.id);
    return { end: "parked", until: found ? clock.date() : open.dueAt };
  }
  const input = await begin(step);
  const dueAt = dueIn(Number(input["amount"]), input["unit"] as TimeUnit);
  const path = typeof input["path"] === "string" ? input["path"] : "";
  const startedAt = clock.date();
  recorder.step({ node: node.id, status: "waiting", startedAt, input, dueAt });
  recorder.wait({
    id: newId("wait"), node: node.id, kind: "event", name: String(input["event"]), status: "open", expiresAt: dueAt,
    ...(path === "" ? {} : { path, match: matchHash(input["equals"] ?? null) }),
    details: { since: input["since"] === "now" ? startedAt.toISOString() : run.now },
  });
  await step.commit();
  const found = await findPastEvent(services.pool, run.workspaceId, run.runId, node.id);
  return { end: "parked", until: found ? clock.date() : new Date(Math.min(dueAt.getTime(), clock.now() + secondLookMs)), state: { startedAt, dueAt, childRun: null } };
}

async function waitForApproval(step: StepRun): Promise<StepEnd> {
  const { open } = step;
  if (open?.dueAt) {
    const ended = await resolution(step, open.dueAt);
    if (ended) return ended;
    if (!(await announceApproval(step))) {
      await step.commit();
      await announceApproval(step);
    }
    return { end: "parked", until: open.dueAt };
  }
  const input = await begin(step);
  const dueAt = dueIn(Number(input["amount"]), input["unit"] as TimeUnit);
  const startedAt = openApproval(step, input, dueAt);
  const told = step.run.test ? dueAt : new Date(Math.min(dueAt.getTime(), clock.now() + announceMs));
  return { end: "parked", until: told, state: { startedAt, dueAt, childRun: null } };
}

/** Begins a wait, or looks whether it is over; its state is in the database, so a restart only looks again. */
export async function waitStep(step: StepRun): Promise<StepEnd> {
  const { built } = step.node;
  try {
    switch (built) {
      case "wait":
        return await waitForTime(step);
      case "wait-event":
        return await waitForEvent(step);
      case "approval":
        return await waitForApproval(step);
      default:
        return unreachable(built as never);
    }
  } catch (error) {
    if (isExplained(error)) return { end: "failed", error: toRunError(error, step.node.id, 1) };
    throw error;
  }
}
