import { isJsonObject, type Json } from "#lib/json.ts";
import type { Engine } from "./engine.ts";
import { dataMemo } from "./plan-outcome.ts";
import type { Memo } from "./store/memo.ts";
import { saveCheckpoint } from "./store/save-checkpoint.ts";

function refuse(status: number, error: string): Response {
  return Response.json({ error, status }, { status });
}

function readMemos(steps: Json | undefined): Memo[] | null {
  if (!Array.isArray(steps)) return null;
  const memos: Memo[] = [];
  for (const step of steps) {
    if (!isJsonObject(step) || typeof step["id"] !== "string" || (step["op"] !== "StepRun" && step["op"] !== "Step")) return null;
    memos.push(dataMemo({ id: step["id"], data: step["data"] ?? null }));
  }
  return memos;
}

/**
 * `POST /v1/checkpoint/{run}/async`: 200 once the steps are stored; 409 when the run has ended or another delivery holds
 * the job, which halts the SDK; 413 above the bound of a step, after which the SDK answers the call with the operation.
 */
export async function handleCheckpoint(engine: Engine, runId: string, body: Json): Promise<Response> {
  if (!isJsonObject(body)) return refuse(400, "Not a checkpoint");
  const { qi_id: key, generation_id: fence } = body;
  const memos = readMemos(body["steps"]);
  if (typeof key !== "string" || typeof fence !== "number" || memos === null) return refuse(400, "A checkpoint holds finished steps, qi_id and generation_id");
  if (memos.some(({ memo }) => Buffer.byteLength(memo) > engine.maxStepBytes)) return refuse(413, "A step's result is too large");
  const isHeld = await saveCheckpoint(engine.pool, { runId, key, fence }, memos);
  return isHeld ? new Response(null, { status: 200 }) : refuse(409, "Stale dispatch");
}
