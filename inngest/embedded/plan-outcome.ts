import { canonicalJson, type Json } from "#lib/json.ts";
import type { Answer, EngineError, Op } from "./answer.ts";
import { sleepDue } from "./sleep-due.ts";
import type { Due, PlannedJob } from "./store/advance-run.ts";
import type { Memo } from "./store/memo.ts";

/** The event, and its condition, that `wakeRuns` stands for; any other wait for an event is refused. */
export type Wake = { event: string; condition: string };

/** What has to be stored because of an answer. */
export type Outcome =
  | { kind: "completed"; output: Json }
  | { kind: "failed"; error: EngineError }
  /** `due: null` leaves the delay to the backoff; `exhausted` applies when this was the last attempt. */
  | { kind: "retry"; due: Due | null; requestVersion: number; error: EngineError; exhausted: Outcome }
  | { kind: "advance"; requestVersion: number; memos: Memo[]; planned: PlannedJob[] };

function isTooLarge(memo: Memo, maxStepBytes: number): boolean {
  return memo.memo.length > maxStepBytes || Buffer.byteLength(memo.memo) > maxStepBytes;
}

export function dataMemo(op: Pick<Op, "id" | "data">): Memo {
  return { id: op.id, memo: `{"data":${canonicalJson(op.data)}}` };
}

function errorMemo(id: string, error: EngineError): Memo {
  return { id, memo: `{"error":${canonicalJson(error)}}` };
}

/** Code that asks for one of these sees it fail, with this message, as if the step had failed for good. */
function unsupported(op: Op): EngineError {
  return { name: "UnsupportedOperationError", message: `The embedded executor does not run ${op.op}. Run against an Inngest server, or do without it.` };
}

/** Whether it is the one event that a run may wait for: it names the run, so nothing has to be evaluated. */
function isWake(op: Op, wake: Wake | undefined): boolean {
  return wake !== undefined && op.name === wake.event && op.opts["if"] === wake.condition;
}

function retry(error: EngineError, due: Due | null, requestVersion: number, exhausted: Outcome): Outcome {
  return { kind: "retry", due, requestVersion, error, exhausted };
}

/** Follows the SDK's answer by the rules of Inngest's protocol (SDK specification, sections 4 and 5). Pure. */
export function planOutcome(answer: Answer, maxStepBytes: number, wake?: Wake): Outcome {
  switch (answer.kind) {
    case "result":
      return { kind: "completed", output: answer.output };
    case "unreachable":
      return retry(answer.error, null, -1, { kind: "failed", error: answer.error });
    case "rejected": {
      const failed: Outcome = { kind: "failed", error: answer.error };
      return answer.retriable ? retry(answer.error, answer.retryAfter, -1, failed) : failed;
    }
    case "ops":
      return planOps(answer.ops, answer.retryAfter, answer.requestVersion, maxStepBytes, wake);
  }
}

function planOps(ops: Op[], retryAfter: Due | null, requestVersion: number, maxStepBytes: number, wake: Wake | undefined): Outcome {
  const deferred = ops.find(({ op }) => op.startsWith("Defer"));
  if (deferred !== undefined) return { kind: "failed", error: unsupported(deferred) };
  const completed = ops.find(({ op }) => op === "RunComplete");
  if (completed !== undefined) return { kind: "completed", output: completed.data };

  const memos: Memo[] = [];
  const planned: PlannedJob[] = [];
  let failing: Op | undefined;
  for (const op of ops) {
    switch (op.op) {
      case "StepRun":
      case "Step":
        memos.push(dataMemo(op));
        break;
      case "StepFailed":
        memos.push(errorMemo(op.id, op.error));
        break;
      case "StepError":
        failing = op;
        break;
      case "StepPlanned":
        planned.push(job("step", op, { afterMs: 0 }, ops.length));
        break;
      case "Sleep": {
        const due = sleepDue(op.name);
        if (due === null) memos.push(errorMemo(op.id, { name: "InvalidSleepError", message: `Not a duration or an instant: ${op.name}` }));
        else planned.push(job("timer", op, due, ops.length));
        break;
      }
      case "WaitForEvent": {
        const due = isWake(op, wake) ? sleepDue(typeof op.opts["timeout"] === "string" ? op.opts["timeout"] : "") : null;
        if (due === null) memos.push(errorMemo(op.id, unsupported(op)));
        else planned.push(job("wait", op, due, ops.length));
        break;
      }
      case "DiscoveryRequest":
      case "None":
        break;
      default:
        memos.push(errorMemo(op.id, unsupported(op)));
    }
  }
  const large = memos.find((memo) => isTooLarge(memo, maxStepBytes));
  if (large !== undefined) {
    const error = { name: "StepTooLargeError", message: `A step's result is larger than ${maxStepBytes} bytes.` };
    return retry(error, null, -1, { kind: "failed", error });
  }
  // A failing step among finished ones runs again in the discovery that follows them.
  if (failing !== undefined && memos.length === 0 && planned.length === 0) {
    const last: Outcome = { kind: "advance", requestVersion, memos: [errorMemo(failing.id, failing.error)], planned: [] };
    return retry(failing.error, retryAfter, requestVersion, last);
  }
  return { kind: "advance", requestVersion, memos, planned };
}

function job(kind: PlannedJob["kind"], op: Op, due: Due, reported: number): PlannedJob {
  return { kind, stepId: op.id, due, parallel: reported > 1, race: op.opts["parallelMode"] === "race" };
}
