import { queryOptions } from "@tanstack/react-query";
import { request } from "#lib/client/request.ts";
import type { NodeType, NodeTypes } from "#lib/flow/node-type.ts";

const nodeTypeKeys = {
  all: ["node-types"] as const,
  detail: (type: string) => ["node-types", type] as const,
};

/** What can be put on a canvas, by `connector/operation`. It changes only with the program, so it is kept. */
export function nodeTypesQuery() {
  return queryOptions({
    queryKey: nodeTypeKeys.all,
    queryFn: async ({ signal }): Promise<NodeTypes> => {
      const { nodeTypes } = await request("GET /api/v1/node-types", {}, signal);
      return new Map(nodeTypes.map((type): [string, NodeType] => [type.type, type as NodeType]));
    },
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: Number.POSITIVE_INFINITY,
    structuralSharing: false,
  });
}

/** One operation's settings and output as JSON Schema, with a sample; read when a node is first looked at. */
export function nodeTypeQuery(type: string) {
  const [connector = "", operation = ""] = type.split("/");
  return queryOptions({
    queryKey: nodeTypeKeys.detail(type),
    queryFn: ({ signal }) => request("GET /api/v1/node-types/{connector}/{operation}", { connector, operation }, signal),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: Number.POSITIVE_INFINITY,
  });
}
