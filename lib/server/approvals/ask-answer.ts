import type { Ask } from "#lib/contracts/approvals.schema.ts";
import type { ApprovalAsk } from "./approval-ask.ts";

export function askAnswer(ask: ApprovalAsk): Ask {
  return { ...ask, form: ask.form.map((field) => ({ ...field, label: field.label === "" ? field.name : field.label, default: field.default ?? null })) };
}
