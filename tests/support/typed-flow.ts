import type { Binding, Condition, ConfigValue, FlowDocument, FlowNode, Path } from "#lib/flow/document.schema.ts";
import { schemaVersion } from "#lib/flow/document.schema.ts";
import type { DataType } from "#lib/flow/data-types/data-type.ts";
import type { Json } from "#lib/json.ts";
import { fields, literal } from "./build-document.ts";

export const fieldKinds = ["text", "number", "boolean", "list"] as const;
export type FieldKind = (typeof fieldKinds)[number];

/** A field that some node gives, where it is said, and who reads it. */
export interface TypedField {
  node: string;
  path: Path;
  kind: FieldKind;
  said: { by: "declaration" | "map" | "item" | "shape"; at: string };
  /** Nodes that read it by its path. */
  readers: Set<string>;
  /** Nodes to which its kind matters, also through copies of it. */
  needers: Set<string>;
  /** What it was copied from. */
  origin: TypedField | undefined;
}

export interface TypedFlow {
  document: FlowDocument;
  shapes: Map<string, DataType>;
  typed: TypedField[];
}

/** Where a flow goes on, and what a node there may read. */
interface End {
  node: string;
  port: string;
}
interface Drawn {
  last: End;
  seen: TypedField[];
}

export type Random = (below: number) => number;

