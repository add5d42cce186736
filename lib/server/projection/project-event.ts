import { runsById } from "#db/queries/runs.ts";
import type { Payload } from "#lib/contracts/payload.schema.ts";
import type { ShownText } from "#lib/contracts/shown.schema.ts";
import type { Json } from "#lib/json.ts";
import type { WorkspaceContext } from "../context.ts";
import { database } from "../database.ts";
import { knownValues } from "./known-values.ts";
import { copiesIn, projector } from "./projector.ts";
import { readerOf } from "./reader.ts";

interface StoredEvent {
  value: Json;
  size: number;
  dedupeId: string | null;
  /** The run that published it, if one did. */
  publisher: string | null;
}

/**
 * What a reader may see of an event: without the fields that any of its flows hides, nor copies of what the run that
 * published it had under a rule. Where that run cannot be looked through any more, the event's shape alone.
 */
export async function projectEvent(context: WorkspaceContext, heardBy: readonly string[], { value, size, dedupeId, publisher }: StoredEvent): Promise<{ payload: Payload; dedupeId: ShownText | null }> {
  const runs = publisher === null ? [] : await runsById(database(), context.workspace.id, [publisher]);
  const flows = [...new Set([...heardBy, ...runs.map(({ flowId }) => flowId)])];
  const reader = await readerOf(context, flows);
  const rules = [...new Map([null, ...flows].flatMap((flow) => reader.rulesOf(flow)).map((rule) => [JSON.stringify(rule), rule])).values()];
  const looksBack = rules.length > 0 && publisher !== null;
  const known = looksBack && reader.seesValues ? [...(await knownValues(runs)).values()] : [];
  const copies = copiesIn(rules, { values: [value, ...known.flatMap(({ values }) => values)], isWhole: known.every(({ isWhole }) => isWhole) });
  const isKnown = !looksBack || (runs.length > 0 && copies.isWhole);
  const project = projector(reader.seesValues && isKnown, rules, copies);
  return { payload: project.payload(value, size), dedupeId: dedupeId === null ? null : project.key(dedupeId) };
}
