import type { Issue } from "../issue.ts";
import { errorPort } from "../node-type.ts";
import { outputsOf } from "../ports.ts";
import { answers } from "../pattern.ts";
import type { Subject } from "./subject.ts";

/** A caller who waits must get an answer on every path; one who does not wait cannot get one (SEMANTICS graph-8). */
export function checkAnswer({ document, types, graph, nodes }: Subject): Issue[] {
  const trigger = document.nodes.find((node) => types.get(node.type)?.kind === "trigger");
  const triggerType = trigger && types.get(trigger.type);
  if (!trigger || !triggerType) return [];
  const waits = answers(document, types);
  const responds = document.nodes.filter((node) => types.get(node.type)?.built === "respond");
  if (!waits) {
    const offers = triggerType.fields.includes("answer");
    return responds.map((node) => ({
      rule: "graph-8", severity: "error", node: node.id,
      message: `“${node.name}” answers a caller, but this flow's caller does not wait.${offers ? " Let the trigger answer with Respond, or remove the step." : " Remove the step."}`,
      fix: offers
        ? { label: "Let the caller wait", operations: [{ type: "set-config", node: trigger.id, key: "answer", value: { kind: "literal", value: "respond" } }] }
        : { label: `Remove “${node.name}”`, operations: [{ type: "remove", nodes: [node.id], edges: [] }] },
    }));
  }

  const answered = new Map<string, boolean>();
  for (const id of graph.order.toReversed()) {
    const node = nodes.get(id);
    const type = node && types.get(node.type);
    if (!node || !type) continue;
    if ((type.built === "respond" && !node.settings.disabled) || type.built === "stop" || type.built === "fail") {
      answered.set(id, true);
      continue;
    }
    const outgoing = (graph.outgoing.get(id) ?? []).filter((edge) => edge.carries === "value");
    const wired = (port: string): boolean => outgoing.some((edge) => edge.from.port === port && answered.get(edge.to.node) === true);
    const ports = outputsOf(node, type, "value").filter((port) => port.carries === "value");
    // A failure that no edge handles answers by itself (SEMANTICS sync-2); one that an edge handles must go on to an answer.
    answered.set(id, ports.length > 0 && ports.every((port) => (port.id === errorPort && !outgoing.some((edge) => edge.from.port === errorPort)) || wired(port.id)));
  }
  if (answered.get(trigger.id) === true) return [];
  return [{ rule: "graph-8", severity: "error", node: trigger.id, message: "The caller waits for an answer, but there is a path that never responds. Put a Respond on each path, or let the trigger answer at once." }];
}
