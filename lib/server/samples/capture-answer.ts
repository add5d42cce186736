import type { FlowRow } from "#db/queries/flows.ts";
import type { findCapture } from "#db/queries/samples.ts";
import type { Capture } from "#lib/contracts/samples.schema.ts";
import { addressesOf, storedDocument } from "../flows/flow-answer.ts";

type Found = NonNullable<Awaited<ReturnType<typeof findCapture>>>;

export function captureAnswer(flow: FlowRow, row: Found): Capture {
  const isForm = storedDocument(flow.draft).nodes.some(({ id, type }) => id === row.nodeId && type === "core/form");
  const { hookUrl, formUrl } = addressesOf(flow);
  return {
    node: row.nodeId, wanted: row.wanted, remaining: row.remaining, endsAt: row.endsAt.toISOString(),
    state: row.isOpen ? "open" : row.remaining === 0 ? "done" : "stopped",
    runs: flow.liveVersion !== null, url: isForm ? formUrl : hookUrl,
  };
}
