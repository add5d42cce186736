import type { Payload } from "#lib/contracts/payload.schema.ts";
import type { RunDetail, StepRun } from "#lib/contracts/runs.schema.ts";
import type { Shown, ShownText } from "#lib/contracts/shown.schema.ts";
import type { Json } from "#lib/json.ts";

/** As the projection would give it out. */
export function said(text: string): ShownText {
  return text as ShownText;
}

export function inline(value: Json): Payload {
  return { kind: "inline", value: value as Shown, size: JSON.stringify(value).length, hidden: [] };
}

/** A step run that succeeded and says nothing else, with what a test cares about put in. */
export function stepRun(given: Partial<StepRun> = {}): StepRun {
  return {
    node: "n_aaaa", name: "Call", type: "http/request", status: "succeeded", port: null, error: null, input: null, output: null,
    reused: false, simulated: false, late: false, planned: null, dueAt: null, childRun: null, logs: [], counts: null,
    effects: { sent: 0, confirmed: 0, refused: 0, unknown: 0 }, startedAt: null, finishedAt: null, attempts: [], ...given,
  };
}

export function runDetail(given: Partial<RunDetail> = {}): RunDetail {
  return {
    id: "run_1", flow: { id: "flow_1", name: "Orders" }, version: 3, kind: "live", pattern: "event", status: "succeeded", error: null, handledErrors: 0, rejected: 0, eventId: null,
    startedBy: "event", parent: null, replayOf: null, reason: null, fingerprint: null, replayedBy: null, redrive: null, keys: {}, tags: [], keepsData: true, createdAt: "2026-11-23T14:00:00.000Z", startedAt: "2026-11-23T14:00:00.000Z", finishedAt: "2026-11-23T14:00:01.000Z",
    document: { schemaVersion: 3, nodes: [], edges: [], layout: { nodes: {} } }, input: null, response: null, steps: [], waits: [], regions: [], children: [], ...given,
  };
}
