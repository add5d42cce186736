import { present } from "#lib/assert.ts";
import { operationSpec } from "#lib/connectors/registry.ts";
import { referencesOf } from "#lib/flow/bindings/references.ts";
import type { ConfigValue } from "#lib/flow/document.schema.ts";
import type { Plan, PlanNode } from "#lib/flow/plan.ts";
import type { Json } from "#lib/json.ts";
import type { Traced } from "./frame-trace.ts";
import type { RegionRequest } from "./region-request.ts";

/** A node of a region, made ready to take records. */
export interface RegionNode {
  readonly node: PlanNode;
  /** Where records go from each port. */
  readonly next: ReadonlyMap<string, readonly string[]>;
  /** Somebody below refers to it, so its records stay in the lineage. */
  readonly isRemembered: boolean;
  /** Settings that are filled once a record, and those filled once for the region. */
  readonly perRecord: readonly (readonly [string, ConfigValue])[];
  readonly once: { readonly [key: string]: ConfigValue };
  /** What it gives without being run (SEMANTICS test-1): always a mock, a sample where it would write. */
  readonly standIn: { readonly value: Json; readonly always: boolean; readonly error?: { class: string; message: string } } | null;
  /** Set in a test-run. */
  readonly traced: Traced | null;
}

/** A region as the order in which its nodes take the records of a chunk. */
export interface RegionProgram {
  readonly source: RegionNode;
  /** Page by page, as records are read. */
  readonly early: readonly RegionNode[];
  /** Once a chunk, after its bounds are fixed: sinks, and what their rejected records lead to. */
  readonly late: readonly RegionNode[];
  readonly sinks: readonly RegionNode[];
}

function standInOf(node: PlanNode, test: RegionRequest["test"]): RegionNode["standIn"] {
  if (test === null || node.settings.disabled) return null;
  const error = test.errors?.[node.id];
  if (error) return { value: null, always: true, error };
  if (Object.hasOwn(test.mocks, node.id)) return { value: test.mocks[node.id] ?? null, always: true };
  if (!test.simulate.includes(node.id)) return null;
  const sample = operationSpec(node.type)?.sample as Json | undefined;
  return { value: sample ?? null, always: node.kind === "sink" };
}

/** Writes outside, in a transaction that is not ours. */
export function isOutsideSink({ node, standIn }: RegionNode): boolean {
  return node.kind === "sink" && node.built === undefined && standIn === null && node.settings.disabled !== true;
}

function prepare(node: PlanNode, inside: ReadonlySet<string>, referred: ReadonlySet<string>, test: RegionRequest["test"]): RegionNode {
  const next = new Map<string, string[]>();
  for (const edge of node.outgoing) {
    if (edge.carries !== "records") continue;
    const targets = next.get(edge.port);
    if (targets) targets.push(edge.to);
    else next.set(edge.port, [edge.to]);
  }
  const dependent = new Set(referencesOf(node).filter(({ node: to }) => inside.has(to)).map(({ field }) => field.split(".")[0]));
  const isPerRecord = (key: string): boolean => node.kind !== "source" && (node.perRecord.includes(key) || dependent.has(key));
  const settings = Object.entries(node.config);
  return {
    node,
    next,
    isRemembered: referred.has(node.id),
    perRecord: settings.filter(([key]) => isPerRecord(key)),
    once: Object.fromEntries(settings.filter(([key]) => !isPerRecord(key))),
    standIn: standInOf(node, test),
    traced: test === null ? null : { references: referencesOf(node), outside: test.taints ?? {} },
  };
}

export function compileRegion(plan: Plan, source: string, test: RegionRequest["test"]): RegionProgram {
  const region = present(plan.regions.get(source), `the region of ${source}`);
  const inside = new Set([source, ...region.members]);
  const nodes = [...plan.nodes.values()].filter((node) => inside.has(node.id));
  const referred = new Set(nodes.flatMap((node) => referencesOf(node).map((reference) => reference.node)));
  const prepared = new Map(nodes.map((node) => [node.id, prepare(node, inside, referred, test)]));

  const late = new Set<string>();
  const early: RegionNode[] = [];
  const after: RegionNode[] = [];
  const sinks: RegionNode[] = [];
  for (const node of prepared.values()) {
    if (node.node.id === source) continue;
    if (isOutsideSink(node) || node.node.incoming.some((edge) => late.has(edge.from))) late.add(node.node.id);
    (late.has(node.node.id) ? after : early).push(node);
    if (node.node.kind === "sink") sinks.push(node);
  }
  return { source: present(prepared.get(source), "the source"), early, late: after, sinks };
}
