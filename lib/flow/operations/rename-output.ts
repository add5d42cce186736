import { mapBinding, mapBindings } from "../bindings/map-bindings.ts";
import { type NamedKey, renameKey } from "../bindings/rename-key.ts";
import type { FlowDocument, FlowNode, Path } from "../document.schema.ts";
import { edgeNames } from "../edge-names.ts";
import { graphOf } from "../graph.ts";
import { errorPort, type NodeTypes } from "../node-type.ts";
import { regionsOf } from "../regions.ts";
import type { Operation } from "./operation.ts";

/** Every place where the same value can be read under the same key: what passes it on as it is gives it, too. */
function carriersOf(document: FlowDocument, types: NodeTypes, key: NamedKey): NamedKey[] {
  const graph = graphOf(document);
  const { mode } = regionsOf(document, types, graph);
  const names = edgeNames(document);
  const nodes = new Map(document.nodes.map((node) => [node.id, node]));
  const carriers = new Map<string, Path[]>([[key.node, [key.path]]]);

  const carriedBy = (node: FlowNode): Path[] => {
    const shape = types.get(node.type)?.shape;
    const incoming = graph.incoming.get(node.id) ?? [];
    if (shape?.from === "fields") {
      const list = node.config[shape.field];
      return (list?.kind === "fields" ? list.fields : []).flatMap(({ name, value }) => {
        if (value.kind !== "reference") return [];
        const inside = (carriers.get(value.node) ?? []).filter((path) => path.length > value.path.length && value.path.every((part, index) => path[index] === part));
        return inside.map((path) => [name, ...path.slice(value.path.length)]);
      });
    }
    if (shape?.from !== "input" && shape?.from !== "edges") return [];
    if (mode.get(node.id) === "records") {
      // Records of which only some have the key keep it: a new name would be wrong for the others.
      const [first, ...others] = incoming.filter((edge) => edge.carries === "records").map((edge) => (edge.from.port === errorPort ? [] : (carriers.get(edge.from.node) ?? [])));
      return (first ?? []).filter((path) => others.every((paths) => paths.some((other) => JSON.stringify(other) === JSON.stringify(path))));
    }
    if (shape.from === "input") return [];
    return incoming.filter((edge) => edge.from.port !== errorPort).flatMap((edge) => (carriers.get(edge.from.node) ?? []).map((path) => [names.get(edge.id) ?? edge.id, ...path]));
  };

  for (const id of graph.order) {
    const node = nodes.get(id);
    if (!node || id === key.node) continue;
    const paths = carriedBy(node);
    if (paths.length > 0) carriers.set(id, paths);
  }
  return [...carriers].flatMap(([node, paths]) => paths.map((path) => ({ node, path })));
}

/**
 * What makes every reference follow a key of a node's output to its new name: one operation for each setting that reads
 * it. The name itself is changed by the caller, together with these, so that both are one mark.
 */
export function renameOutput(document: FlowDocument, types: NodeTypes, key: NamedKey, to: string): Operation[] {
  const maps = carriersOf(document, types, key).map((carrier) => renameKey(carrier, to));
  return document.nodes.flatMap((node): Operation[] => {
    const settings = Object.entries(node.config).flatMap(([name, value]): Operation[] => {
      const next = maps.reduce((mapped, map) => mapBindings(mapped, map), value);
      return JSON.stringify(next) === JSON.stringify(value) ? [] : [{ type: "set-config", node: node.id, key: name, value: next }];
    });
    const effectKey = node.settings.idempotencyKey;
    const next = effectKey && maps.reduce((mapped, map) => mapBinding(mapped, map), effectKey);
    if (next && JSON.stringify(next) !== JSON.stringify(effectKey)) settings.push({ type: "set-settings", node: node.id, settings: { ...node.settings, idempotencyKey: next } });
    return settings;
  });
}
