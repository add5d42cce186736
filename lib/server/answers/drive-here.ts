import { present } from "#lib/assert.ts";
import { AppError } from "#lib/errors.ts";
import { newId } from "#lib/ids.ts";
import { loadPlan } from "../engine/load-plan.ts";
import type { LoadedRun } from "../engine/load-run.ts";
import type { Birth, NewbornRun } from "../engine/newborn.ts";
import { bear } from "../engine/newborn-run.ts";
import { bareValues } from "../engine/run-recorder.ts";
import { matchWaits } from "../events/match-waits.ts";
import { packPayload, type PackedPayload } from "../payloads/pack-payload.ts";
import { bucketNow } from "../retention/bucket.ts";
import { runtime } from "../runtime.ts";
import { transaction } from "../transaction.ts";
import { claimKey } from "./answer-key.ts";
import type { Arrived } from "./call.ts";
import type { Outcome } from "./reply.ts";

async function newRun({ input, receivedAt, subscriber, workspaceId }: Arrived, runId: string): Promise<LoadedRun> {
  const { answerMs, flowId, keepDays, version } = subscriber;
  const plan = await loadPlan(runtime().pool, { workspaceId, bucket: 0, flowId, version, snapshot: null });
  return {
    workspaceId, runId, flowId, plan, input, bucket: bucketNow(keepDays), pattern: "sync", fence: 0, signals: 0, handledErrors: 0, origin: runId, depth: 0, parent: null, isLimited: false,
    now: receivedAt.toISOString(), answerBy: receivedAt.getTime() + answerMs, hasHistory: false, hasAnswered: false, inputBytes: 0, test: null, settled: new Map(), open: new Map(), tries: new Map(),
  };
}

/** A run may wait for an event of this name (SEMANTICS event-4): what was not told is found when it looks again. */
function tellWaits({ input, name, workspaceId }: Arrived, payload: PackedPayload): void {
  const { driver, log, pool } = runtime();
  const tell = async (): Promise<void> => {
    const { rows } = await pool.query<{ path: string | null }>({ name: "paths-awaited", text: "select distinct path from waits where workspace_id = $1 and status = 'open' and kind = 'event' and name = $2", values: [workspaceId, name] });
    await transaction((client) => matchWaits(client, workspaceId, [{ name, payload, value: input }], new Map([[name, rows.map(({ path }) => path)]])));
    driver.wake();
  };
  tell().catch((err: unknown) => log.warn({ err }, "answer.waits-not-told"));
}

/**
 * Runs a request in this process. What has no effects is stored once, when it is over; else event and run are stored
 * before the first effect, with a lease of this process (SEMANTICS sync-1, sync-2). Resolves when there is something to
 * tell the caller, and leaves the rest of the run to itself. `elsewhere`: its row tells; `late`: the deadline came.
 * @throws AppError unavailable when nothing was stored.
 */
export async function driveHere(call: Arrived): Promise<{ runId: string; outcome: Outcome | "elsewhere" | "late" } | "repeated"> {
  const { answerKey, eventId, input, name, receivedAt, source, subscriber, until, workspaceId } = call;
  const { driver, log, pool } = runtime();
  const runId = newId("run", receivedAt.getTime());
  const run = await newRun(call, runId);
  const here = await present(driver.begin, "a driver that runs here").call(driver, { runId, workspaceId, pattern: "sync" });
  const payload = packPayload(input);
  const told = Promise.withResolvers<Outcome | "elsewhere" | "late" | "lost">();
  const birth: Birth = { eventId, deliveryId: newId("delivery"), source, name, input: payload.hash, receivedAt, version: subscriber.version, onAwaited: () => tellWaits(call, payload) };
  const newborn: NewbornRun = {
    run, birth,
    until: run.answerBy ?? 0,
    hold: (client) => here.hold(client),
    onError: (err) => log.warn({ err, runId }, "answer.run-failed"),
    onStored({ answer, state }) {
      if (answer !== undefined) told.resolve({ kind: "answered", answer });
      else if (state.status === "succeeded") told.resolve({ kind: "silent" });
      else if (state.status === "failed") told.resolve({ kind: "failed", error: state.error });
    },
  };
  if (answerKey !== null) {
    const born = await bear(pool, newborn, birth, bareValues(workspaceId, runId, payload), false, (client) => claimKey(client, answerKey, eventId));
    if (born === null) {
      here.leave();
      return "repeated";
    }
    newborn.birth = null;
  }
  const timer = setTimeout(() => told.resolve("late"), Math.max(0, until - performance.now()));
  here.drive(newborn).then((end) => told.resolve(end === "lost" ? "lost" : "elsewhere"), (err: unknown) => {
    log.error({ err, runId }, "answer.not-driven");
    told.resolve("lost");
  });
  const outcome = await told.promise;
  clearTimeout(timer);
  if (outcome === "lost") throw new AppError("unavailable", "The request could not be stored just now. Send it again; nothing was done.");
  return { runId, outcome };
}
