import { referencesOf } from "../bindings/references.ts";
import type { FlowDocument } from "../document.schema.ts";
import { ancestryOf, graphOf } from "../graph.ts";
import type { Issue } from "../issue.ts";

/** References reach ancestors only (SEMANTICS graph-1) and need a default where the ancestor may not have run (graph-2). */
export function checkReferences(document: FlowDocument): Issue[] {
  const issues: Issue[] = [];
  const names = new Map(document.nodes.map((node) => [node.id, node.name]));
  const ancestry = ancestryOf(graphOf(document));
  for (const node of document.nodes) {
    const reach = ancestry.get(node.id);
    for (const { reference, field } of referencesOf(node)) {
      const target = names.get(reference.node);
      if (target === undefined) {
        issues.push({ rule: "reference-dead", severity: "error", node: node.id, field, message: `“${node.name}” refers to a step that is gone. Choose another value.` });
      } else if (reach && !reach.all.has(reference.node)) {
        issues.push({ rule: "graph-1", severity: "error", node: node.id, field, message: `“${node.name}” refers to “${target}”, which does not run before it. Connect them, or choose another value.` });
      } else if (reach && !reach.certain.has(reference.node) && reference.default === undefined) {
        issues.push({ rule: "graph-2", severity: "error", node: node.id, field, message: `“${target}” does not run on every path to “${node.name}”. Give the reference a default.` });
      }
    }
  }
  return issues;
}
