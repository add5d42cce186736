import { checkDocument } from "#lib/flow/check/check-document.ts";
import type { FlowDocument } from "#lib/flow/document.schema.ts";
import type { Issue } from "#lib/flow/issue.ts";
import { patternOf } from "#lib/flow/pattern-of.ts";
import type { Pattern } from "#lib/flow/pattern.ts";
import type { WorkspaceContext } from "../context.ts";
import { demand } from "../demand.ts";
import { takeDocument } from "./take-document.ts";
import { usableNodeTypes } from "./usable-node-types.ts";

export async function checkFlow(context: WorkspaceContext, input: { document?: unknown }): Promise<{ issues: Issue[]; pattern: Pattern | null; document: FlowDocument }> {
  demand(context, "flows:read");
  const document = takeDocument(input.document);
  return { issues: checkDocument(document, usableNodeTypes()), pattern: patternOf(document, usableNodeTypes()), document };
}
