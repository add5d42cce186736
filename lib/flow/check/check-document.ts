import type { FlowDocument } from "../document.schema.ts";
import type { Issue } from "../issue.ts";
import type { NodeTypes } from "../node-type.ts";
import { checkFields } from "./check-fields.ts";
import { checkReferences } from "./check-references.ts";
import { checkShape } from "./check-shape.ts";

/** Every issue of a document, worst first within its node. Pure, so editor, API and publish agree. */
export function checkDocument(document: FlowDocument, types: NodeTypes): Issue[] {
  return [...checkShape(document, types), ...checkFields(document, types), ...checkReferences(document)];
}
