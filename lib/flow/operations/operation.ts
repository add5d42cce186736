import type { ConfigValue, FlowDocument, FlowEdge, FlowNode, Group, NodeSettings, Note } from "../document.schema.ts";
import type { Carries } from "../node-type.ts";

export interface Position {
  x: number;
  y: number;
}

/** Groups as they are afterwards, by id; null for one that is gone. */
export type GroupChanges = Readonly<Record<string, Group | null>>;
export type NoteChanges = Readonly<Record<string, Note | null>>;

/** The only ways a document changes, in the editor and on the server. Each is data, so it can be sent and undone. */
export type Operation =
  | { type: "add-nodes"; nodes: readonly { node: FlowNode; at?: Position; index?: number }[]; edges: readonly { edge: FlowEdge; index?: number }[]; groups?: GroupChanges }
  | { type: "remove"; nodes: readonly string[]; edges: readonly string[]; groups?: GroupChanges }
  | { type: "move-nodes"; to: Readonly<Record<string, Position>> }
  | { type: "connect"; edge: FlowEdge; index?: number }
  | { type: "set-carries"; edges: Readonly<Record<string, Carries>> }
  | { type: "name-edge"; edge: string; name: string | null }
  | { type: "rename-node"; node: string; name: string }
  | { type: "set-config"; node: string; key: string; value: ConfigValue | null }
  | { type: "set-settings"; node: string; settings: NodeSettings }
  | { type: "set-connection"; node: string; connection: string | null }
  | { type: "set-groups"; groups: GroupChanges }
  | { type: "set-notes"; notes: NoteChanges };

export interface Applied {
  document: FlowDocument;
  /** Applied to `document`, gives back the document before, byte for byte in canonical JSON. */
  inverse: Operation;
}
