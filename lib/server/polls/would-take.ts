import { AppError } from "#lib/errors.ts";
import type { FlowNode } from "#lib/flow/document.schema.ts";
import type { Json } from "#lib/json.ts";
import { clock } from "../clock.ts";
import { isExplained, toRunError } from "../engine/describe-error.ts";
import { runtime } from "../runtime.ts";
import { itemId, pollIdentity, pollSettings } from "./poll-settings.ts";
import { readList } from "./read-list.ts";

const known = "select item from poll_items where workspace_id = $1 and flow_id = $2 and identity = $3 and item = any($4::text[])";
const wholeMs = 30_000;

/**
 * What a poll would take now: asks once, remembers nothing (SEMANTICS test-1), and gives the first item of the first page
 * that was not taken before, else the first. @throws AppError precondition when nothing is listed, or it cannot be asked.
 */
export async function wouldTake(workspaceId: string, flowId: string, trigger: FlowNode): Promise<Json> {
  try {
    const settings = pollSettings({ config: trigger.config, ...(trigger.connection === undefined ? {} : { connection: trigger.connection }) });
    const pages = readList(workspaceId, settings, null, AbortSignal.timeout(wholeMs))[Symbol.asyncIterator]();
    const first = await pages.next();
    const records = first.done === true ? [] : first.value.records;
    const ids = records.map((item) => itemId(settings, item));
    const taken = new Set((await runtime().pool.query<{ item: string }>({ name: "known-items", text: known, values: [workspaceId, flowId, pollIdentity(settings), ids] })).rows.map(({ item }) => item));
    const at = Math.max(0, ids.findIndex((id) => !taken.has(id)));
    const item = records[at];
    if (item !== undefined) return { id: ids[at] ?? "", item, receivedAt: clock.date().toISOString() };
  } catch (error) {
    if (!isExplained(error)) throw error;
    throw new AppError("precondition", `The list could not be read: ${toRunError(error, trigger.id, 1).message}`, { cause: error });
  }
  throw new AppError("precondition", "Nothing is listed there now. Test with a sample, or when there is an item.");
}
