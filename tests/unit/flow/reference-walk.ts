import type { FlowDocument, FlowEdge, FlowNode } from "#lib/flow/document.schema.ts";
import type { Outcome } from "#lib/flow/walk.ts";

/** What happens to a run, in order: a node ends, or a merge's time is over. */
export type Happening = { node: string; outcome: Outcome } | { timeout: string };

/** Where a run stands after all that happened. */
export interface Standing {
  /** Nodes that were allowed to run, whether they have ended or not; a merge with the port it was allowed with. */
  ready: ReadonlyMap<string, string>;
  skipped: ReadonlySet<string>;
  /** Merges whose clock was started. */
  clocks: ReadonlySet<string>;
  /** `merge<from`: taken edges that came after their merge was allowed. */
  late: ReadonlySet<string>;
  ended: string | null;
}

interface State {
  ready: Map<string, string>;
  skipped: Set<string>;
  clocks: Set<string>;
  late: Set<string>;
  /** By edge: taken or not. */
  edges: Map<string, boolean>;
  outcomes: Map<string, Outcome>;
  ended: string | null;
}

/** The nodes that records reach from a source, found by following edges until nothing is added. */
function membersOf(document: FlowDocument, source: string): Set<string> {
  const members = new Set<string>();
  for (let before = -1; before < members.size; ) {
    before = members.size;
    for (const edge of document.edges) if (edge.carries === "records" && (edge.from.node === source || members.has(edge.from.node))) members.add(edge.to.node);
  }
  return members;
}

/**
 * A second reading of SEMANTICS graph-3 to graph-6 and region-4, made to be plain and not fast: after each happening all
 * rules are tried on all nodes until none of them says anything new. It shares nothing with `Walk`.
 */
export class ReferenceWalk {
  readonly #document: FlowDocument;
  readonly #trigger: string;
  readonly #members = new Map<string, Set<string>>();
  readonly #all = new Set<string>();
  readonly #state: State = { ready: new Map(), skipped: new Set(), clocks: new Set(), late: new Set(), edges: new Map(), outcomes: new Map(), ended: null };

  constructor(document: FlowDocument) {
    this.#document = document;
    this.#trigger = document.nodes.find((node) => node.type === "core/manual")?.id ?? "";
    for (const node of document.nodes.filter(({ type }) => type === "core/split")) {
      const members = membersOf(document, node.id);
      this.#members.set(node.id, members);
      for (const member of members) this.#all.add(member);
    }
  }

  start(): Standing {
    this.#take(this.#trigger, { status: "succeeded", port: "out" });
    this.#settle();
    return this.#state;
  }

  happens(what: Happening): Standing {
    if ("timeout" in what) {
      if (this.#state.ended === null && !this.#isDecided(what.timeout)) this.#state.ready.set(what.timeout, "timeout");
    } else {
      this.#take(what.node, what.outcome);
    }
    this.#settle();
    return this.#state;
  }

  /** Every node is settled or the run is ended, and nothing is under way. */
  get isOver(): boolean {
    const { ready, skipped, outcomes, ended } = this.#state;
    const running = [...ready.keys()].some((id) => !outcomes.has(id));
    const open = this.#document.nodes.some((node) => !outcomes.has(node.id) && !skipped.has(node.id));
    return !running && (ended !== null || !open);
  }

  #isDecided(id: string): boolean {
    return this.#state.ready.has(id) || this.#state.skipped.has(id) || this.#all.has(id) || id === this.#trigger;
  }

  #edges(side: "from" | "to", id: string): FlowEdge[] {
    return this.#document.edges.filter((edge) => edge.carries === "value" && edge[side].node === id);
  }

  #portOf(node: FlowNode, outcome: Outcome): string | null {
    if (outcome.status === "succeeded") return outcome.port;
    const hasHandler = this.#document.edges.some((edge) => edge.from.node === node.id && edge.from.port === "error");
    return outcome.status === "failed" && hasHandler ? "error" : null;
  }

  /** A node's edges settle: those of the one port taken as taken, the others untaken. */
  #take(id: string, outcome: Outcome): void {
    const node = this.#document.nodes.find((one) => one.id === id);
    if (!node) return;
    this.#state.outcomes.set(id, outcome);
    const port = this.#portOf(node, outcome);
    const endsRun = outcome.status === "ended" || (outcome.status === "failed" && port === null && node.settings.onError !== "skip");
    if (endsRun) this.#state.ended ??= id;
    if (this.#state.ended !== null) return;
    for (const edge of this.#edges("from", id)) this.#arrive(edge, edge.from.port === port);
    const isDone = outcome.status === "succeeded" && outcome.port === "done";
    if (outcome.status === "skipped") for (const member of this.#members.get(id) ?? []) this.#state.skipped.add(member);
    for (const member of this.#members.get(id) ?? []) this.#take(member, isDone ? { status: "succeeded", port: "out" } : { status: "skipped" });
  }

  #arrive(edge: FlowEdge, taken: boolean): void {
    const { edges, ready, late } = this.#state;
    edges.set(edge.id, taken);
    if (taken && ready.has(edge.to.node)) late.add(`${edge.to.node}<${edge.from.node}`);
  }

  #settle(): void {
    for (let changed = true; changed; ) {
      changed = false;
      for (const node of this.#document.nodes) if (this.#state.ended === null && !this.#isDecided(node.id) && this.#decide(node)) changed = true;
    }
  }

  #decide(node: FlowNode): boolean {
    const { edges, ready, skipped, clocks } = this.#state;
    const incoming = this.#edges("to", node.id);
    const settled = incoming.filter((edge) => edges.has(edge.id));
    const taken = settled.filter((edge) => edges.get(edge.id) === true);
    const isAll = settled.length === incoming.length;
    const { first, timeoutMs } = node.type === "core/merge" ? node.config : {};
    const wanted = first?.kind === "literal" ? Number(first.value) : null;
    if (isAll && taken.length === 0) {
      skipped.add(node.id);
      this.#take(node.id, { status: "skipped" });
      return true;
    }
    const enough = wanted === null ? isAll : taken.length >= wanted;
    const outOfReach = wanted !== null && taken.length > 0 && taken.length + incoming.length - settled.length < wanted;
    if (enough || outOfReach) {
      ready.set(node.id, enough ? "out" : "error");
      return true;
    }
    if (timeoutMs !== undefined && settled.length > 0) clocks.add(node.id);
    return false;
  }
}
