import { AppError } from "#lib/errors.ts";
import { newId } from "#lib/ids.ts";
import { clock } from "../clock.ts";
import { loadPlan } from "../engine/load-plan.ts";
import { storeEvents } from "../events/store-events.ts";
import { packPayload } from "../payloads/pack-payload.ts";
import { runtime } from "../runtime.ts";
import { transaction } from "../transaction.ts";
import { claimKey } from "./answer-key.ts";
import { awaitAnswer } from "./await-answer.ts";
import type { Arrived, Call } from "./call.ts";
import { driveHere } from "./drive-here.ts";
import { repeatAnswer } from "./repeat-answer.ts";
import { jsonReply, type Outcome, type Reply, replyOf } from "./reply.ts";
import { statusUrl } from "./status-link.ts";

/** Event and run are stored, and some worker runs it: where this process drives no runs, and where a limit or a region decides when and where. */
async function handOn(call: Arrived): Promise<boolean> {
  const { answerKey, eventId, input, name, source, subscriber, workspaceId } = call;
  const isNew = await transaction(async (client) => {
    if (answerKey !== null && !(await claimKey(client, answerKey, eventId))) return false;
    await storeEvents(client, workspaceId, [{ event: { id: eventId, source, name, dedupeId: null, payload: packPayload(input) }, subscribers: [subscriber] }]);
    return true;
  });
  runtime().driver.wake();
  return isNew;
}

/** The caller comes back for the answer (SEMANTICS sync-2). */
function late({ eventId, workspaceId }: Arrived, runId: string | null, state: "waiting" | "running"): Reply {
  const url = statusUrl(workspaceId, eventId);
  return jsonReply(202, { run: runId, state, statusUrl: url, message: "The answer takes longer. Read it at statusUrl." }, { location: url, "retry-after": "1", ...(runId === null ? {} : { "millrace-run": runId }) });
}

async function isDrivenHere({ subscriber, workspaceId }: Arrived): Promise<boolean> {
  const { driver, pool } = runtime();
  if (driver.begin === undefined || subscriber.limits !== null) return false;
  const plan = await loadPlan(pool, { workspaceId, bucket: 0, flowId: subscriber.flowId, version: subscriber.version, snapshot: null });
  return plan.regions.size === 0;
}

/**
 * Answers a caller who waits for a flow (SEMANTICS sync-1 to sync-3), whichever trigger took the request: with what
 * `respond` gives, or what the run comes to without it, or at the deadline with a link to the answer. Forms and other
 * triggers that answer call this too. What the run does goes on whether or not the caller stays.
 * @throws AppError unavailable while the flow is paused, or when nothing could be stored.
 */
export async function answerCaller(call: Call): Promise<Reply> {
  const { key, requestId, subscriber, workspaceId } = call;
  if (subscriber.status === "paused") throw new AppError("unavailable", "This flow is paused, so nobody would answer. Nothing was stored; send the request again when it is resumed.");
  const arrived: Arrived = {
    ...call,
    eventId: newId("event"),
    receivedAt: clock.date(),
    answerKey: key === null ? null : { ...key, workspaceId, flowId: subscriber.flowId },
    until: performance.now() + subscriber.answerMs,
  };
  const here = (await isDrivenHere(arrived)) ? await driveHere(arrived) : null;
  if (here === "repeated" || (here === null && !(await handOn(arrived)))) return await repeatAnswer(arrived);
  if (here !== null && here.outcome !== "elsewhere" && here.outcome !== "late") return replyOf(here.outcome, here.runId, requestId);
  const standing = await awaitAnswer(workspaceId, arrived.eventId, here?.outcome === "late" ? 0 : arrived.until);
  const outcome: Outcome | null = standing.outcome;
  const runId = standing.runId ?? here?.runId ?? null;
  if (outcome !== null && runId !== null) return replyOf(outcome, runId, requestId);
  return late(arrived, runId, standing.state === "running" ? "running" : "waiting");
}
