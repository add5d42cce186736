import type { FlowDocument } from "#lib/flow/document.schema.ts";

export const emptyDocument: FlowDocument = { schemaVersion: 1, nodes: [], edges: [], layout: { nodes: {} } };
