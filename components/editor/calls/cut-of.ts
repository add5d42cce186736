import type { FlowDocument, FlowEdge, FlowNode } from "#lib/flow/document.schema.ts";
import { errorPort, type NodeTypes } from "#lib/flow/node-type.ts";
import { type Wiring, wiringOf } from "../wiring/wiring.ts";

/** Where a selection is cut out of a flow: one way in, and at most one out. */
export interface Cut {
  inside: FlowNode[];
  within: FlowEdge[];
  into: FlowEdge[];
  outOf: FlowEdge[];
  /** The node that everything comes in by. */
  entry: FlowNode;
  /** The node that everything leaves by; null where the selection is an end. */
  exit: FlowNode | null;
}

const chooses = new Set(["branch", "switch", "filter"]);

/** Whether every way through the selection ends at its exit, so that a call answers whichever way was taken. */
function alwaysLeaves(wiring: Wiring, inside: ReadonlySet<string>, exit: string): string | null {
  const reaches = new Set([exit]);
  for (const id of reaches) for (const edge of wiring.incoming(id)) if (inside.has(edge.from.node)) reaches.add(edge.from.node);
  for (const id of reaches) {
    const type = wiring.type(id);
    if (id === exit || type?.built === undefined || !chooses.has(type.built)) continue;
    const ways = type.built === "filter" ? [] : wiring.outputs(id).filter((port) => port.id !== errorPort).map((port) => port.id);
    const taken = new Set(wiring.outgoing(id).filter((edge) => reaches.has(edge.to.node)).map((edge) => edge.from.port));
    if (type.built === "filter" || ways.some((port) => !taken.has(port))) return `Not every way from “${wiring.node(id)?.name ?? ""}” leads to the end of the selection. Select up to where the ways meet again.`;
  }
  return null;
}

/** The cut around selected nodes, or why they cannot be a flow of their own, in a sentence that says what to select instead. */
export function cutOf(document: FlowDocument, types: NodeTypes, selected: readonly string[]): Cut | { why: string } {
  const ids = new Set(selected);
  const inside = document.nodes.filter((node) => ids.has(node.id));
  const typeOf = (node: FlowNode) => types.get(node.type);
  const wiring = wiringOf(document, types);
  const name = (id: string) => `“${wiring.node(id)?.name ?? ""}”`;
  if (inside.length === 0) return { why: "Select the steps that shall be a flow of their own." };
  const trigger = inside.find((node) => typeOf(node)?.kind === "trigger");
  if (trigger) return { why: `The trigger ${name(trigger.id)} stays with this flow. Select only steps after it.` };
  const ends = inside.find((node) => typeOf(node)?.built === "stop" || typeOf(node)?.built === "respond");
  if (ends) return { why: `${name(ends.id)} ${typeOf(ends)?.built === "stop" ? "ends" : "answers for"} this flow, and would only do so for the new one. Leave it out.` };
  const crossing = document.edges.filter((edge) => ids.has(edge.from.node) !== ids.has(edge.to.node));
  const records = crossing.find((edge) => edge.carries === "records");
  if (records) return { why: `Records run from ${name(records.from.node)} to ${name(records.to.node)}. A call takes and gives one value: select the whole region, or nothing of it.` };
  const into = crossing.filter((edge) => ids.has(edge.to.node));
  const outOf = crossing.filter((edge) => ids.has(edge.from.node));
  const within = document.edges.filter((edge) => ids.has(edge.from.node) && ids.has(edge.to.node));
  const starts = inside.filter((node) => wiring.incoming(node.id).every((edge) => !ids.has(edge.from.node)));
  const entries = [...new Set([...into.map((edge) => edge.to.node), ...starts.map((node) => node.id)])];
  const [first] = entries;
  const entry = inside.find((node) => node.id === first);
  if (!entry || entries.length > 1) return { why: `The selection begins at several steps: ${entries.map(name).join(", ")}. A called flow begins at one.` };
  if (typeOf(entry)?.built === "merge" && into.length > 1) return { why: `${name(entry.id)} waits for several paths that begin outside. Select them too, or leave it out.` };
  const errors = outOf.find((edge) => edge.from.port === errorPort);
  if (errors) return { why: `The error path of ${name(errors.from.node)} leads out of the selection. Select where it leads, too.` };
  const exits = [...new Set(outOf.map((edge) => `${edge.from.node} ${edge.from.port}`))];
  if (exits.length > 1) return { why: `The selection leads on at several places: ${[...new Set(outOf.map((edge) => edge.from.node))].map(name).join(", ")}. A call leads on at one.` };
  const [out] = outOf;
  const exit = out ? (inside.find((node) => node.id === out.from.node) ?? null) : null;
  if (!exit || !out) return { inside, within, into, outOf, entry, exit: null };
  const isChoice = chooses.has(typeOf(exit)?.built ?? "");
  if (isChoice || (out.from.port !== "out" && out.from.port !== "done")) return { why: `What leaves ${name(exit.id)} is one way of several, and a call always leads on. Leave it out, or select where all of its ways lead.` };
  const merge = outOf.find((edge) => wiring.type(edge.to.node)?.built === "merge");
  if (merge) return { why: `${name(merge.to.node)} takes the output of ${name(exit.id)} as it is. Select the merge too, or leave ${name(exit.id)} out.` };
  const why = alwaysLeaves(wiring, ids, exit.id);
  return why === null ? { inside, within, into, outOf, entry, exit } : { why };
}
