import { setTimeout as delay } from "node:timers/promises";
import { runAction } from "#lib/connectors/registry.server.ts";
import { StepError } from "#lib/connectors/step-error.ts";
import { EgressError } from "#lib/egress/egress-error.ts";
import type { PlanNode } from "#lib/flow/plan.ts";
import { mayPass } from "#lib/flow/retry-policy.ts";
import type { Json, JsonObject } from "#lib/json.ts";
import { type Access, outsideOf, timeoutOf } from "./region-context.ts";

/** One record's call: its settings, and what names its effect. */
export interface ActionCall {
  input: JsonObject;
  effectKey: string;
  readOnly: boolean;
}

export type ActionEnd =
  | { ok: true; output: Json }
  /** `isUnknown`: it left, and nobody can tell whether it did its work (SEMANTICS step-5). */
  | { ok: false; error: unknown; isUnknown: boolean; tries: number };

/** Short retries within a chunk (SEMANTICS region-5). */
const triesAtMost = 3;
const waitsAtMostMs = 5_000;
const firstWaitMs = 250;
/** No connection came about, so nothing was sent. */
const neverLeft = new Set(["connection_refused", "dns_failed", "tls_failed"]);

export function isClassified(error: unknown): error is StepError | EgressError {
  return error instanceof StepError || EgressError.is(error);
}

function mayHaveHappened(error: unknown, isOpen: boolean): boolean {
  if (isClassified(error) && error.code === "connection_cut") return true;
  if (!isOpen) return false;
  return !isClassified(error) || ((error.class === "transient" || error.class === "provider") && !neverLeft.has(error.code));
}

async function tryOnce(node: PlanNode, access: Access, call: ActionCall, outer: AbortSignal): Promise<ActionEnd> {
  const abort = new AbortController();
  const timeoutMs = timeoutOf(node);
  const timer = setTimeout(() => abort.abort(new StepError("transient", "timeout", `The call took longer than ${timeoutMs / 1_000} s.`)), timeoutMs);
  const outside = outsideOf(access, node, AbortSignal.any([outer, abort.signal]), call.readOnly);
  /** A request left and its reply has not come. */
  let isOpen = false;
  try {
    const output = await runAction(node.type, call.input, {
      ...outside.context,
      effectKey: call.effectKey,
      publish: (event) => access.publish(event),
      async send(request) {
        isOpen = true;
        const reply = await outside.context.send(request);
        isOpen = false;
        return reply;
      },
    });
    return { ok: true, output };
  } catch (error) {
    outer.throwIfAborted();
    return { ok: false, error, isUnknown: mayHaveHappened(error, isOpen), tries: 1 };
  } finally {
    clearTimeout(timer);
    await outside.end();
  }
}

/**
 * Calls an action for one record, and again within a few seconds while it may pass.
 * @param mayRepeat whether a call of unknown outcome may be made again.
 * @param isStopped asked before each further try.
 * @throws the signal's reason, and nothing else.
 */
export async function tryAction(node: PlanNode, access: Access, call: ActionCall, mayRepeat: boolean, isStopped: () => boolean, signal: AbortSignal): Promise<ActionEnd> {
  let waited = 0;
  let isUnknown = false;
  for (let tries = 1; ; tries += 1) {
    const end = await tryOnce(node, access, call, signal);
    if (end.ok) return end;
    // Once it may have happened, a later refusal does not tell that it did not.
    isUnknown ||= end.isUnknown;
    const failed = { ...end, isUnknown, tries };
    const { error } = end;
    if (!isClassified(error) || !mayPass(error.class) || tries >= triesAtMost || isStopped() || (isUnknown && !mayRepeat)) return failed;
    const wait = Math.max(firstWaitMs * 4 ** (tries - 1) * (0.5 + Math.random()), error.retryAfterMs ?? 0);
    waited += wait;
    if (waited > waitsAtMostMs) return failed;
    await delay(wait, undefined, { signal });
  }
}
