import type { FlowDocument, FlowNode } from "#lib/flow/document.schema.ts";
import { effectOfNode } from "#lib/flow/effect-of-node.ts";
import { errorPort, type NodeType, type NodeTypes } from "#lib/flow/node-type.ts";
import { patternOf } from "#lib/flow/pattern-of.ts";
import type { Pattern } from "#lib/flow/pattern.ts";
import { defaultRetry } from "#lib/flow/retry-policy.ts";

/** How a flow of each pattern takes in its work (SEMANTICS sections 1 and 2). */
const intake: Readonly<Record<Pattern, string>> = {
  event: "What arrives is stored before it is acknowledged, and the same event twice starts one run.",
  sync: "The caller gets its answer in the same call. A call repeated with the same Idempotency-Key gets the stored answer.",
  batch: "Each start is one run; a source that keeps its place goes on behind what is stored.",
  cdc: "Changes come in the order of their commits and are acknowledged once they are kept.",
};

interface Step {
  node: FlowNode;
  type: NodeType;
}

function named(steps: readonly Step[]): string {
  const names = steps.map(({ node }) => `“${node.name}”`);
  if (names.length > 3) return `${names.slice(0, 2).join(", ")} and ${names.length - 2} more`;
  return names.length < 2 ? (names[0] ?? "") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}

function tries(steps: readonly Step[]): string[] {
  const attempts = steps.filter(({ type }) => type.canFail && type.isStep && type.effect !== "none").map(({ node }) => node.settings.retry?.attempts ?? defaultRetry.attempts);
  if (attempts.length === 0) return [];
  const [least, most] = [Math.min(...attempts), Math.max(...attempts)];
  if (most === 1) return ["Calls are tried once."];
  return [`Calls that fail for the moment are tried ${least === most ? `up to ${most}` : `${least} to ${most}`} times.`];
}

/** What a repeat of each write does, after a crash or a cut connection (SEMANTICS step-5). */
function repeats(writes: readonly Step[]): string[] {
  const harmless = writes.filter(({ type }) => type.idempotency === "natural");
  const keyed = writes.filter(({ node, type }) => type.idempotency === "keyed" && node.settings.onUnknown !== "ask");
  const open = writes.filter(({ node, type }) => type.idempotency === "none" && node.settings.onUnknown === "repeat");
  const asking = writes.filter(({ node, type }) => (type.idempotency === "none" && node.settings.onUnknown !== "repeat") || (type.idempotency === "keyed" && node.settings.onUnknown === "ask"));
  return [
    ...(harmless.length > 0 ? [`A repeat of ${named(harmless)} changes nothing.`] : []),
    ...(keyed.length > 0 ? [`${named(keyed)} ${keyed.length === 1 ? "sends" : "send"} a key, so a repeat is done once by a receiver that honours it; by any other, at least once.`] : []),
    ...(open.length > 0 ? [`${named(open)}: at least once. A repeat may do it twice.`] : []),
    ...(asking.length > 0 ? [`When it is unknown whether ${named(asking)} happened, the run stops and asks.`] : []),
  ];
}

/** What a flow promises of its deliveries, derived from its steps: a sentence each. */
export function deliveryWords(document: FlowDocument, types: NodeTypes): string[] {
  const steps = document.nodes.flatMap((node): Step[] => {
    const type = types.get(node.type);
    return type && node.settings.disabled !== true ? [{ node, type }] : [];
  });
  const pattern = patternOf(document, types);
  const handled = new Set(document.edges.filter(({ from }) => from.port === errorPort).map(({ from }) => from.node));
  const cushioned = steps.filter(({ node }) => handled.has(node.id));
  return [
    ...(pattern === null ? [] : [intake[pattern]]),
    ...tries(steps),
    ...repeats(steps.filter(({ node, type }) => effectOfNode(node, type) === "write")),
    ...(cushioned.length > 0 ? [`When ${named(cushioned)} ${cushioned.length === 1 ? "fails" : "fail"}, the flow goes on at ${cushioned.length === 1 ? "its" : "their"} error path.`] : []),
  ];
}
