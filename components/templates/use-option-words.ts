import { useQueries, type UseQueryResult } from "@tanstack/react-query";
import { useMemo } from "react";
import { nodeTypeQuery } from "#lib/client/queries/node-types.ts";
import type { FlowNode } from "#lib/flow/document.schema.ts";
import { isJsonObject, type Json } from "#lib/json.ts";

/** The values that a setting is chosen from, with the form's words for them; null for a setting that is not chosen from a list. */
export type OptionLists = (node: string, field: string) => Readonly<Record<string, string>> | null;

/** What a form calls a value of a setting that is chosen from a list; null for any other. */
export type OptionWords = (node: string, field: string, value: unknown) => string | null;

function dataOf<Data>(results: readonly UseQueryResult<Data>[]): (Data | undefined)[] {
  return results.map(({ data }) => data);
}

function at(from: Json | undefined, key: string): Json | undefined {
  return isJsonObject(from) && Object.hasOwn(from, key) ? from[key] : undefined;
}

/** The lists that settings of these steps are chosen from, once they are read; until then there is none. */
export function useOptionLists(nodes: readonly Pick<FlowNode, "id" | "type">[]): OptionLists {
  const types = useMemo(() => [...new Set(nodes.map(({ type }) => type))], [nodes]);
  const details = useQueries({ queries: types.map(nodeTypeQuery), combine: dataOf });
  return useMemo(() => {
    const inputs = new Map(details.flatMap((detail) => (detail ? [[detail.type, detail.input as Json] as const] : [])));
    const typeOf = new Map(nodes.map(({ id, type }) => [id, type]));
    return (node, field) => {
      const list = at(at(at(inputs.get(typeOf.get(node) ?? ""), "properties"), field), "options");
      return isJsonObject(list) ? Object.fromEntries(Object.entries(list).filter((entry): entry is [string, string] => typeof entry[1] === "string")) : null;
    };
  }, [details, nodes]);
}

export function wordsOf(lists: OptionLists): OptionWords {
  return (node, field, value) => {
    const list = typeof value === "string" ? lists(node, field) : null;
    return list !== null && typeof value === "string" && Object.hasOwn(list, value) ? (list[value] ?? null) : null;
  };
}

/** The words of lists that settings of these steps are chosen from, once they are read; until then the values speak. */
export function useOptionWords(nodes: readonly Pick<FlowNode, "id" | "type">[]): OptionWords {
  const lists = useOptionLists(nodes);
  return useMemo(() => wordsOf(lists), [lists]);
}
