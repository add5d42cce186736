import { findFlow } from "#db/queries/flows.ts";
import type { AnswerOf, InputOf } from "#lib/contracts/contract.ts";
import type { previewTemplate as contract } from "#lib/contracts/templates.schema.ts";
import { compile } from "#lib/flow/compile.ts";
import type { WorkspaceContext } from "../context.ts";
import { database } from "../database.ts";
import { demand } from "../demand.ts";
import { flowNotFound } from "../flows/flow-answer.ts";
import { usableNodeTypes } from "../flows/usable-node-types.ts";
import { makeTemplate } from "./make-template.ts";
import { nodeTypesIn } from "./node-types-in.ts";

export async function previewTemplate(context: WorkspaceContext, input: InputOf<typeof contract>): Promise<AnswerOf<typeof contract>> {
  demand(context, "templates:publish");
  const { flow: id, ...draft } = input;
  const flow = await findFlow(database(), context.workspace.id, id);
  if (!flow) throw flowNotFound();
  const { content, choices, findings, source } = await makeTemplate(flow, draft);
  const compiled = compile(source, usableNodeTypes());
  return { content, choices, findings, issues: compiled.ok ? [] : compiled.problem.map(({ fix: _fix, ...issue }) => issue), nodeTypes: nodeTypesIn(content.document) };
}
