import type { WorkspaceContext } from "../context.ts";
import type { Json } from "#lib/json.ts";
import { copiesIn, projector } from "./projector.ts";
import { readerOf } from "./reader.ts";

export interface SearchedEvent {
  id: string;
  value: Json;
  /** Flows that heard it, and the one that it came from. */
  flows: readonly string[];
  /** The run that published it, if one did. */
  publisher: string | null;
}

/** Whether a text stands in one of a value's texts, numbers or truths; names of fields do not count. */
function holds(value: Json, text: string): boolean {
  const open: Json[] = [value];
  for (let item = open.pop(); item !== undefined; item = open.pop()) {
    if (typeof item !== "object" || item === null) {
      if (String(item).toLowerCase().includes(text)) return true;
    } else open.push(...Object.values(item));
  }
  return false;
}

/**
 * Which events show a text to this reader, who sees values: what a rule hides is not found. `closed` are those that a run
 * published under a rule: what they copied from it could only be told by looking through that run.
 */
export async function findInEvents(context: WorkspaceContext, text: string, events: readonly SearchedEvent[]): Promise<{ found: Set<string>; closed: number }> {
  const reader = await readerOf(context, [...new Set(events.flatMap(({ flows }) => flows))]);
  const found = new Set<string>();
  let closed = 0;
  for (const { flows, id, publisher, value } of events) {
    const rules = [...new Map([null, ...flows].flatMap((flow) => reader.rulesOf(flow)).map((rule) => [JSON.stringify(rule), rule])).values()];
    if (!reader.seesValues || (rules.length > 0 && publisher !== null)) closed += 1;
    else if (holds(projector(true, rules, copiesIn(rules, { values: [value], isWhole: true })).value(value) as Json, text.toLowerCase())) found.add(id);
  }
  return { found, closed };
}
