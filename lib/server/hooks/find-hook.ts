import type { AnswerSettings } from "../answers/answer-settings.ts";
import type { Subscriber } from "../events/store-events.ts";
import { runtime } from "../runtime.ts";
import { capturing } from "./capture-request.ts";

export interface FoundHook extends Subscriber {
  workspaceId: string;
  /** What arrives is also kept as a sample. */
  captures: boolean;
  /** Of a flow whose callers wait; null for every other. */
  answer: AnswerSettings | null;
}

/** The published flow whose hook is at this path; null when there is none, or a form is there. */
export async function findHook(path: string): Promise<FoundHook | null> {
  const found = await runtime().pool.query<FoundHook>({
    name: "hook-subscription",
    text: `select s.workspace_id as "workspaceId", s.flow_id as "flowId", s.version, s.status, s.pattern, s.settings->'limits' as limits, s.settings->'answer' as answer, f.keep_days as "keepDays", ${capturing("s")} as captures
           from subscriptions s join flows f on f.id = s.flow_id where s.kind = 'hook' and s.key = $1 and not s.settings ? 'form'`,
    values: [path],
  });
  return found.rows[0] ?? null;
}
