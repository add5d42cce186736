import { referencesInBinding } from "#lib/flow/bindings/references.ts";
import { resolveBinding, setOwn } from "#lib/flow/bindings/resolve.ts";
import type { Binding, ConfigValue, FlowNode } from "#lib/flow/document.schema.ts";
import { edgeNames } from "#lib/flow/edge-names.ts";
import { errorPort } from "#lib/flow/node-type.ts";
import type { RunError } from "#lib/flow/run-error.ts";
import { isJsonObject, type Json, type JsonObject } from "#lib/json.ts";
import type { Wiring } from "../wiring/wiring.ts";
import type { StepSamples } from "./use-step-samples.ts";

/** What the API says of an operation beside its node type. */
export interface OperationDetail {
  input: Record<string, unknown>;
  output: Record<string, unknown>;
  sample: Json;
}

export interface SampleOutput {
  value: Json | undefined;
  schema: unknown;
  /** It really came from a run. */
  isReal?: boolean;
}

/** Samples are made as if at this moment, so that they are the same on every screen. */
const moment = { now: "2026-11-23T14:02:51.204Z" };

const summary: JsonObject = { read: 2, filtered: 0, rejected: 0, written: {}, cursor: null, window: null };

/** What a source tells of its records when all are done (SEMANTICS region-4). */
const sampleSummary: SampleOutput = { value: summary, schema: {} };

/** What a node gives through its error port (SEMANTICS graph-4). */
export function sampleError(node: string): SampleOutput {
  const error: RunError = { class: "transient", code: "http_503", message: "The target answered 503.", node, attempts: 4, at: "2026-11-23T14:03:07.118Z" };
  return { value: { ...error }, schema: {} };
}

const declaredSamples: Record<string, Json> = { text: "text", number: 1, boolean: true, list: [], object: {}, any: null, long: "text", choice: "text", date: "2026-11-23", email: "ada@example.com" };

function declared(value: ConfigValue | undefined): JsonObject {
  const list = value?.kind === "literal" && Array.isArray(value.value) ? value.value : [];
  const result: JsonObject = {};
  for (const entry of list) if (isJsonObject(entry) && typeof entry["name"] === "string" && entry["name"] !== "") setOwn(result, entry["name"], declaredSamples[String(entry["type"])] ?? null);
  return result;
}

/** Fills what nodes before have given so far, and goes on in the order they run. */
export class Sampler {
  readonly #wiring: Wiring;
  readonly #details: ReadonlyMap<string, OperationDetail>;
  readonly #given: StepSamples | undefined;
  /** What flows on from each node: its value, or in a region the record that leaves it. */
  readonly outputs = new Map<string, SampleOutput>();

  constructor(wiring: Wiring, details: ReadonlyMap<string, OperationDetail>, given: StepSamples | undefined) {
    this.#wiring = wiring;
    this.#details = details;
    this.#given = given;
  }

  /** What a reference from one node to another finds. */
  seenBy(reader: string, node: string): SampleOutput | undefined {
    const isSource = this.#wiring.type(node)?.kind === "source";
    if (!isSource || this.#wiring.regions.sources.get(reader)?.[0] === node) return this.outputs.get(node);
    return this.summaryOf(node);
  }

  /** What a source tells when all its records are done. */
  summaryOf(source: string): SampleOutput {
    const given = this.#given?.summaryOf(source);
    return given ? { value: given.value, schema: {}, isReal: true } : sampleSummary;
  }

  #resolve(reader: string, binding: Binding): Json | undefined {
    // Only what it reads: a flow of 500 steps has as many outputs.
    const scope = new Map(referencesInBinding(binding).flatMap(({ node: id }) => {
      const value = this.seenBy(reader, id)?.value;
      return value === undefined ? [] : [[id, value] as const];
    }));
    try {
      return resolveBinding(binding, scope, moment);
    } catch {
      return undefined;
    }
  }

