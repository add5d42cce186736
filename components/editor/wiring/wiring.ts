import type { FlowDocument, FlowEdge, FlowNode } from "#lib/flow/document.schema.ts";
import { type Graph, graphOf } from "#lib/flow/graph.ts";
import type { Carries, NodeType, NodeTypes, PortType } from "#lib/flow/node-type.ts";
import { outputsOf, type Port } from "#lib/flow/ports.ts";
import { type Regions, regionsOf } from "#lib/flow/regions.ts";

/** What the rules of connecting ask of a document again and again. */
export class Wiring {
  readonly document: FlowDocument;
  readonly types: NodeTypes;
  readonly graph: Graph;
  readonly regions: Regions;
  readonly #nodes: ReadonlyMap<string, FlowNode>;
  readonly #polymorphic = new Map<string, boolean>();

  constructor(document: FlowDocument, types: NodeTypes) {
    this.document = document;
    this.types = types;
    this.graph = graphOf(document);
    this.regions = regionsOf(document, types, this.graph);
    this.#nodes = new Map(document.nodes.map((node) => [node.id, node]));
  }

  node(id: string): FlowNode | undefined {
    return this.#nodes.get(id);
  }

  type(id: string): NodeType | undefined {
    return this.types.get(this.#nodes.get(id)?.type ?? "");
  }

  incoming(id: string): readonly FlowEdge[] {
    return this.graph.incoming.get(id) ?? [];
  }

  outgoing(id: string): readonly FlowEdge[] {
    return this.graph.outgoing.get(id) ?? [];
  }

  /** Takes a value or records, and nothing leads into it yet: what it works on is still open. */
  isOpen(id: string): boolean {
    return this.type(id)?.stands === "any" && this.incoming(id).length === 0;
  }

  /** What a node works on. An open one that already leads to records will work on them. */
  modeOf(id: string): Carries {
    if (this.isOpen(id) && this.outgoing(id).some((edge) => edge.carries === "records" && this.isPolymorphic(id, edge.from.port))) return "records";
    return this.regions.mode.get(id) ?? "value";
  }

  outputs(id: string, mode: Carries = this.modeOf(id)): Port[] {
    const node = this.node(id);
    const type = this.type(id);
    return node && type ? outputsOf(node, type, mode) : [];
  }

  /** What may lead into a port; null when there is no such port. */
  accepts(id: string, port = "in"): PortType["carries"] | null {
    const type = this.type(id);
    const input = type?.inputs.find((candidate) => candidate.id === port);
    if (!type || !input) return null;
    return type.stands === "any" ? input.carries : type.stands;
  }

  /** A port that carries what comes into its node. */
  isPolymorphic(id: string, port: string): boolean {
    if (this.type(id)?.stands !== "any") return false;
    const key = `${id} ${port}`;
    const known = this.#polymorphic.get(key);
    if (known !== undefined) return known;
    const carries = (mode: Carries): Carries | undefined => this.outputs(id, mode).find((candidate) => candidate.id === port)?.carries;
    const follows = carries("value") !== carries("records");
    this.#polymorphic.set(key, follows);
    return follows;
  }

  /** What a port can carry; two where that is still open. */
  carriedBy(id: string, port: string): readonly Carries[] {
    const found = this.outputs(id).find((candidate) => candidate.id === port);
    if (!found) return [];
    if (!this.isOpen(id) || !this.isPolymorphic(id, port)) return [found.carries];
    return found.carries === "value" ? ["value", "records"] : ["records", "value"];
  }
}

let last: Wiring | undefined;

/** The wiring of a document; the last one is remembered. */
export function wiringOf(document: FlowDocument, types: NodeTypes): Wiring {
  if (last?.document.nodes !== document.nodes || last.document.edges !== document.edges || last.types !== types) last = new Wiring(document, types);
  return last;
}
