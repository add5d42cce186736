import type { Json, JsonObject } from "#lib/json.ts";
import type { PlanNode } from "./plan.ts";

/** What a node that is computed inline comes to (SEMANTICS step-1). */
export interface Computed {
  /** The port taken; `null` ends the run (`stop`, `fail`). */
  port: string | null;
  output: Json;
}

/** The port of a filter that lets nothing through: no edge can leave it. */
export const filteredPort = "filtered";

/**
 * Logic over one value: pure, and the same on every machine. In a region the record passes unchanged through everything
 * but a map, so its caller keeps the record and takes only the port.
 * @param input the node's settings, filled in and parsed.
 */
export function computeInline(node: Pick<PlanNode, "built" | "type">, input: JsonObject): Computed {
  switch (node.built) {
    case "map":
      return { port: "out", output: input["fields"] ?? {} };
    case "filter": {
      const passed = input["when"] === true;
      return { port: passed ? "out" : filteredPort, output: { passed } };
    }
    case "branch": {
      const taken = input["when"] === true ? "yes" : "else";
      return { port: taken, output: { taken } };
    }
    case "switch": {
      const taken = typeof input["cases"] === "string" ? input["cases"] : "else";
      return { port: taken, output: { taken } };
    }
    case "respond":
      return { port: "out", output: { answered: true, status: input["status"] ?? 200 } };
    case "stop":
    case "fail":
      return { port: null, output: null };
    default:
      throw new Error(`Invariant broken: ${node.type} is not computed inline`);
  }
}
