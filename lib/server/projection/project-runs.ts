import type { RunRow } from "#db/queries/runs.ts";
import type { FieldPattern } from "#lib/flow/field-rules/field-pattern.ts";
import type { WorkspaceContext } from "../context.ts";
import { knownValues } from "./known-values.ts";
import { type Copies, copiesIn, type Projector, projector } from "./projector.ts";
import { type Reader, readerOf } from "./reader.ts";

/** Of runs that are over, whose values change no more: a live list asks for the same ones again and again. */
const cache = new Map<string, Copies>();
const mostCached = 500;

/** Whether a run says something beyond its ids, states and times. */
function saysSomething({ error, keys, reason }: RunRow): boolean {
  return error !== null || keys !== null || reason !== null;
}

function cacheKey(run: RunRow, rules: readonly FieldPattern[]): string {
  // An emptied run has no input any more.
  return `${run.workspaceId} ${run.id} ${run.finishedAt?.getTime()} ${run.input} ${JSON.stringify(rules)}`;
}

async function copiesOf(reader: Reader, runs: readonly RunRow[]): Promise<Map<string, Copies>> {
  const found = new Map<string, Copies>();
  const unknown: RunRow[] = [];
  for (const run of runs) {
    const rules = reader.rulesOf(run.flowId);
    if (rules.length === 0) continue;
    const before = run.finishedAt === null ? undefined : cache.get(cacheKey(run, rules));
    if (before) found.set(run.id, before);
    else unknown.push(run);
  }
  const known = await knownValues(unknown);
  for (const run of unknown) {
    const values = known.get(run.id);
    if (!values) continue;
    const rules = reader.rulesOf(run.flowId);
    const copies = copiesIn(rules, values);
    found.set(run.id, copies);
    // One that was cut off by its neighbours in a list is looked through by itself later.
    if (run.finishedAt === null || !copies.isWhole) continue;
    if (cache.size >= mostCached) cache.delete(cache.keys().next().value ?? "");
    cache.set(cacheKey(run, rules), copies);
  }
  return found;
}

/** A projector a run: of those under a rule what they stored is looked through, for a message may quote it. */
export async function projectRuns(reader: Reader, runs: readonly RunRow[]): Promise<(run: Pick<RunRow, "id">) => Projector> {
  const copies = reader.seesValues ? await copiesOf(reader, runs) : new Map<string, Copies>();
  const made = new Map(runs.map((run) => [run.id, projector(reader.seesValues, reader.rulesOf(run.flowId), copies.get(run.id))]));
  return ({ id }) => made.get(id) ?? projector(false, []);
}

/** For lists: runs that say nothing are not looked through. */
export async function projectListed(context: WorkspaceContext, runs: readonly RunRow[]): Promise<(run: Pick<RunRow, "id">) => Projector> {
  return await projectRuns(await readerOf(context, runs.map(({ flowId }) => flowId)), runs.filter(saysSomething));
}

/** For everything of one run. */
export async function projectRun(context: WorkspaceContext, run: RunRow): Promise<Projector> {
  return (await projectRuns(await readerOf(context, [run.flowId]), [run]))(run);
}
