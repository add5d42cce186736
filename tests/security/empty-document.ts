import { type FlowDocument, schemaVersion } from "#lib/flow/document.schema.ts";

export const emptyDocument: FlowDocument = { schemaVersion, nodes: [], edges: [], layout: { nodes: {} } };
