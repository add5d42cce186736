import { nodeTypes } from "#lib/connectors/registry.ts";
import type { AnswerOf } from "#lib/contracts/contract.ts";
import type { inspectTemplate as contract } from "#lib/contracts/templates.schema.ts";
import type { WorkspaceContext } from "../context.ts";
import { demand } from "../demand.ts";
import { takeFile } from "./take-file.ts";
import { unavailableBecause } from "./unavailable-because.ts";

export async function inspectTemplate(context: WorkspaceContext, input: { file?: unknown }): Promise<AnswerOf<typeof contract>> {
  demand(context, "templates:read");
  const content = takeFile(input.file);
  const { nodes } = content.document;
  const code = nodes.filter(({ type }) => nodeTypes.get(type)?.built === "code").map(({ id, name }) => ({ node: id, name }));
  return { content, code, unavailable: unavailableBecause(nodes) };
}
