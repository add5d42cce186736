import { FormSetup } from "#lib/connectors/form-setup.ts";
import type { AnswerSettings } from "../answers/answer-settings.ts";
import type { Subscriber } from "../events/store-events.ts";
import { storedDocument } from "../flows/flow-answer.ts";
import { capturing } from "../hooks/capture-request.ts";
import { runtime } from "../runtime.ts";
import { formSetupOf } from "./form-setup-of.ts";

export interface FoundForm {
  workspaceId: string;
  flowId: string;
  /** Null for a form that is not published and only captures. */
  subscriber: Subscriber | null;
  /** What is sent is also kept as a sample. */
  captures: boolean;
  setup: FormSetup;
  /** Of a form whose visitor waits for the flow; null for every other. */
  answer: AnswerSettings | null;
}

/** The form of a draft, while it captures and no version is live. */
async function findCapturing(path: string): Promise<FoundForm | null> {
  const found = await runtime().pool.query<{ workspaceId: string; flowId: string; draft: unknown }>({
    name: "form-capture",
    text: `select f.workspace_id as "workspaceId", f.flow_id as "flowId", f.draft from (select workspace_id, id as flow_id, draft from flows where hook_path = $1 and live_version is null and deleted_at is null) f where ${capturing("f")}`,
    values: [path],
  });
  const [row] = found.rows;
  const trigger = row && storedDocument(row.draft).nodes.find(({ type }) => type === "core/form");
  const setup = trigger && formSetupOf(trigger.config);
  return row && setup?.success ? { workspaceId: row.workspaceId, flowId: row.flowId, subscriber: null, captures: true, setup: setup.data, answer: null } : null;
}

/** The form at an address: published, or shown while it captures; null for whatever else there may be. */
export async function findForm(path: string): Promise<FoundForm | null> {
  const found = await runtime().pool.query<Subscriber & { workspaceId: string; form: unknown; captures: boolean; answer: AnswerSettings | null }>({
    name: "form-subscription",
    text: `select s.workspace_id as "workspaceId", s.flow_id as "flowId", s.version, s.status, s.pattern, s.settings->'limits' as limits, f.keep_days as "keepDays", s.settings->'form' as form, s.settings->'answer' as answer, ${capturing("s")} as captures
           from subscriptions s join flows f on f.id = s.flow_id where s.kind = 'hook' and s.key = $1 and s.settings ? 'form'`,
    values: [path],
  });
  const row = found.rows[0];
  if (row === undefined) return await findCapturing(path);
  const { workspaceId, form, captures, answer, ...subscriber } = row;
  return { workspaceId, flowId: subscriber.flowId, subscriber, captures, answer, setup: FormSetup.parse(form) };
}
