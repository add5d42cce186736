import type { TemplateGoal } from "#lib/flow/templates/template-content.schema.ts";

/** What a template is for, as it is offered and filtered by. */
export const goalWords: Readonly<Record<TemplateGoal, string>> = {
  collect: "Collect data", synchronise: "Keep systems in step", report: "Report", notify: "Notify people", approve: "Ask for approval", serve: "Answer requests", recover: "Recover from failures",
};
