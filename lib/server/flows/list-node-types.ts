import type { NodeType } from "#lib/flow/node-type.ts";
import type { WorkspaceContext } from "../context.ts";
import { demand } from "../demand.ts";
import { usableNodeTypes } from "./usable-node-types.ts";

export async function listNodeTypes(context: WorkspaceContext): Promise<{ nodeTypes: NodeType[] }> {
  demand(context, "flows:read");
  return { nodeTypes: [...usableNodeTypes().values()] };
}
