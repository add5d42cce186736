import type { FlowNode } from "../document.schema.ts";
import { filteredPort } from "../inline.ts";
import type { Issue } from "../issue.ts";
import { errorPort, type NodeType } from "../node-type.ts";
import { disabledPort, outputsOf } from "../ports.ts";
import { answers } from "../pattern-of.ts";
import type { Subject } from "./subject.ts";

/** Every way a value may leave a node; one that a filter drops leaves by none of its ports. */
function takenPorts(node: FlowNode, type: NodeType): string[] {
  const ports = outputsOf(node, type, "value").filter((port) => port.carries === "value").map((port) => port.id);
  if (type.built === "filter") return [...ports, filteredPort];
  return type.built === "merge" && node.config["timeoutMs"] === undefined ? ports.filter((port) => port !== "timeout") : ports;
}

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
    const isOff = node.settings.disabled === true;
    if (!isOff && (type.built === "respond" || type.built === "stop" || type.built === "fail")) {
      answered.set(id, true);
      continue;
    }
    const outgoing = (graph.outgoing.get(id) ?? []).filter((edge) => edge.carries === "value");
    const wired = (port: string): boolean => outgoing.some((edge) => edge.from.port === port && answered.get(edge.to.node) === true);
    // A failure that no edge handles answers by itself (SEMANTICS sync-2), unless it is skipped; one that an edge handles must go on to an answer.
    const answersItself = (port: string): boolean => port === errorPort && node.settings.onError !== "skip" && !outgoing.some((edge) => edge.from.port === errorPort);
    const ports = isOff ? [disabledPort(type)] : takenPorts(node, type);
    answered.set(id, ports.length > 0 && ports.every((port) => answersItself(port) || wired(port)));
  }
  if (answered.get(trigger.id) === true) return [];
  return [{ rule: "graph-8", severity: "error", node: trigger.id, message: "The caller waits for an answer, but there is a path that never responds. Put a Respond on each path, or let the trigger answer at once." }];
}
