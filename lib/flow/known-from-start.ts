import type { Path } from "./document.schema.ts";
import type { NodeType } from "./node-type.ts";

/** The part of an approval's output that is there before it asks (SEMANTICS graph-1). */
export const approvalLink = "link";

/** Whether any node may refer to it, wherever it stands. */
export function isKnownFromStart(type: Pick<NodeType, "built"> | undefined, path: Path): boolean {
  return type?.built === "approval" && path.length === 1 && path[0] === approvalLink;
}
