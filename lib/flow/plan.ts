import type { ConfigValue, NodeSettings } from "./document.schema.ts";
import type { NodeKind } from "./node-type.ts";

export interface PlanEdge {
  id: string;
  from: string;
  port: string;
  to: string;
  toPort: string;
}

export interface PlanNode {
  id: string;
  name: string;
  type: string;
  kind: NodeKind;
  isStep: boolean;
  canFail: boolean;
  config: { [key: string]: ConfigValue };
  settings: NodeSettings;
  connection?: string;
  incoming: readonly PlanEdge[];
  outgoing: readonly PlanEdge[];
}

/** A document made ready to run: nodes in an order in which each comes after all it depends on. */
export interface Plan {
  trigger: string;
  nodes: ReadonlyMap<string, PlanNode>;
}
