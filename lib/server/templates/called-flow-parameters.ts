import { nodeTypes } from "#lib/connectors/registry.ts";
import type { FlowDocument } from "#lib/flow/document.schema.ts";
import type { TemplateParameter } from "#lib/flow/templates/template-content.schema.ts";

/** A question for each flow that is called and that the author asks nothing about: its id means nothing elsewhere. */
export function calledFlowParameters(document: FlowDocument, said: readonly TemplateParameter[]): TemplateParameter[] {
  const asked = new Set(said.flatMap(({ places }) => places.filter(({ path }) => path[0] === "flow").map(({ node }) => node)));
  return document.nodes.flatMap(({ id, name, type, config }): TemplateParameter[] => {
    if (nodeTypes.get(type)?.built !== "call" || config["flow"]?.kind !== "literal" || asked.has(id)) return [];
    const label = `Which flow does “${name}” call?`;
    return [{
      key: `flow_${id.slice(2)}`.slice(0, 40), label: label.length > 80 ? "Which flow is called?" : label, help: "A flow that starts with “Called by another flow”.",
      type: "choice", required: true, options: { from: "flows" }, places: [{ node: id, path: ["flow", "value"] }],
    }];
  });
}
