import type { FlowDocument, FlowEdge } from "#lib/flow/document.schema.ts";
import { edgeNames, identifierOf } from "#lib/flow/edge-names.ts";
import type { Carries, NodeTypes } from "#lib/flow/node-type.ts";
import type { PortAddress } from "../editor-store.ts";
import { newLocalId } from "../new-local-id.ts";
import { changeCarries } from "./change-carries.ts";
import { type Wiring, wiringOf } from "./wiring.ts";

/** Why records of two sources would meet (SEMANTICS region-2). */
function meetsOthers(wiring: Wiring, from: string, to: string): string | null {
  const own = wiring.regions.sources.get(from) ?? [];
  const seen = new Set<string>();
  const open = [to];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (seen.has(id)) continue;
    seen.add(id);
    const others = (wiring.regions.sources.get(id) ?? []).filter((source) => !own.includes(source));
    if (own.length > 0 && others.length > 0) return "gets records of another source";
    for (const edge of wiring.outgoing(id)) if (edge.carries === "records" || wiring.isPolymorphic(id, edge.from.port)) open.push(edge.to.node);
  }
  return null;
}

/** Why an edge that carries this cannot join the two; null when it can. */
function whyNotCarry(wiring: Wiring, from: PortAddress, to: PortAddress, carries: Carries): string | null {
  const ends = changeCarries(wiring, to.node, carries);
  if (!ends.ok) return ends.why;
  if (wiring.isOpen(from.node) && wiring.isPolymorphic(from.node, from.port)) {
    const begins = changeCarries(wiring, from.node, carries);
    if (!begins.ok) return begins.why;
  }
  return carries === "records" ? meetsOthers(wiring, from.node, to.node) : null;
}

/** What an edge between the two would carry, or why there can be none. */
function joined(wiring: Wiring, from: PortAddress, to: PortAddress): { carries: Carries } | { why: string } {
  const carried = wiring.carriedBy(from.node, from.port);
  const accepts = wiring.accepts(to.node, to.port);
  if (carried.length === 0) return { why: "nothing leaves here" };
  if (accepts === null) return { why: "nothing can lead into it" };
  let why: string = accepts === "value" ? "needs one value" : "needs records";
  for (const carries of carried) {
    if (accepts !== "any" && accepts !== carries) continue;
    const refused = whyNotCarry(wiring, from, to, carries);
    if (refused === null) return { carries };
    why = refused;
  }
  return { why };
}

/** Why two ports cannot be joined, in words; null when they can. */
export function whyNotConnect(document: FlowDocument, types: NodeTypes, from: PortAddress, to: PortAddress): string | null {
  if (from.node === to.node) return "a step cannot lead to itself";
  const wiring = wiringOf(document, types);
  const result = joined(wiring, from, to);
  if ("why" in result && (wiring.carriedBy(from.node, from.port).length === 0 || wiring.accepts(to.node, to.port) === null)) return result.why;
  if (document.edges.some((edge) => edge.from.node === from.node && edge.from.port === from.port && edge.to.node === to.node && edge.to.port === to.port)) {
    return "already connected";
  }
  if (reachedFrom(wiring, to.node, "forward").has(from.node)) return "would close a loop";
  return "why" in result ? result.why : null;
}

/** What a merge calls a value that comes from a node: its name as an identifier, like no other edge there. */
function nameInto(document: FlowDocument, from: string, merge: string): string {
  const names = edgeNames(document);
  const taken = new Set(document.edges.filter((edge) => edge.to.node === merge).map((edge) => names.get(edge.id)));
  const wanted = identifierOf(document.nodes.find((node) => node.id === from)?.name ?? "").slice(0, 60);
  let name = wanted;
  for (let count = 2; taken.has(name); count += 1) name = `${wanted}_${count}`;
  return name;
}

/** The edge between two ports that fit. Into a merge it has a name, so that a renamed step keeps what refers to it. */
export function edgeBetween(document: FlowDocument, types: NodeTypes, from: PortAddress, to: PortAddress): FlowEdge {
  const wiring = wiringOf(document, types);
  const result = joined(wiring, from, to);
  const carries = "carries" in result ? result.carries : "value";
  const name = wiring.type(to.node)?.built === "merge" && carries === "value" ? { name: nameInto(document, from.node, to.node) } : {};
  return { id: newLocalId("edge"), carries, ...name, from, to };
}

/** Every port that a connection begun at `start` could end at, as `node port`. */
export function fittingPorts(document: FlowDocument, types: NodeTypes, start: PortAddress & { side: "source" | "target" }): Set<string> {
  const wiring = wiringOf(document, types);
  // What lies against the direction of the new edge: joining it would close a loop.
  const blocked = reachedFrom(wiring, start.node, start.side === "source" ? "back" : "forward");
  const there = new Set(document.edges.map((edge) => `${edge.from.node} ${edge.from.port} ${edge.to.node} ${edge.to.port}`));
  const fits = new Set<string>();
  for (const node of document.nodes) {
    if (node.id === start.node || blocked.has(node.id)) continue;
    const ports = start.side === "source" ? (wiring.type(node.id)?.inputs ?? []) : wiring.outputs(node.id);
    for (const { id } of ports) {
      const other = { node: node.id, port: id };
      const [from, to] = start.side === "source" ? [start, other] : [other, start];
      if (!there.has(`${from.node} ${from.port} ${to.node} ${to.port}`) && "carries" in joined(wiring, from, to)) fits.add(`${node.id} ${id}`);
    }
  }
  return fits;
}

/** Everything before or after a node. */
function reachedFrom(wiring: Wiring, start: string, direction: "forward" | "back"): Set<string> {
  const seen = new Set<string>();
  const open = [start];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    for (const edge of direction === "forward" ? wiring.outgoing(id) : wiring.incoming(id)) {
      const other = direction === "forward" ? edge.to.node : edge.from.node;
      if (seen.has(other)) continue;
      seen.add(other);
      open.push(other);
    }
  }
  return seen;
}
