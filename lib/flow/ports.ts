import type { FlowNode } from "./document.schema.ts";
import { type Carries, donePort, errorPort, type NodeType } from "./node-type.ts";

export interface Port {
  id: string;
  carries: Carries;
  label?: string;
}

/** `error` carries what failed: the record in a region, else the error itself; a source's is about its whole region. */
function errorCarries(type: NodeType, mode: Carries): Carries {
  return type.kind === "source" ? "value" : mode;
}

/** A node's outputs as it stands: a switch has one a case, polymorphic ports carry what comes in (SEMANTICS region-1). */
export function outputsOf(node: Pick<FlowNode, "config">, type: NodeType, mode: Carries): Port[] {
  const cases = type.casesField === undefined ? undefined : node.config[type.casesField];
  const own = cases?.kind === "cases" ? cases.cases.map(({ port, label }): Port => ({ id: port, carries: mode, label })) : [];
  const fixed = type.outputs.map(({ id, carries, label }): Port => ({ id, carries: carries === "any" ? mode : carries, ...(label === undefined ? {} : { label }) }));
  const error: Port[] = type.canFail ? [{ id: errorPort, carries: errorCarries(type, mode), label: "on error" }] : [];
  return [...own, ...fixed, ...error];
}

/** What a disabled node takes (SEMANTICS graph-3); null where there is nothing to take. */
export function disabledPort(type: Pick<NodeType, "kind" | "built">): string {
  if (type.built === "branch" || type.built === "switch") return "else";
  return type.kind === "source" ? donePort : "out";
}
