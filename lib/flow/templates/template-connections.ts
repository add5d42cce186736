import { fail, ok, type Result } from "#lib/result.ts";
import type { FlowDocument, FlowNode } from "../document.schema.ts";
import { connectionRule, needsConnection } from "../needs-connection.ts";
import type { NodeType, NodeTypes } from "../node-type.ts";
import type { TemplateConnection } from "./template-content.schema.ts";

interface Need {
  node: string;
  /** Of which one is enough. */
  kinds: readonly string[];
  /** The same for nodes that had the same connection. */
  group: string;
  title: string;
}

export type SaidConnection = Pick<TemplateConnection, "key" | "title" | "help" | "nodes">;

function needOf(node: FlowNode, type: NodeType, kindOf: ReadonlyMap<string, string>, titleOf: (connector: string) => string): Need[] {
  const had = node.connection === undefined ? undefined : kindOf.get(node.connection);
  if (type.connection === "none" || (had === undefined && !needsConnection(node, type))) return [];
  const kinds = had === undefined ? (connectionRule(node, type)?.kinds ?? type.connectionKinds) : [had];
  return [{ node: node.id, kinds, group: node.connection ?? `none ${type.connector} ${kinds.join(" ")}`, title: kinds.includes("webhook/secret") ? "Webhook secret" : titleOf(type.connector) }];
}

function keyOf(title: string, taken: Set<string>): string {
  const base = title.toLowerCase().replaceAll(/[^a-z0-9]+/g, "_").replaceAll(/^[^a-z]+|_+$/g, "").slice(0, 30) || "connection";
  let key = base;
  for (let number = 2; taken.has(key); number += 1) key = `${base}_${number}`;
  taken.add(key);
  return key;
}

function shared(needs: readonly Need[]): string[] {
  return (needs[0]?.kinds ?? []).filter((kind) => needs.every(({ kinds }) => kinds.includes(kind)));
}

/**
 * The connections that whoever takes the template has to choose: as the author said, and for the rest one for all nodes
 * that had the same. Their names are the connectors': what the workspace calls its connections is its own.
 * @param kindOf of the workspace's connections, by id.
 */
export function templateConnections(
  document: FlowDocument, types: NodeTypes, kindOf: ReadonlyMap<string, string>, titleOf: (connector: string) => string, said: readonly SaidConnection[],
): Result<TemplateConnection[], ReadonlyMap<string, string>> {
  const problems = new Map<string, string>();
  const open = new Map<string, Need>();
  for (const node of document.nodes) {
    const type = types.get(node.type);
    if (type) for (const need of needOf(node, type, kindOf, titleOf)) open.set(need.node, need);
  }
  const taken = new Set<string>();
  const made: TemplateConnection[] = [];
  for (const { key, title, help, nodes } of said) {
    const at = `connections.${key}`;
    const needs = nodes.flatMap((node) => open.get(node) ?? []);
    const kinds = shared(needs);
    if (taken.size === taken.add(key).size) problems.set(at, "Two connections have this key. Give each its own.");
    else if (needs.length < nodes.length) problems.set(at, "A step of it needs no connection, or is in another one already.");
    else if (kinds.length === 0) problems.set(at, "No connection fits all of its steps. Take them apart.");
    for (const { node } of needs) open.delete(node);
    made.push({ key, title, help, nodes: needs.map(({ node }) => node), kinds });
  }
  const rest = Map.groupBy(open.values(), ({ group }) => group);
  for (const needs of rest.values()) {
    const title = needs[0]?.title ?? "";
    const key = keyOf(title, taken);
    const number = /_(\d+)$/.exec(key)?.[1];
    made.push({ key, title: number === undefined ? title : `${title} ${number}`, help: "", kinds: shared(needs), nodes: needs.map(({ node }) => node) });
  }
  return problems.size > 0 ? fail(problems) : ok(made);
}
