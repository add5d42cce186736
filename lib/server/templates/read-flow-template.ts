import { findFlow, type FlowRow } from "#db/queries/flows.ts";
import { findTemplateVersion, templateOfFlow } from "#db/queries/templates.ts";
import { nodeTypes } from "#lib/connectors/registry.ts";
import { type Template, TemplateDraft } from "#lib/contracts/templates.schema.ts";
import type { Pattern } from "#lib/flow/pattern.ts";
import type { TemplateGoal } from "#lib/flow/templates/template-content.schema.ts";
import type { WorkspaceContext } from "../context.ts";
import { database } from "../database.ts";
import { demand } from "../demand.ts";
import { flowNotFound, storedDocument } from "../flows/flow-answer.ts";
import { generateSample } from "../samples/generate-sample.ts";
import { templateAnswer } from "./template-answer.ts";

const goals: Record<Pattern, TemplateGoal> = { batch: "report", sync: "serve", event: "synchronise", cdc: "synchronise" };

/** To begin with: what is known without asking, and an example made up from what the trigger is said to give. */
function suggested(context: WorkspaceContext, flow: FlowRow): TemplateDraft {
  const document = storedDocument(flow.draft);
  const trigger = document.nodes.find(({ type }) => nodeTypes.get(type)?.kind === "trigger");
  return {
    name: flow.name, sentence: "", description: "", author: context.actor.kind === "user" ? context.actor.name : context.workspace.name, licence: "Apache-2.0",
    goal: goals[flow.pattern ?? "event"], from: flow.liveVersion === null ? "draft" : "live", parameters: [], connections: [],
    samples: trigger === undefined ? [] : [{ name: "An example", input: generateSample(document, trigger) }], keep: [],
  };
}

export async function readFlowTemplate(context: WorkspaceContext, input: { flow: string }): Promise<{ template: Template | null; draft: TemplateDraft }> {
  demand(context, "templates:publish");
  const workspaceId = context.workspace.id;
  const flow = await findFlow(database(), workspaceId, input.flow);
  if (!flow) throw flowNotFound();
  const row = await templateOfFlow(database(), workspaceId, flow.id);
  if (!row) return { template: null, draft: suggested(context, flow) };
  const version = await findTemplateVersion(database(), row, row.latestVersion);
  const said = TemplateDraft.safeParse(version?.draft);
  return { template: await templateAnswer({ kind: "published", row, isOwn: true }), draft: said.success ? said.data : suggested(context, flow) };
}
