import { lockFlowRules } from "#db/queries/data-care.ts";
import { updateFlow } from "#db/queries/flows.ts";
import { present } from "#lib/assert.ts";
import type { Flow } from "#lib/contracts/flows.schema.ts";
import type { FieldRule } from "#lib/flow/field-rules/field-rule.ts";
import { audit } from "../audit.ts";
import type { WorkspaceContext } from "../context.ts";
import { database } from "../database.ts";
import { demand } from "../demand.ts";
import { rulesInWords } from "../data-care/rules-in-words.ts";
import { flowAnswer, flowNotFound } from "./flow-answer.ts";

/** Whether something would be seen that was hidden before. */
function showsMore(before: readonly FieldRule[], after: readonly FieldRule[]): boolean {
  return before.some(({ path, action }) => !after.some((rule) => rule.path === path && (rule.action === "hide" || rule.action === action)));
}

/** Who builds flows may hide more; to show again what was hidden takes an admin. @throws AppError forbidden, not_found */
export async function setFieldRules(context: WorkspaceContext, input: { flow: string; rules: FieldRule[] }): Promise<Flow> {
  demand(context, "flows:write");
  const workspaceId = context.workspace.id;
  return await database().transaction(async (tx) => {
    const before = await lockFlowRules(tx, workspaceId, input.flow);
    if (before === undefined) throw flowNotFound();
    if (showsMore(before, input.rules)) demand(context, "data:manage");
    const changed = present(await updateFlow(tx, workspaceId, input.flow, { fieldRules: input.rules }), "the flow that is held");
    await audit(tx, context, "flow.field-rules", input.flow, { before: rulesInWords(before), after: rulesInWords(input.rules) });
    return flowAnswer(changed);
  });
}
