import type { FlowDocument, FlowNode } from "#lib/flow/document.schema.ts";
import { effectOfNode } from "#lib/flow/effect-of-node.ts";
import type { NodeTypes } from "#lib/flow/node-type.ts";
import { wiringOf } from "../wiring/wiring.ts";
import { stepsIn, type TestScope } from "./test-scope.ts";

/** What a test-run of a document will do, before it does it. */
export interface WhatHappens {
  /** What leaves this machine: “Calls api.example.com once, writes nothing.” */
  does: string;
  /** The part of it that says what is really written; null when nothing is. */
  sends: string | null;
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

/** `2 writes to crm.test and, for each record, to stock.test`. */
function writeWords(writes: ReadonlyMap<string, Reach>): string | null {
  const once = [...writes].filter(([, reach]) => reach.once > 0);
  const perRecord = [...writes].filter(([, reach]) => reach.perRecord);
  if (writes.size === 0) return null;
  const each = joined(perRecord.map(([target]) => target));
  if (once.length === 0) return `a write to ${each} for each record`;
  const plain = `${counted(once.reduce((sum, [, reach]) => sum + reach.once, 0), "write", "writes")} to ${joined(once.map(([target]) => target))}`;
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

export interface TestPlan extends TestScope {
  /** Steps whose writes are really sent. */
  send?: ReadonlySet<string>;
  /** Steps that something stands in for: they do nothing. */
  mocked?: ReadonlySet<string>;
}

const none: ReadonlySet<string> = new Set();

/** Says what a test-run will do, before it does it. */
export function whatHappens(document: FlowDocument, types: NodeTypes, { send = none, mocked = none, ...scope }: TestPlan = {}): WhatHappens {
  const wiring = wiringOf(document, types);
  const inScope = stepsIn(wiring, scope);
  const reads = new Map<string, Reach>();
  const writes = new Map<string, Reach>();
  const sent = new Map<string, Reach>();
  const sources: string[] = [];
  const counts = { waits: 0, approvals: 0, called: 0, mocks: 0 };
  for (const node of running(document, types)) {
    const type = types.get(node.type);
    if (!type || (inScope !== null && !inScope.has(node.id))) continue;
    const perRecord = wiring.modeOf(node.id) === "records";
    const effect = effectOfNode(node, type);
    if (mocked.has(node.id)) counts.mocks += 1;
    else if (type.built === "wait" || type.built === "wait-event") counts.waits += 1;
    else if (type.built === "approval") counts.approvals += 1;
    else if (type.built === "call") counts.called += 1;
    else if (type.kind === "source" && effect === "read") sources.push(targetOf(node));
    else if (type.kind === "sink" && effect === "write") note(send.has(node.id) ? sent : writes, targetOf(node), false);
    else if (effect === "read") note(reads, targetOf(node), perRecord);
    else if (effect === "write") note(send.has(node.id) ? sent : writes, targetOf(node), perRecord);
  }

  const sending = writeWords(sent);
  const sends = sending === null ? null : `sends ${sending}`;
  const does = [
    ...(sources.length > 0 ? [`reads at most ${mostRecords} records of ${joined([...new Set(sources)])}`] : []),
    ...(reads.size > 0 ? [`calls ${joined([...reads].map(callWords))}`] : []),
  ];
  const planned = writeWords(writes);
  const instead = [
    ...(planned === null ? [] : [`plans ${planned}`]),
    ...(counts.mocks > 0 ? [`uses ${counted(counts.mocks, "mock", "mocks")}`] : []),
    ...(counts.waits > 0 ? [`skips ${counted(counts.waits, "wait", "waits")}`] : []),
    ...(counts.approvals > 0 ? [`asks here for ${counted(counts.approvals, "approval", "approvals")}`] : []),
    ...(counts.called > 0 ? [`tests ${counted(counts.called, "called flow", "called flows")} in the same way`] : []),
  ];
  const said = [...(does.length === 0 ? (sends === null ? ["calls nothing"] : []) : does), sends ?? "writes nothing"].join(", ");
  return { does: `${sentence(said)}.`, sends: sends === null ? null : does.length === 0 ? sentence(sends) : sends, instead: instead.length === 0 ? "" : `${sentence(joined(instead))}.` };
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
