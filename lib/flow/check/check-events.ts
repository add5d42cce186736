import type { FlowNode } from "../document.schema.ts";
import { namePatternProblem } from "../event-name.ts";
import { readEventFilter } from "../event-filter.ts";
import type { Issue } from "../issue.ts";
import type { Subject } from "./subject.ts";

function text({ config }: FlowNode, key: string): string | null {
  const value = config[key];
  return value?.kind === "literal" && typeof value.value === "string" ? value.value.trim() : null;
}

function checkListening(node: FlowNode): Issue[] {
  const name = text(node, "name");
  const filter = text(node, "filter");
  const named = name === null ? null : namePatternProblem(name);
  const read = filter === null || filter === "" ? null : readEventFilter(filter);
  return [
    ...(named === null ? [] : [{ rule: "event-name", severity: "error" as const, node: node.id, field: "name", message: named }]),
    ...(read === null || read.ok ? [] : [{ rule: "event-filter", severity: "error" as const, node: node.id, field: "filter", message: read.problem.message }]),
  ];
}

function checkPace(node: FlowNode): Issue[] {
  if (text(node, "pace") !== "limited" || node.config["rate"] !== undefined) return [];
  return [{ rule: "event-1", severity: "error", node: node.id, field: "rate", message: "Say how many runs may begin in each time, or choose “As fast as they come”." }];
}

/** What a trigger listens to that no event can be called, a filter that cannot be read, and a pace without a number. */
export function checkEvents({ document, types }: Subject): Issue[] {
  return document.nodes.flatMap((node) => (types.get(node.type)?.kind === "trigger" ? [...(node.type === "core/event" ? checkListening(node) : []), ...checkPace(node)] : []));
}
