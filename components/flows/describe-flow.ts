import type { FlowSummary } from "#lib/contracts/flows.schema.ts";
import type { NodeTypes } from "#lib/flow/node-type.ts";

/** The trigger's own sentence; one with settings in it cannot be filled from a summary, so the node's name stands in. */
function beginning(trigger: FlowSummary["shape"][number], types: NodeTypes): string {
  const summary = types.get(trigger.type)?.summary ?? "";
  return summary === "" || summary.includes("{") ? `Starts with ${trigger.name}` : summary;
}

/** What a flow does, in one sentence, from how it begins and ends. */
export function describeFlow(shape: FlowSummary["shape"], types: NodeTypes): string {
  const [first, ...rest] = shape;
  const last = rest.at(-1);
  if (!first) return "Empty. Open it and choose what starts it.";
  const isTrigger = types.get(first.type)?.kind !== undefined ? types.get(first.type)?.kind === "trigger" : true;
  if (!isTrigger) return `No trigger yet. ${shape.length === 1 ? "One step" : `${shape.length} steps`}, the last is ${(last ?? first).name}.`;
  if (!last) return `${beginning(first, types)}. Nothing happens after that yet.`;
  const between = rest.length - 1;
  const steps = between === 0 ? "" : between === 1 ? `, then ${rest[0]?.name ?? "one step"}` : `, then ${between} steps`;
  return `${beginning(first, types)}${steps}${between === 0 ? ", then" : ", and last"} ${last.name}.`;
}
