import { effectOf } from "#lib/connectors/registry.server.ts";
import { type Moment, resolveBinding, TooCostly } from "#lib/flow/bindings/resolve.ts";
import type { JsonObject } from "#lib/json.ts";
import { effectKey } from "./effect-key.ts";
import { resolveNow, withSandbox } from "./resolve-input.ts";
import type { StepRun } from "./step-run.ts";

/** What one attempt of a node sends, if it is an effect that the ledger keeps. */
export interface Effect {
  key: string;
  isKept: boolean;
}

export interface Prepared {
  input: JsonObject;
  effect: Effect;
}

/** Settings and effect, at once where that is possible: steps that are ready together then share their first write. */
export function prepareStep(step: StepRun): Prepared | Promise<Prepared> {
  const { run, node, scope, services, signal } = step;
  const read = (moment: Moment): Prepared => {
    const input = resolveNow(node, scope, moment);
    const key = node.settings.idempotencyKey && resolveBinding(node.settings.idempotencyKey, scope, moment);
    const isWrite = node.built !== "code" && effectOf(node.type, input) === "write";
    return { input, effect: { key: effectKey({ ...run, nodeId: node.id, ...(key === undefined ? {} : { key }) }), isKept: isWrite && run.test === null } };
  };
  try {
    return read({ now: run.now });
  } catch (error) {
    if (!(error instanceof TooCostly)) throw error;
    return withSandbox(services.sandbox, run.workspaceId, scope, run.now, signal, read);
  }
}
