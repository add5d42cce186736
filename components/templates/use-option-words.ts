import { useQueries, type UseQueryResult } from "@tanstack/react-query";
import { useMemo } from "react";
import { nodeTypeQuery } from "#lib/client/queries/node-types.ts";
import type { FlowNode } from "#lib/flow/document.schema.ts";
import { isJsonObject, type Json } from "#lib/json.ts";

/** What a form calls a value of a setting that is chosen from a list; null for any other. */
export type OptionWords = (node: string, field: string, value: unknown) => string | null;

function dataOf<Data>(results: readonly UseQueryResult<Data>[]): (Data | undefined)[] {
  return results.map(({ data }) => data);
}

/** The words of lists that settings of these steps are chosen from, once they are read; until then the values speak. */
export function useOptionWords(nodes: readonly Pick<FlowNode, "id" | "type">[]): OptionWords {
  const types = useMemo(() => [...new Set(nodes.map(({ type }) => type))], [nodes]);
  const details = useQueries({ queries: types.map(nodeTypeQuery), combine: dataOf });
  return useMemo(() => {
    const inputs = new Map(details.flatMap((detail) => (detail ? [[detail.type, detail.input as Json] as const] : [])));
    const typeOf = new Map(nodes.map(({ id, type }) => [id, type]));
    const at = (from: Json | undefined, key: string): Json | undefined => (isJsonObject(from) && Object.hasOwn(from, key) ? from[key] : undefined);
    return (node, field, value) => {
      const words = typeof value === "string" ? at(at(at(at(inputs.get(typeOf.get(node) ?? ""), "properties"), field), "options"), value) : undefined;
      return typeof words === "string" ? words : null;
    };
  }, [details, nodes]);
}
