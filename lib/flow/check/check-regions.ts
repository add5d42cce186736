import type { Issue } from "../issue.ts";
import type { Subject } from "./subject.ts";

/** What records may lead to (SEMANTICS region-1, region-2, region-7). */
export function checkRegions({ document, types, nodes, graph, regions }: Subject): Issue[] {
  const issues: Issue[] = [];
  for (const node of document.nodes) {
    const type = types.get(node.type);
    if (!type) continue;
    const incoming = graph.incoming.get(node.id) ?? [];
    const records = incoming.filter((edge) => edge.carries === "records");
    const sources = regions.sources.get(node.id) ?? [];
    const report = (rule: string, message: string): void => void issues.push({ rule, severity: "error", node: node.id, message });

    if (type.kind === "source" && records.length > 0) {
      report("region-2", `“${node.name}” starts records of its own, so it cannot stand among the records of another source. Collect those first, or call a flow for each record.`);
    } else if (sources.length > 1) {
      const names = sources.map((id) => `“${nodes.get(id)?.name ?? id}”`).join(" and ");
      report("region-2", `Records of ${names} meet at “${node.name}”. Each source has its own records: load them one after the other, or collect one of them first.`);
    } else if (records.length > 0 && type.stands === "value") {
      report("region-7", `“${node.name}” works on one value and cannot stand among records. Collect the records first, or call a flow for each record.`);
    } else if (records.length > 0 && records.length < incoming.length) {
      report("region-2", `“${node.name}” has a value and records leading into it. Refer to the value instead of connecting it.`);
    }
    if (type.kind === "source" && !(graph.outgoing.get(node.id) ?? []).some((edge) => edge.carries === "records")) {
      issues.push({ rule: "region-empty", severity: "warning", node: node.id, message: `The records of “${node.name}” lead nowhere, so it reads them for nothing. Connect them.` });
    }
  }
  return issues;
}