  #incomingRecord(id: string): SampleOutput {
    const edge = this.#wiring.incoming(id).find((candidate) => candidate.carries === "records");
    if (!edge) return { value: undefined, schema: {} };
    if (edge.from.port === errorPort) return sampleError(this.#wiring.node(edge.from.node)?.name ?? "");
    return this.outputs.get(edge.from.node) ?? { value: undefined, schema: {} };
  }

  #merged(id: string): JsonObject {
    const names = edgeNames(this.#wiring.document);
    const result: JsonObject = {};
    for (const edge of this.#wiring.incoming(id)) {
      const seen = edge.from.port === errorPort ? sampleError("") : this.seenBy(id, edge.from.node);
      setOwn(result, names.get(edge.id) ?? edge.id, seen?.value ?? null);
    }
    return result;
  }

  add(node: FlowNode): void {
    const output = this.next(node);
    if (output) this.outputs.set(node.id, output);
  }

  /** What a node would give after those that were added, as it is set now. */
  next(node: FlowNode): SampleOutput | undefined {
    const type = this.#wiring.type(node.id);
    const detail = this.#details.get(node.type);
    return type && detail ? this.#outputOf(node, type.shape, detail) : undefined;
  }

  #outputOf(node: FlowNode, shape: NonNullable<ReturnType<Wiring["type"]>>["shape"], detail: OperationDetail): SampleOutput {
    // No sample and a schema that says nothing: it may be anything.
    const isUnknown = detail.sample === null && detail.output["type"] === undefined && detail.output["anyOf"] === undefined;
    const given = this.#given?.outputOf(node.id);
    const own: SampleOutput = given ? { value: given.value, schema: detail.output, isReal: true } : { value: isUnknown ? undefined : detail.sample, schema: detail.output };
    const isRecord = this.#wiring.modeOf(node.id) === "records";
    switch (shape.from) {
      case "declared":
        return own;
      case "declaration":
        return { value: { ...declared(node.config[shape.field]), ...(given && isJsonObject(given.value) ? given.value : {}) }, schema: {}, isReal: given !== undefined };
      case "part": {
        const said = declared(node.config[shape.field]);
        return given || Object.keys(said).length === 0 || !isJsonObject(detail.sample) ? own : { value: { ...detail.sample, [shape.into]: said }, schema: detail.output };
      }
      case "form":
        return given ? own : { value: isJsonObject(detail.sample) ? { ...detail.sample, [shape.into]: declared(node.config[shape.field]) } : detail.sample, schema: detail.output };
      case "input":
        return isRecord ? this.#incomingRecord(node.id) : own;
      case "edges":
        return isRecord ? this.#incomingRecord(node.id) : { value: this.#merged(node.id), schema: {} };
      case "items": {
        const list = node.config[shape.field];
        const value = list && list.kind !== "fields" && list.kind !== "condition" && list.kind !== "cases" ? this.#resolve(node.id, list) : undefined;
        if (Array.isArray(value)) return { value: value[0], schema: {} };
        return given ? { value: given.value, schema: {}, isReal: true } : { value: undefined, schema: {} };
      }
      case "fields": {
        const list = node.config[shape.field];
        const value: JsonObject = {};
        if (list?.kind === "fields") for (const field of list.fields) if (field.name.trim() !== "") setOwn(value, field.name, this.#resolve(node.id, field.value) ?? null);
        return { value, schema: {} };
      }
    }
  }
}

/**
 * An example of what each node gives: what it gave in a run, else its operation's sample, or, for nodes that shape data,
 * what its settings make of the samples before. `nodes` come in the order they run.
 */
export function sampleOutputs(wiring: Wiring, nodes: readonly FlowNode[], details: ReadonlyMap<string, OperationDetail>, given?: StepSamples): Sampler {
  const sampler = new Sampler(wiring, details, given);
  for (const node of nodes) sampler.add(node);
  return sampler;
}
