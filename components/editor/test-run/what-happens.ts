import type { FlowDocument, FlowNode } from "#lib/flow/document.schema.ts";
import { effectOfNode } from "#lib/flow/effect-of-node.ts";
import type { NodeTypes } from "#lib/flow/node-type.ts";
import { wiringOf } from "../wiring/wiring.ts";

/** What a test-run of a document will do, before it does it. */
export interface WhatHappens {
  /** What leaves this machine: “Calls api.example.com once, writes nothing.” */
  does: string;
  /** What is only planned, skipped or asked instead; empty when nothing is. */
  instead: string;
}

/** Most records a test-run reads of a source (SEMANTICS test-1). */
const mostRecords = 100;

/** Where a step reaches: the host of its URL, as far as it is written down; else the step itself. */
function targetOf({ name, config }: FlowNode): string {
  const { url } = config;
  const text = url?.kind === "literal" && typeof url.value === "string" ? url.value : url?.kind === "template" && typeof url.parts[0] === "string" ? url.parts[0] : "";
  return /^https?:\/\/([^/?#@\s]+)(?:[/?#]|$)/i.exec(text)?.[1] ?? `“${name}”`;
}

function times(count: number): string {
  return count === 1 ? "once" : count === 2 ? "twice" : `${count} times`;
}

function joined(parts: readonly string[]): string {
  return parts.length < 2 ? (parts[0] ?? "") : `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}`;
}

function counted(count: number, one: string, many: string): string {
  return count === 1 ? `1 ${one}` : `${count} ${many}`;
}

interface Reach {
  once: number;
  perRecord: boolean;
}

function note(reached: Map<string, Reach>, target: string, perRecord: boolean): void {
  const before = reached.get(target) ?? { once: 0, perRecord: false };
  reached.set(target, perRecord ? { ...before, perRecord: true } : { ...before, once: before.once + 1 });
}

function callWords([target, { once, perRecord }]: [string, Reach]): string {
  if (!perRecord) return `${target} ${times(once)}`;
  return once === 0 ? `${target} for each record` : `${target} ${times(once)} and for each record`;
}

/** `plans 2 writes to crm.test and, for each record, to stock.test`. */
function plannedWords(writes: ReadonlyMap<string, Reach>): string | null {
  const once = [...writes].filter(([, reach]) => reach.once > 0);
  const perRecord = [...writes].filter(([, reach]) => reach.perRecord);
  if (writes.size === 0) return null;
  const each = joined(perRecord.map(([target]) => target));
  if (once.length === 0) return `plans a write to ${each} for each record`;
  const plain = `plans ${counted(once.reduce((sum, [, reach]) => sum + reach.once, 0), "write", "writes")} to ${joined(once.map(([target]) => target))}`;
  return perRecord.length === 0 ? plain : `${plain} and, for each record, to ${each}`;
}

/** Steps that can run: those that something leads to, with the trigger, and are not turned off. */
function running(document: FlowDocument, types: NodeTypes): FlowNode[] {
  const wiring = wiringOf(document, types);
  const reached = new Set<string>();
  for (const id of wiring.graph.order) {
    if (wiring.type(id)?.kind === "trigger" || wiring.incoming(id).some((edge) => reached.has(edge.from.node))) reached.add(id);
  }
  return document.nodes.filter((node) => reached.has(node.id) && node.settings.disabled !== true);
}

/**
 * @param send steps whose writes are really sent.
 */
export function whatHappens(document: FlowDocument, types: NodeTypes, send: ReadonlySet<string> = new Set()): WhatHappens {
  const wiring = wiringOf(document, types);
  const reads = new Map<string, Reach>();
  const writes = new Map<string, Reach>();
  const sent = new Map<string, Reach>();
  const sources: string[] = [];
  let waits = 0;
  let approvals = 0;
  let called = 0;
  for (const node of running(document, types)) {
    const type = types.get(node.type);
    if (!type) continue;
    const perRecord = wiring.modeOf(node.id) === "records";
    const effect = effectOfNode(node, type);
    if (type.built === "wait" || type.built === "wait-event") waits += 1;
    else if (type.built === "approval") approvals += 1;
    else if (type.built === "call") called += 1;
    else if (type.kind === "source" && effect === "read") sources.push(targetOf(node));
    else if (type.kind === "sink" && effect === "write") note(send.has(node.id) ? sent : writes, targetOf(node), false);
    else if (effect === "read") note(reads, targetOf(node), perRecord);
    else if (effect === "write") note(send.has(node.id) ? sent : writes, targetOf(node), perRecord);
  }

  const does = [
    ...(sources.length > 0 ? [`reads at most ${mostRecords} records of ${joined([...new Set(sources)])}`] : []),
    ...(reads.size > 0 ? [`calls ${joined([...reads].map(callWords))}`] : []),
    ...(sent.size > 0 ? [`sends to ${joined([...sent].map(callWords))}`] : []),
  ];
  const planned = plannedWords(writes);
  const instead = [
    ...(planned === null ? [] : [planned]),
    ...(waits > 0 ? [`skips ${counted(waits, "wait", "waits")}`] : []),
    ...(approvals > 0 ? [`asks here for ${counted(approvals, "approval", "approvals")}`] : []),
    ...(called > 0 ? [`tests ${counted(called, "called flow", "called flows")} in the same way`] : []),
  ];
  const said = does.length === 0 ? "calls nothing, writes nothing" : sent.size > 0 ? joined(does) : `${does.join(", ")}, writes nothing`;
  return { does: `${sentence(said)}.`, instead: instead.length === 0 ? "" : `${sentence(joined(instead))}.` };
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
