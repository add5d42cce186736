import type { ConfigValue, NodeSettings } from "./document.schema.ts";
import type { Built, Carries, NodeKind } from "./node-type.ts";
import type { Pattern } from "./pattern.ts";

export interface PlanEdge {
  id: string;
  from: string;
  port: string;
  to: string;
  toPort: string;
  carries: Carries;
  /** What a merge calls the value that comes this way. */
  name: string;
}

export interface PlanNode {
  id: string;
  name: string;
  type: string;
  kind: NodeKind;
  built?: Built;
  /** One value, or once a record (SEMANTICS region-1). */
  mode: Carries;
  isStep: boolean;
  canFail: boolean;
  effect: "none" | "read" | "write";
  idempotency: "keyed" | "natural" | "none";
  config: { [key: string]: ConfigValue };
  perRecord: readonly string[];
  settings: NodeSettings;
  connection?: string;
  /** The source whose region this node is in; a source is in its own. */
  region?: string;
  incoming: readonly PlanEdge[];
  outgoing: readonly PlanEdge[];
}

/** Everything reachable from one source by records edges (SEMANTICS region-2). */
export interface PlanRegion {
  source: string;
  /** Without the source, each after what its records come from. */
  members: readonly string[];
  sinks: readonly string[];
}

/** A document made ready to run: nodes in an order in which each comes after all it depends on. */
export interface Plan {
  trigger: string;
  pattern: Pattern;
  nodes: ReadonlyMap<string, PlanNode>;
  /** Approvals of the whole document, whose links any node may refer to (SEMANTICS graph-1). */
  approvals: readonly string[];
  /** By source. */
  regions: ReadonlyMap<string, PlanRegion>;
}
