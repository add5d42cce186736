import type { Json } from "#lib/json.ts";

export type NodeKind = "trigger" | "action" | "logic" | "source" | "stream" | "sink";
export type Carries = "value" | "records";

export interface PortType {
  id: string;
  carries: Carries;
  /** Drawn at the port; ports without one need no word (`in`, `out`). */
  label?: string;
}

/**
 * What the canvas, `check` and `compile` know of an operation. It is data, so the browser gets it by API and no
 * connector's code reaches the editor.
 */
export interface NodeType {
  /** `connector/operation`. */
  type: string;
  connector: string;
  title: string;
  description: string;
  icon: string;
  kind: NodeKind;
  inputs: readonly PortType[];
  outputs: readonly PortType[];
  /** Has an `error` port and can be retried (SEMANTICS graph-4). */
  canFail: boolean;
  /** Does I/O, waits or runs user code, so it is a step of its own and not computed inline (SEMANTICS step-1). */
  isStep: boolean;
  effect: "none" | "read" | "write";
  /** One sentence with `{field}` in it, filled from the node's settings. */
  summary: string;
  /** Keys of the configuration that may be set, and those that must be. */
  fields: readonly string[];
  required: readonly string[];
  /** What settings are called on the screen, by key. */
  labels: Readonly<Record<string, string>>;
  /** Whether a connection may or must be chosen. */
  connection: "none" | "optional" | "required";
  /** For triggers: the pattern a flow with this trigger has (SEMANTICS graph-8). */
  pattern?: "event" | "sync" | "batch" | "cdc";
  /** Starting values for a node dropped on the canvas. */
  defaults: { [field: string]: Json };
}

export type NodeTypes = ReadonlyMap<string, NodeType>;

export const errorPort = "error";
