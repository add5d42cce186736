import type { ApprovalPage } from "#lib/contracts/approvals.schema.ts";
import type { Context } from "../context.ts";
import { approvalPage } from "./approval-page.ts";
import { visitApproval } from "./visit-approval.ts";

/** Changes nothing: mail scanners and previews open links too. */
export async function readApproval(context: Context, input: { link: string }): Promise<ApprovalPage> {
  return approvalPage(await visitApproval(context, input.link));
}
