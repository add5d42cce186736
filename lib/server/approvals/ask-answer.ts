import type { Ask } from "#lib/contracts/approvals.schema.ts";
import type { Projector } from "../projection/projector.ts";
import type { ApprovalAsk } from "./approval-ask.ts";

export function askAnswer(ask: ApprovalAsk, project: Projector): Ask {
  return { ...ask, message: project.text(ask.message), form: ask.form.map((field) => ({ ...field, label: field.label === "" ? field.name : field.label, default: typeof field.default === "string" ? project.key(field.default) : (field.default ?? null) })) };
}
