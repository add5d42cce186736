import type { FlowDocument, NodeSettings } from "#lib/flow/document.schema.ts";
import { buildDocument, fields, literal, reference } from "#tests/support/build-document.ts";

const names = ["a", "b", "c"] as const;

/** Trying again costs little here, and never runs out before the world is well again. */
export const patient: NodeSettings = { retry: { attempts: 20, backoff: "constant", delayMs: 100, maxDelayMs: 100 } };

/** A call of the effect server as this step: with the event's number, and what the step before gave. */
export function callStep(url: string, step: string, before: string | null, settings: NodeSettings = patient) {
  const prev = before === null ? literal(null) : reference(before, "body", "nonce");
  return {
    type: "http/request",
    config: { method: literal("POST"), url: literal(`${url}/${step}`), send: literal("fields"), bodyFields: fields({ n: reference("hook", "body", "n"), prev }) },
    settings,
  };
}

/** Webhook -> a -> b -> c, each a call that carries what the one before was answered with. */
export function chain(url: string, steps: 1 | 2 | 3 = 3, settings: NodeSettings = patient): FlowDocument {
  const taken = names.slice(0, steps);
  const calls = taken.map((step, index) => [step, callStep(url, step, taken[index - 1] ?? null, settings)] as const);
  return buildDocument({ hook: { type: "core/webhook" }, ...Object.fromEntries(calls) }, taken.map((step, index) => `${taken[index - 1] ?? "hook"} -> ${step}`));
}

/** Webhook -> a -> wait -> b. */
export function chainWithWait(url: string, seconds: number): FlowDocument {
  return buildDocument(
    {
      hook: { type: "core/webhook" },
      a: callStep(url, "a", null),
      nap: { type: "core/wait", config: { mode: literal("for"), amount: literal(seconds), unit: literal("seconds") } },
      b: callStep(url, "b", "a"),
    },
    ["hook -> a", "a -> nap", "nap -> b"],
  );
}
