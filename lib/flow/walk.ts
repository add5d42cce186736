import { assert } from "#lib/assert.ts";
import { donePort, errorPort } from "./node-type.ts";
import type { Plan, PlanEdge, PlanNode } from "./plan.ts";

/**
 * How a node ended (SEMANTICS graph-3, graph-4): the one port taken, or none. `ended` is a `stop` or `fail` node that
 * ends the run (graph-6).
 */
export type Outcome = { status: "succeeded"; port: string } | { status: "failed" } | { status: "skipped" } | { status: "ended" };

export interface Settling {
  /** Nodes that may run now, in plan order. */
  ready: string[];
  /** Nodes that can never run: every incoming edge is settled and none was taken. */
  skipped: string[];
  /** Merges whose first edge settled and that have a timeout: their clock runs now (graph-5). */
  clocks: string[];
  /** Edges taken into a merge that had fired before. */
  late: { merge: string; from: string }[];
}

/** Why a merge is ready, and with what (SEMANTICS graph-5). */
export interface Merged {
  port: "out" | "timeout" | "error";
  /** Ids of the edges taken by then. */
  taken: readonly string[];
}

interface Join {
  /** Incoming edges that are not settled. */
  open: number;
  taken: string[];
  /** Set when the node may run or was skipped: what comes later changes nothing. */
  fired: boolean;
}

/** Records edges settle with their region, not one by one. */
function isFollowed(edge: PlanEdge): boolean {
  return edge.carries === "value";
}

/** How many edges a merge waits for; null when the setting says all of them, or the node is no merge. */
function firstOf(node: PlanNode): number | null {
  if (node.built !== "merge" || node.mode === "records") return null;
  const count = node.config["first"];
  return count?.kind === "literal" && typeof count.value === "number" ? count.value : null;
}

/** A merge's timeout in milliseconds, when it has one. */
export function mergeTimeout(node: PlanNode): number | null {
  if (node.built !== "merge" || node.mode === "records") return null;
  const timeout = node.config["timeoutMs"];
  return timeout?.kind === "literal" && typeof timeout.value === "number" ? timeout.value : null;
}

/**
 * Decides who runs and who is skipped; it does no work itself, so every machine that runs flows shares it.
 * A node is ready once, when all its incoming edges are settled and at least one was taken; a merge follows its own
 * policy (SEMANTICS graph-5). The members of a region settle together with its source (region-4).
 */
export class Walk {
  readonly #plan: Plan;
  readonly #joins = new Map<string, Join>();
  readonly #outcomes = new Map<string, Outcome>();
  readonly #merged = new Map<string, Merged>();
  /** Set when a failure that no edge handles, a `stop` or a `fail` ended the run: nothing new starts. */
  #ended: { node: string; by: "failure" | "node" } | undefined;
  #started = 0;
  #settled = 0;

  constructor(plan: Plan) {
    this.#plan = plan;
    for (const node of plan.nodes.values()) {
      const open = node.incoming.filter(isFollowed).length;
      this.#joins.set(node.id, { open, taken: [], fired: false });
    }
  }

