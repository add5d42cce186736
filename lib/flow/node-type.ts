import type { Json } from "#lib/json.ts";
import type { Pattern } from "./pattern.ts";
import type { DataType } from "./data-types/data-type.ts";

export type NodeKind = "trigger" | "action" | "logic" | "source" | "stream" | "sink";
export type Carries = "value" | "records";

export interface PortType {
  id: string;
  /** `any` follows what comes into the node (SEMANTICS region-1). */
  carries: Carries | "any";
  /** Drawn at the port; ports without one need no word (`in`, `out`). */
  label?: string;
}

/** How the type of a node's output comes about: as declared, from its settings, or as what comes in. */
export type Shape =
  | { from: "declared" }
  /** The fields of a field list. */
  | { from: "fields"; field: string }
  /** A list of declared fields, `[{ name, type, required }]`, in a setting. */
  | { from: "declaration"; field: string }
  /** As declared, with the fields of a form in `into`; those that are needed are there for sure, or while a setting says so. */
  | { from: "form"; field: string; into: string; sureWhile?: { field: string; is: string } }
  /** What came in, per record. */
  | { from: "input" }
  /** The items of a list, bound in a setting. */
  | { from: "items"; field: string }
  /** One value for each edge that comes in. */
  | { from: "edges" };

/** What an inline node does, or what the engine does for it; actions, sources and sinks have a runtime instead. */
export type Built = "map" | "filter" | "branch" | "switch" | "merge" | "wait" | "wait-event" | "approval" | "respond" | "stop" | "fail" | "call" | "code" | "flatten" | "deduplicate" | "collect" | "split";

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
  /** The engine's own node; absent for operations of a connector. */
  built?: Built;
  inputs: readonly PortType[];
  /** Without `error`; the ports of a switch come from its cases. */
  outputs: readonly PortType[];
  /** The setting whose cases are ports, before those in `outputs`. */
  casesField?: string;
  /** Where it may stand: among values, in a region of records, or both. */
  stands: "value" | "records" | "any";
  /** Has an `error` port and can be retried (SEMANTICS graph-4). */
  canFail: boolean;
  /** Does I/O, waits or runs user code, so it is a step of its own and not computed inline (SEMANTICS step-1). */
  isStep: boolean;
  effect: "none" | "read" | "write";
  /** Settings with which a write only reads; one of them is enough. `orUnset`: also while nothing is set. */
  readsWhen?: readonly { field: string; is: readonly (string | boolean)[]; orUnset?: true }[];
  /** What makes a repeated effect harmless (SEMANTICS step-5): a key that is sent along, its own nature, or nothing. */
  idempotency: "keyed" | "natural" | "none";
  /** One sentence with `{field}` or `{field|when unset}` in it, filled from the node's settings. */
  summary: string;
  /** Keys of the configuration that may be set, and those that must be. */
  fields: readonly string[];
  required: readonly string[];
  /** What settings are called on the screen, by key. */
  labels: Readonly<Record<string, string>>;
  /** What settings take, by key. */
  fieldTypes: Readonly<Record<string, DataType>>;
  /** In a region: settings that are filled once a record, the others once a region. */
  perRecord: readonly string[];
  output: DataType;
  shape: Shape;
  /** Whether a connection may or must be chosen, and of which kinds. */
  connection: "none" | "optional" | "required";
  connectionKinds: readonly string[];
  /** It must be chosen unless a setting has this value or none, and is not asked for then. */
  connectionUnless?: { field: string; is: string };
  /** For triggers: the pattern a flow with this trigger has (SEMANTICS graph-8). */
  pattern?: Pattern;
  /** Why it cannot be used on this instance: it is not offered, and is an issue where it stands. */
  off?: string;
  /** Starting values for a node dropped on the canvas. */
  defaults: { [field: string]: Json };
}

export type NodeTypes = ReadonlyMap<string, NodeType>;

export const errorPort = "error";
/** A source's summary, after its region ended. */
export const donePort = "done";
