import type { RunRow } from "#db/queries/runs.ts";
import type { Json } from "#lib/json.ts";
import type { WorkspaceContext } from "../context.ts";
import { knownValues } from "./known-values.ts";
import { copiesIn, type Projector, projector } from "./projector.ts";
import { readerOf } from "./reader.ts";

/** For records that a region of the run rejected: a message quotes its own record, which is nowhere else. */
export async function projectRejects(context: WorkspaceContext, run: RunRow): Promise<(reject: { record: string }) => Projector> {
  const reader = await readerOf(context, [run.flowId]);
  const rules = reader.rulesOf(run.flowId);
  const known = rules.length > 0 && reader.seesValues ? (await knownValues([run])).get(run.id) : undefined;
  return ({ record }) => projector(reader.seesValues, rules, known && copiesIn(rules, { ...known, values: [...known.values, JSON.parse(record) as Json] }));
}
