import { assert } from "#lib/assert.ts";
import { errorPort } from "./node-type.ts";
import type { Plan } from "./plan.ts";

/** How a node ended (SEMANTICS graph-3, graph-4): the one port taken, or none. */
export type Outcome = { status: "succeeded"; port: string } | { status: "failed" } | { status: "skipped" };

export interface Settling {
  /** Nodes that may run now, in plan order. */
  ready: string[];
  /** Nodes that can never run: every incoming edge is settled and none was taken. */
  skipped: string[];
}

/**
 * Decides who runs and who is skipped; it does no work itself, so every machine that runs flows shares it.
 * A node is ready once, when all its incoming edges are settled and at least one was taken (SEMANTICS graph-5).
 */
export class Walk {
  readonly #plan: Plan;
  readonly #open = new Map<string, number>();
  readonly #taken = new Set<string>();
  readonly #outcomes = new Map<string, Outcome>();
  /** Set when a failure that no edge handles ended the run: nothing new starts. */
  #failed: string | undefined;
  #started: number;
  #settled = 0;

  constructor(plan: Plan) {
    this.#plan = plan;
    for (const node of plan.nodes.values()) this.#open.set(node.id, node.incoming.length);
    this.#started = 0;
  }

  /** The trigger has fired: what may run first. Nodes that nothing leads to are skipped. */
  start(): Settling {
    const result = this.settle(this.#plan.trigger, { status: "succeeded", port: "out" });
    for (const node of this.#plan.nodes.values()) {
      if (node.incoming.length === 0 && node.id !== this.#plan.trigger && !this.#outcomes.has(node.id)) {
        const more = this.settle(node.id, { status: "skipped" });
        result.skipped.push(node.id, ...more.skipped);
        result.ready.push(...more.ready);
      }
    }
    return result;
  }

  get failedNode(): string | undefined {
    return this.#failed;
  }

  outcome(id: string): Outcome | undefined {
    return this.#outcomes.get(id);
  }

  /** No node is running and none can start. */
  get isOver(): boolean {
    return this.#started === 0 && (this.#failed !== undefined || this.#settled === this.#plan.nodes.size);
  }

  /** Whether a failing node's `error` port leads anywhere (SEMANTICS graph-4). */
  handlesError(id: string): boolean {
    return this.#plan.nodes.get(id)?.outgoing.some((edge) => edge.port === errorPort) ?? false;
  }

  settle(id: string, outcome: Outcome): Settling {
    const node = this.#plan.nodes.get(id);
    assert(node, `node ${id} is in the plan`);
    assert(!this.#outcomes.has(id), `node ${id} settles once`);
    if (outcome.status !== "skipped" && id !== this.#plan.trigger) this.#started -= 1;
    this.#outcomes.set(id, outcome);
    this.#settled += 1;

    let port = outcome.status === "succeeded" ? outcome.port : undefined;
    if (outcome.status === "failed") {
      if (this.handlesError(id)) port = errorPort;
      else if (node.settings.onError !== "skip") this.#failed ??= id;
    }
    const result: Settling = { ready: [], skipped: [] };
    if (this.#failed !== undefined) return result;
    for (const edge of node.outgoing) {
      if (edge.port === port) this.#taken.add(edge.id);
      this.#close(edge.to, result);
    }
    return result;
  }

  #close(id: string, result: Settling): void {
    const open = (this.#open.get(id) ?? 0) - 1;
    this.#open.set(id, open);
    if (open > 0) return;
    const node = this.#plan.nodes.get(id);
    if (node?.incoming.some((edge) => this.#taken.has(edge.id))) {
      this.#started += 1;
      result.ready.push(id);
      return;
    }
    const more = this.settle(id, { status: "skipped" });
    result.skipped.push(id, ...more.skipped);
    result.ready.push(...more.ready);
  }
}
