import { mapNodes, mapNodesInBinding } from "#lib/flow/bindings/map-nodes.ts";
import type { Binding, Condition, ConfigValue, FlowNode, Reference } from "#lib/flow/document.schema.ts";
import { identifierOf } from "#lib/flow/edge-names.ts";

/** One value that passes a border: where it is read on this side, and its name on the other. */
export interface Carried {
  name: string;
  reference: Reference;
}

/**
 * Values that references and expressions take across a border, each under a name. What a reference reads crosses as that
 * value alone; an expression may read anything of a node, so it gets the node's whole output.
 */
export class Border {
  readonly carried: Carried[] = [];
  readonly #crosses: (node: string) => boolean;
  readonly #nameOf: (node: string) => string;
  readonly #far: string;

  /**
   * @param far the node that gives the values on the other side.
   * @param crosses whether a node lies beyond the border.
   */
  constructor(far: string, crosses: (node: string) => boolean, nameOf: (node: string) => string) {
    this.#far = far;
    this.#crosses = crosses;
    this.#nameOf = nameOf;
  }

  #carry(reference: Reference): string {
    const same = this.carried.find((one) => JSON.stringify(one.reference) === JSON.stringify(reference));
    if (same) return same.name;
    const last = reference.path.findLast((key) => typeof key === "string");
    const stem = identifierOf(last ?? this.#nameOf(reference.node)).slice(0, 56);
    let name = stem;
    for (let count = 2; this.carried.some((one) => one.name === name); count += 1) name = `${stem}_${count}`;
    this.carried.push({ name, reference });
    return name;
  }

  #reference(reference: Reference): Reference {
    return this.#crosses(reference.node) ? { ...reference, node: this.#far, path: [this.#carry(reference)] } : reference;
  }

  /** The name of a node in an expression; beyond the border it is a field of what the far node gives. */
  readonly #rename = (node: string): string => (this.#crosses(node) ? `${this.#far}.${this.#carry({ kind: "reference", node, path: [] })}` : node);

  binding(binding: Binding): Binding {
    if (binding.kind === "reference") return this.#reference(binding);
    if (binding.kind === "template") return { ...binding, parts: binding.parts.map((part) => (typeof part === "string" ? part : this.#reference(part))) };
    return mapNodesInBinding(binding, this.#rename);
  }

  #condition(condition: Condition): Condition {
    return { ...condition, tests: condition.tests.map(({ left, right, ...test }) => ({ ...test, left: this.binding(left), ...(right ? { right: this.binding(right) } : {}) })) };
  }

  value(value: ConfigValue): ConfigValue {
    switch (value.kind) {
      case "fields":
        return { ...value, fields: value.fields.map((field) => ({ ...field, value: this.binding(field.value) })) };
      case "condition":
        return this.#condition(value);
      case "cases":
        return { ...value, cases: value.cases.map((entry) => ({ ...entry, when: entry.when.kind === "condition" ? this.#condition(entry.when) : (this.binding(entry.when) as typeof entry.when) })) };
      case "cel":
        return mapNodes(value, this.#rename);
      default:
        return this.binding(value);
    }
  }

  node(node: FlowNode): FlowNode {
    const config = Object.fromEntries(Object.entries(node.config).map(([key, value]) => [key, this.value(value)]));
    const key = node.settings.idempotencyKey;
    return { ...node, config, ...(key ? { settings: { ...node.settings, idempotencyKey: this.binding(key) } } : {}) };
  }
}