/** mulberry32: the same numbers for the same seed, on every machine. */
export function randomFrom(seed: number): Random {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

export const sampleOf: Record<FieldKind, Json> = { text: "north", number: 4.5, boolean: true, list: [1, 2] };

const dataType: Record<FieldKind, DataType> = { text: { kind: "string" }, number: { kind: "number" }, boolean: { kind: "boolean" }, list: { kind: "list", of: { kind: "number" } } };

/** Draws a flow in which every field has a known kind, and every reader uses it as that kind. */
export class TypedFlowDraw {
  readonly #random: Random;
  readonly #nodes: FlowNode[] = [];
  readonly #edges: FlowDocument["edges"] = [];
  readonly #shapes = new Map<string, DataType>();
  readonly #typed: TypedField[] = [];

  constructor(random: Random) {
    this.#random = random;
  }

  draw(): TypedFlow {
    const trigger = this.#node("core/manual", {});
    const declared = fieldKinds.map((kind, index) => ({ name: `in${index}`, type: kind, required: true }));
    this.#set(trigger, "fields", literal(declared));
    let seen = declared.map(({ name, type }) => this.#field(trigger, [name], type, { by: "declaration", at: name }));
    let last = { node: trigger, port: "out" };
    for (let steps = 3 + this.#random(5); steps > 0; steps -= 1) ({ last, seen } = this.#step(last, seen));
    this.#map(last, seen);
    const layout = { nodes: Object.fromEntries(this.#nodes.map((node, index) => [node.id, { x: index * 240, y: 0 }])) };
    return { document: { schemaVersion, nodes: this.#nodes, edges: this.#edges, layout }, shapes: this.#shapes, typed: this.#typed };
  }

  #pick<Item>(items: readonly Item[]): Item {
    const item = items[this.#random(items.length)];
    if (item === undefined) throw new Error("nothing to choose from");
    return item;
  }

  #node(type: string, config: { [key: string]: ConfigValue }): string {
    const id = `n_${String(this.#nodes.length).padStart(4, "0")}`;
    this.#nodes.push({ id, name: `Step ${this.#nodes.length}`, type, config, settings: {} });
    return id;
  }

  #set(id: string, key: string, value: ConfigValue): void {
    const node = this.#nodes.find((one) => one.id === id);
    if (node) node.config[key] = value;
  }

  #edge(from: End, to: string, carries: "value" | "records" = "value"): void {
    this.#edges.push({ id: `e_${String(this.#edges.length).padStart(4, "0")}`, carries, from, to: { node: to, port: "in" } });
  }

  #field(node: string, path: Path, kind: FieldKind, said: TypedField["said"], origin?: TypedField): TypedField {
    const field: TypedField = { node, path, kind, said, readers: new Set(), needers: new Set(), origin };
    this.#typed.push(field);
    return field;
  }

  /** A node reads a field; its kind matters to it when it does something with it that only that kind can. */
  #read(field: TypedField, reader: string, needs: boolean): Extract<Binding, { kind: "reference" }> {
    field.readers.add(reader);
    if (needs) for (let at: TypedField | undefined = field; at; at = at.origin) at.needers.add(reader);
    return { kind: "reference", node: field.node, path: field.path };
  }

  #inCel(field: TypedField, reader: string): string {
    this.#read(field, reader, true);
    return [field.node, ...field.path].join(".");
  }

  /** A condition that only a value of the field's kind can be asked. */
  #condition(field: TypedField, reader: string): ConfigValue {
    const test = (operator: Condition["tests"][number]["operator"], right?: Json): ConfigValue => ({
      kind: "condition", match: "all", tests: [{ left: this.#read(field, reader, true), operator, ...(right === undefined ? {} : { right: literal(right) }) }],
    });
    const inCel = this.#random(2) === 0;
    switch (field.kind) {
      case "number":
        return inCel ? { kind: "cel", source: `${this.#inCel(field, reader)} > 3.0` } : test("greater", 3);
      case "text":
        return inCel ? { kind: "cel", source: `${this.#inCel(field, reader)}.startsWith("n")` } : test(this.#pick(["starts_with", "ends_with"]), "n");
      case "boolean":
        return inCel ? { kind: "cel", source: `${this.#inCel(field, reader)} && true` } : test("is_true");
      case "list":
        return { kind: "cel", source: `${this.#inCel(field, reader)}.exists(x, x > 1.0)` };
    }
  }

  /** An expression that makes a new value of the field's kind out of it. */
  #expression(field: TypedField, reader: string): string {
    const path = this.#inCel(field, reader);
    switch (field.kind) {
      case "number":
        return `${path} * 2.0 + 1.0`;
      case "text":
        return `${path}.lower() + "!"`;
      case "boolean":
        return `!${path}`;
      case "list":
        return `${path}.map(x, x * 2.0)`;
    }
  }

  #map(from: End, seen: readonly TypedField[], carries: "value" | "records" = "value"): { node: string; made: TypedField[] } {
    const node = this.#node("core/map", {});
    this.#edge(from, node, carries);
    const made: TypedField[] = [];
    const list: Record<string, Binding> = {};
    for (let index = 0; index < 2 + this.#random(3); index += 1) {
      const name = `f${index}`;
      const said = { by: "map", at: name } as const;
      const field = this.#pick(seen);
      switch (this.#random(4)) {
        case 0: {
          const kind = this.#pick(fieldKinds);
          list[name] = literal(sampleOf[kind]);
          made.push(this.#field(node, [name], kind, said));
          break;
        }
        case 1:
          list[name] = this.#read(field, node, false);
          made.push(this.#field(node, [name], field.kind, said, field));
          break;
        case 2:
          list[name] = { kind: "cel", source: this.#expression(field, node) };
          made.push(this.#field(node, [name], field.kind, said));
          break;
        default:
          list[name] = { kind: "template", parts: ["about ", this.#read(field, node, false)] };
          made.push(this.#field(node, [name], "text", said));
      }
    }
    this.#set(node, "fields", fields(list));
    return { node, made };
  }

  #step(last: End, seen: TypedField[]): Drawn {
    switch (this.#random(7)) {
      case 0:
        return this.#request(last, seen);
      case 1:
        return this.#forked(last, seen);
      case 2:
        return this.#merged(last, seen);
      case 3:
        return this.#looped(last, seen);
      case 4:
        return this.#tested(last, seen);
      default: {
        const { node, made } = this.#map(last, seen);
        return { last: { node, port: "out" }, seen: [...made, ...seen] };
      }
    }
  }

  /** A request whose reply's shape is known from a sample. */
  #request(last: End, seen: TypedField[]): Drawn {
    const node = this.#node("http/request", { method: literal("GET") });
    this.#edge(last, node);
    this.#set(node, "url", { kind: "template", parts: ["https://api.example.com/", this.#read(this.#pick(seen), node, false)] });
    const body: DataType = { kind: "object", open: false, fields: Object.fromEntries(fieldKinds.map((kind, index) => [`r${index}`, { type: dataType[kind] }])) };
    this.#shapes.set(node, { kind: "object", open: false, fields: { status: { type: { kind: "number" } }, headers: { type: { kind: "object", fields: {}, open: true } }, body: { type: body } } });
    const made = fieldKinds.map((kind, index) => this.#field(node, ["body", `r${index}`], kind, { by: "shape", at: `r${index}` }));
    return { last: { node, port: "out" }, seen: [...made, ...seen] };
  }

  /** A branch or a switch, a map on each path, and a map where they meet again. */
  #forked(last: End, seen: TypedField[]): Drawn {
    const isSwitch = this.#random(2) === 0;
    const node = this.#node(isSwitch ? "core/switch" : "core/branch", {});
    this.#edge(last, node);
    const when = this.#condition(this.#pick(seen), node);
    if (isSwitch && (when.kind === "condition" || when.kind === "cel")) this.#set(node, "cases", { kind: "cases", cases: [{ port: "c_one", label: "One", when }] });
    else this.#set(node, "when", when);
    const one = this.#map({ node, port: isSwitch ? "c_one" : "yes" }, seen);
    const other = this.#map({ node, port: "else" }, seen);
    const { node: join, made } = this.#map({ node: one.node, port: "out" }, seen);
    this.#edge({ node: other.node, port: "out" }, join);
    return { last: { node: join, port: "out" }, seen: [...made, ...seen] };
  }

  /** Two maps beside each other, a merge, and a map that reads what the merge calls them. */
  #merged(last: End, seen: TypedField[]): Drawn {
    const one = this.#map(last, seen);
    const other = this.#map(last, seen);
    const merge = this.#node("core/merge", {});
    for (const [index, { node }] of [one, other].entries()) {
      this.#edge({ node, port: "out" }, merge);
      const edge = this.#edges.at(-1);
      if (edge) edge.name = `way${index}`;
    }
    const through = [one, other].flatMap(({ made }, index) =>
      made.map((field): TypedField => {
        // Read through the merge: the field is said where it was made, and its readers find it under the edge's name.
        return { ...field, node: merge, path: [`way${index}`, ...field.path] };
      }),
    );
    const { node, made } = this.#map({ node: merge, port: "out" }, through);
    return { last: { node, port: "out" }, seen: [...made, ...seen] };
  }

  /** A list of records in a map, a loop over it, and the counts after it. */
  #looped(last: End, seen: TypedField[]): Drawn {
    const made = this.#node("core/map", {});
    this.#edge(last, made);
    const item = { sku: "A-1", qty: 2, gift: false, lines: [1, 2] };
    this.#set(made, "fields", fields({ rows: literal([item, { ...item, sku: "B-2" }]) }));
    const rows = this.#field(made, ["rows"], "list", { by: "map", at: "rows" });
    const split = this.#node("core/split", {});
    this.#edge({ node: made, port: "out" }, split);
    this.#set(split, "list", this.#read(rows, split, true));
    const items = (["sku", "qty", "gift", "lines"] as const).map((key, index) => this.#item(made, split, key, (["text", "number", "boolean", "list"] as const)[index] ?? "text"));
    const filter = this.#node("core/filter", {});
    this.#edge({ node: split, port: "out" }, filter, "records");
    this.#set(filter, "when", this.#condition(this.#pick(items), filter));
    const inside = this.#map({ node: filter, port: "out" }, [...items, ...seen], "records");
    const collect = this.#node("core/collect", {});
    this.#edge({ node: inside.node, port: "out" }, collect, "records");
    const written = this.#field(collect, ["written"], "number", { by: "shape", at: "" });
    const read = this.#field(split, ["read"], "number", { by: "shape", at: "" });
    const { node, made: after } = this.#map({ node: collect, port: "out" }, [written, read, ...seen]);
    return { last: { node, port: "out" }, seen: [...after, ...seen] };
  }

  /** A field of a list's items: it is said in the map that holds the list, and read from the source of the records. */
  #item(made: string, split: string, key: string, kind: FieldKind): TypedField {
    const said = this.#field(made, ["rows", 0, key], kind, { by: "item", at: key });
    return { ...said, node: split, path: [key] };
  }

  /** A filter or a wait that takes a value of one kind. */
  #tested(last: End, seen: TypedField[]): Drawn {
    const number = seen.find(({ kind }) => kind === "number");
    if (number && this.#random(2) === 0) {
      const wait = this.#node("core/wait", { unit: literal("seconds") });
      this.#edge(last, wait);
      this.#set(wait, "amount", this.#read(number, wait, true));
      return { last: { node: wait, port: "out" }, seen };
    }
    const filter = this.#node("core/filter", {});
    this.#edge(last, filter);
    this.#set(filter, "when", this.#condition(this.#pick(seen), filter));
    return { last: { node: filter, port: "out" }, seen };
  }
}
