import { type FoundReference, referencesOf } from "#lib/flow/bindings/references.ts";
import type { Plan, PlanNode } from "#lib/flow/plan.ts";
import type { DependsOn } from "#lib/flow/planned-write.ts";
import { clean, simulatedReads, type Taint, taintOfResult, taintUnder, wholly } from "#lib/flow/taint.ts";
import type { Walk } from "#lib/flow/walk.ts";

/** What a step's settings have of simulated values, and whether it runs at all because of one. */
export interface Traced {
  depends: DependsOn[];
  undecided: boolean;
}

const deciding: ReadonlySet<string> = new Set(["branch", "switch", "filter"]);

/**
 * Follows simulated values through a test-run (SEMANTICS test-1): which parts of which outputs follow from them, and
 * which steps run only because of them. All else is what a real run would have.
 */
export class Trace {
  readonly #plan: Plan;
  readonly #walk: Walk;
  readonly #taints = new Map<string, Taint>();
  readonly #undecided = new Set<string>();
  /** Nodes whose result is a stand-in, or that come after one. */
  readonly #simulated = new Set<string>();
  readonly #references = new Map<string, FoundReference[]>();

  constructor(plan: Plan, walk: Walk) {
    this.#plan = plan;
    this.#walk = walk;
  }

  taintOf = (node: string): Taint => this.#taints.get(node) ?? clean;

  /** All that is tainted so far, for a region's process. */
  taints(): { [node: string]: Taint } {
    return Object.fromEntries(this.#taints);
  }

  of(node: PlanNode): Traced {
    return { depends: simulatedReads(this.#referencesOf(node), this.taintOf).map(({ field, node: from, path }) => ({ field, node: from, path })), undecided: this.#isUndecided(node) };
  }

  /** What is recorded of a node: as it was before this process took the run over, or of a region's member. */
  recall(node: string, { simulated, taint }: { simulated?: boolean | undefined; taint?: Taint | undefined }): void {
    if (simulated === true) this.#simulated.add(node);
    this.keep(node, taint ?? clean);
  }

  /** Whether a node's result is simulated: it is a stand-in itself, or a path to it came by one. */
  isSimulated(node: PlanNode, own: boolean): boolean {
    const simulated = own || node.incoming.some((edge) => this.#simulated.has(edge.from) && this.#isTaken(edge.from, edge.port));
    if (simulated) this.#simulated.add(node.id);
    return simulated;
  }

  /** A node's result stands: what of it is simulated. `own` when that is known: a stand-in, or what was recorded. */
  settle(node: PlanNode, own: Taint | null): Taint {
    if (this.#isUndecided(node)) this.#undecided.add(node.id);
    const taint = own ?? (node.built === "merge" && node.mode === "value" ? this.#taintOfMerge(node) : taintOfResult(node.built, this.#referencesOf(node), this.taintOf));
    this.keep(node.id, taint);
    return taint;
  }

  /** The same of a result that was recorded. */
  resettle(node: PlanNode, recorded: { simulated: boolean; taint: Taint }): void {
    if (this.#isUndecided(node)) this.#undecided.add(node.id);
    this.recall(node.id, recorded);
  }

  keep(node: string, taint: Taint): void {
    if (taint.length > 0) this.#taints.set(node, taint);
  }

  /** No path led to a node: whether a real run may come to it. */
  skip(id: string): boolean {
    const node = this.#plan.nodes.get(id);
    const undecided = node?.incoming.some((edge) => this.#undecided.has(edge.from) || this.#decides(edge.from)) ?? false;
    if (undecided) this.#undecided.add(id);
    return undecided;
  }

  /** What a source tells at its end: how much it read is simulated only if what it reads is. */
  settleSource(source: PlanNode, members: readonly string[], touched: ReadonlySet<string>): Taint {
    const own = taintOfResult(source.built, this.#referencesOf(source), this.taintOf);
    return own.length > 0 ? own : members.some((id) => touched.has(id)) ? [["filtered"], ["rejected"], ["written"]] : clean;
  }

  #decides(id: string): boolean {
    const node = this.#plan.nodes.get(id);
    return node !== undefined && deciding.has(node.built ?? "") && simulatedReads(this.#referencesOf(node), this.taintOf).length > 0;
  }

  #isUndecided(node: PlanNode): boolean {
    const taken = node.incoming.filter((edge) => this.#isTaken(edge.from, edge.port));
    return taken.length > 0 && taken.every((edge) => this.#undecided.has(edge.from) || this.#decides(edge.from));
  }

  #isTaken(from: string, port: string): boolean {
    const outcome = this.#walk.outcome(from);
    return outcome?.status === "succeeded" ? outcome.port === port : outcome?.status === "failed" && port === "error";
  }

  /** Under each edge's name: what came that way, and all of it where a simulated value decided whether it comes. */
  #taintOfMerge(node: PlanNode): Taint {
    return node.incoming.flatMap((edge) => {
      if (this.#undecided.has(edge.from) || this.#decides(edge.from)) return taintUnder(edge.name, wholly);
      return this.#isTaken(edge.from, edge.port) ? taintUnder(edge.name, this.taintOf(edge.from)) : [];
    });
  }

  #referencesOf(node: PlanNode): FoundReference[] {
    let found = this.#references.get(node.id);
    if (!found) this.#references.set(node.id, (found = referencesOf(node)));
    return found;
  }
}
