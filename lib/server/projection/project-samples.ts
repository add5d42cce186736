import { runsById } from "#db/queries/runs.ts";
import type { WorkspaceContext } from "../context.ts";
import { database } from "../database.ts";
import { knownValues } from "./known-values.ts";
import { copiesIn, type Projector, projector } from "./projector.ts";
import { readerOf } from "./reader.ts";

/** For samples and mocks of a flow, null for what is of no flow. What runs they were taken from hid is hidden here too. */
export async function projectSamples(context: WorkspaceContext, flow: string | null, from: readonly string[] = []): Promise<Projector> {
  const reader = await readerOf(context, flow === null ? [] : [flow]);
  const rules = reader.rulesOf(flow);
  const runs = rules.length === 0 || !reader.seesValues ? [] : await runsById(database(), context.workspace.id, from);
  const known = [...(await knownValues(runs)).values()];
  return projector(reader.seesValues, rules, copiesIn(rules, { values: known.flatMap(({ values }) => values), isWhole: known.every(({ isWhole }) => isWhole) }));
}