  /** The trigger has fired: what may run first. Nodes that nothing leads to are skipped. */
  start(): Settling {
    const result = this.settle(this.#plan.trigger, { status: "succeeded", port: "out" });
    for (const node of this.#plan.nodes.values()) {
      const isMember = node.region !== undefined && node.region !== node.id;
      const isLed = isMember || node.incoming.some(isFollowed);
      if (!isLed && node.id !== this.#plan.trigger && !this.#outcomes.has(node.id)) this.#skip(node.id, result);
    }
    return this.#stopClocks(result);
  }

  /** What ended the run before its nodes were done, if anything did. */
  get ended(): { node: string; by: "failure" | "node" } | undefined {
    return this.#ended;
  }

  outcome(id: string): Outcome | undefined {
    return this.#outcomes.get(id);
  }

  /** What made a merge ready. */
  merged(id: string): Merged | undefined {
    return this.#merged.get(id);
  }

  /** No node is running and none can start. */
  get isOver(): boolean {
    return this.#started === 0 && (this.#ended !== undefined || this.#settled === this.#plan.nodes.size);
  }

  /** Whether a failing node's `error` port leads anywhere (SEMANTICS graph-4). */
  handlesError(id: string): boolean {
    return this.#plan.nodes.get(id)?.outgoing.some((edge) => edge.port === errorPort) ?? false;
  }

  settle(id: string, outcome: Outcome): Settling {
    const result: Settling = { ready: [], skipped: [], clocks: [], late: [] };
    this.#settle(id, outcome, result);
    return this.#stopClocks(result);
  }

  /** Several edges of a merge may settle at once: what fired or was skipped with the last of them needs no clock. */
  #stopClocks(result: Settling): Settling {
    result.clocks = result.clocks.filter((merge) => this.#joins.get(merge)?.fired !== true);
    return result;
  }

  /** A merge's time is over: it is ready with what has come, unless it fired before. */
  timeout(id: string): Settling {
    const result: Settling = { ready: [], skipped: [], clocks: [], late: [] };
    const join = this.#joins.get(id);
    if (join && !join.fired && this.#ended === undefined) this.#fire(id, "timeout", join, result);
    return result;
  }

  #settle(id: string, outcome: Outcome, result: Settling): void {
    const node = this.#plan.nodes.get(id);
    assert(node, `node ${id} is in the plan`);
    assert(!this.#outcomes.has(id), `node ${id} settles once`);
    const isMember = node.region !== undefined && node.region !== id;
    if (outcome.status !== "skipped" && id !== this.#plan.trigger && !isMember) this.#started -= 1;
    this.#outcomes.set(id, outcome);
    this.#settled += 1;

    const port = this.#portOf(node, outcome);
    if (outcome.status === "ended") this.#ended ??= { node: id, by: "node" };
    if (outcome.status === "failed" && port === undefined && node.settings.onError !== "skip") this.#ended ??= { node: id, by: "failure" };
    if (this.#ended !== undefined) return;
    // They settle at one moment: what is taken counts before what is not, so that none of it comes late.
    const followed = node.outgoing.filter(isFollowed);
    for (const edge of followed) if (edge.port === port) this.#arrive(edge.to, edge.id, id, true, result);
    for (const edge of followed) if (edge.port !== port) this.#arrive(edge.to, edge.id, id, false, result);
    const region = this.#plan.regions.get(id);
    if (region) this.#settleMembers(region.members, outcome, result);
  }

  #portOf(node: PlanNode, outcome: Outcome): string | undefined {
    if (outcome.status === "succeeded") return outcome.port;
    return outcome.status === "failed" && this.handlesError(node.id) ? errorPort : undefined;
  }

  /** `done` and all sinks' outputs settle together (SEMANTICS region-4); after a failure nothing of the region is taken. */
  #settleMembers(members: readonly string[], source: Outcome, result: Settling): void {
    const done = source.status === "succeeded" && source.port === donePort;
    if (source.status === "skipped") result.skipped.push(...members);
    for (const id of members) this.#settle(id, done ? { status: "succeeded", port: "out" } : { status: "skipped" }, result);
  }

  #arrive(id: string, edge: string, from: string, taken: boolean, result: Settling): void {
    const node = this.#plan.nodes.get(id);
    const join = this.#joins.get(id);
    assert(node && join, `node ${id} is in the plan`);
    join.open -= 1;
    if (join.fired) {
      if (taken) result.late.push({ merge: id, from });
      return;
    }
    if (taken) join.taken.push(edge);
    const first = firstOf(node);
    const enough = first === null ? join.open === 0 && join.taken.length > 0 : join.taken.length >= first;
    if (enough) return this.#fire(id, "out", join, result);
    if (join.open === 0 && join.taken.length === 0) return this.#skip(id, result);
    if (first !== null && join.taken.length > 0 && join.taken.length + join.open < first) return this.#fire(id, "error", join, result);
    const total = node.incoming.length;
    if (mergeTimeout(node) !== null && join.open === total - 1) result.clocks.push(id);
  }

  #fire(id: string, port: Merged["port"], join: Join, result: Settling): void {
    join.fired = true;
    this.#started += 1;
    if (this.#plan.nodes.get(id)?.built === "merge") this.#merged.set(id, { port, taken: [...join.taken] });
    result.ready.push(id);
  }

  #skip(id: string, result: Settling): void {
    const join = this.#joins.get(id);
    if (join) join.fired = true;
    result.skipped.push(id);
    this.#settle(id, { status: "skipped" }, result);
  }
}
