import type { NodeKind, NodeType } from "#lib/flow/node-type.ts";
import type { Json } from "#lib/json.ts";

/** A node as the list of help pages shows it. */
export interface NodeHelpEntry {
  /** `connector/operation`: its page is `/help/nodes/<connector>/<operation>`. */
  type: string;
  title: string;
  description: string;
  icon: string;
  kind: NodeKind;
  connectorTitle: string;
}

/** All that a node's help page is made of: its definition, and nothing written apart from it. */
export interface NodeHelp {
  node: NodeType;
  connectorTitle: string;
  rule: string;
  example: string;
  failures: readonly { when: string; outcome: string }[];
  /** Ids of the rules of SEMANTICS it stands for. */
  rules: readonly string[];
  /** Settings and output as JSON Schema; labels and help ride along on the settings. */
  input: Record<string, unknown>;
  output: Record<string, unknown>;
  sample: Json;
  /** SEMANTICS graph-7, as the document's schema has them. */
  limits: { nodes: number; attempts: number; timeoutMs: number };
}
