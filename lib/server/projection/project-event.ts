import type { Payload } from "#lib/contracts/payload.schema.ts";
import type { ShownText } from "#lib/contracts/shown.schema.ts";
import type { Json } from "#lib/json.ts";
import type { WorkspaceContext } from "../context.ts";
import { copiesIn, projector } from "./projector.ts";
import { readerOf } from "./reader.ts";

/** What a reader may see of an event: without the fields that any of the flows that heard it hides. */
export async function projectEvent(context: WorkspaceContext, flows: readonly string[], value: Json, size: number, dedupeId: string | null): Promise<{ payload: Payload; dedupeId: ShownText | null }> {
  const reader = await readerOf(context, flows);
  const rules = [...new Map([null, ...flows].flatMap((flow) => reader.rulesOf(flow)).map((rule) => [JSON.stringify(rule), rule])).values()];
  const project = projector(reader.seesValues, rules, copiesIn(rules, { values: [value], isWhole: true }));
  return { payload: project.payload(value, size), dedupeId: dedupeId === null ? null : project.key(dedupeId) };
}
