import type { FlowDocument } from "#lib/flow/document.schema.ts";
import { errorPort, type NodeTypes } from "#lib/flow/node-type.ts";
import { leastHeight } from "./nodes/least-height.ts";
import { type Heights, nodeHeight } from "./place-node.ts";
import { wiringOf } from "./wiring/wiring.ts";

/** How high each plate of a document is at least. */
export function heightsOf(document: FlowDocument, types: NodeTypes): Heights {
  const wiring = wiringOf(document, types);
  return (id) => Math.max(nodeHeight, leastHeight(wiring.outputs(id).filter((port) => port.id !== errorPort).length) ?? 0);
}
