import { referencesOf } from "../bindings/references.ts";
import type { Issue } from "../issue.ts";
import { anyType } from "../data-types/data-type.ts";
import { isKnownFromStart } from "../known-from-start.ts";
import type { Subject } from "./subject.ts";
import { defaultFix, removeFix } from "./suggest-fix.ts";

/** References reach ancestors only (SEMANTICS graph-1) and need a default where the ancestor may not have run (graph-2). */
export function checkReferences({ document, reach, nodes, regions, types }: Subject): Issue[] {
  const issues: Issue[] = [];
  for (const node of document.nodes) {
    const reachable = reach.get(node.id);
    const seen = new Set<string>();
    for (const { node: target, path, guarded, field } of referencesOf(node)) {
      if (isKnownFromStart(types.get(nodes.get(target)?.type ?? ""), path)) continue;
      if (seen.size === seen.add(JSON.stringify([target, guarded, field])).size) continue;
      const to = nodes.get(target);
      const at = { severity: "error", node: node.id, field } as const;
      if (to === undefined) {
        issues.push({ ...at, rule: "reference-dead", message: `“${node.name}” refers to a step that is gone. Choose another value.`, ...removeFix(node, field, target) });
      } else if (reachable && !reachable.all.has(target)) {
        const [source] = regions.sources.get(target) ?? [];
        const isInside = source !== undefined && types.get(to.type)?.kind !== "source" && (regions.sources.get(node.id)?.[0] !== source);
        issues.push(isInside
          ? { ...at, rule: "region-2", message: `“${node.name}” refers to “${to.name}”, which works on one record at a time. Outside its records only counts and summaries can be read: collect the records first.` }
          : { ...at, rule: "graph-1", message: `“${node.name}” refers to “${to.name}”, which does not run before it. Connect them, or choose another value.` });
      } else if (reachable && !guarded && (!reachable.certain.has(target) || to.settings.disabled === true)) {
        const why = to.settings.disabled === true ? `“${to.name}” is turned off, so it gives nothing to “${node.name}”.` : `“${to.name}” does not run on every path to “${node.name}”.`;
        issues.push({ ...at, rule: "graph-2", message: `${why} Give the reference a default.`, ...defaultFix(node, field, target, null, anyType) });
      }
    }
  }
  return issues;
}
