import { useQueries } from "@tanstack/react-query";
import { useMemo, useRef } from "react";
import { useShallow } from "zustand/react/shallow";
import type { Evaluation, ReferenceFace, ReferenceScope, ReferenceSource } from "#components/fields/reference-scope.ts";
import { preview, shapeRows, typeWord } from "#components/fields/shape.ts";
import { useDebounced } from "#components/ui/use-debounced.ts";
import { previewExpression } from "#lib/client/mutations/preview-expression.ts";
import { nodeTypeQuery } from "#lib/client/queries/node-types.ts";
import { aliasesOf } from "#lib/flow/bindings/aliases.ts";
import { readCel } from "#lib/flow/bindings/read-cel.ts";
import { referencesInBinding } from "#lib/flow/bindings/references.ts";
import { readPath, resolveBinding, TooCostly } from "#lib/flow/bindings/resolve.ts";
import type { Binding, Reference } from "#lib/flow/document.schema.ts";
import { approvalLink, isKnownFromStart } from "#lib/flow/known-from-start.ts";
import type { NodeKind } from "#lib/flow/node-type.ts";
import { isJsonObject, type Json } from "#lib/json.ts";
import { useEditor, useEditorSession } from "../editor-context.tsx";
import { wiringOf } from "../wiring/wiring.ts";
import { type OperationDetail, sampleError, type SampleOutput, sampleOutputs, type Sampler } from "./sample-outputs.ts";
import type { StepSamples } from "./use-step-samples.ts";
import type { Ancestors } from "./use-ancestors.ts";

function schemaAt(schema: unknown, path: Reference["path"]): unknown {
  let at = schema;
  for (const key of path) {
    if (!isJsonObject(at)) return undefined;
    const properties = at["properties"];
    at = typeof key === "number" ? at["items"] : isJsonObject(properties) ? properties[key] : undefined;
  }
  return at;
}

function faceOf(reference: Reference, source: ReferenceSource | undefined, output: SampleOutput | undefined, name: string | undefined): ReferenceFace {
  const path = reference.path.join(".");
  if (name === undefined) return { source: "a step that is gone", path, type: "?", preview: "", state: "dead", problem: "The step it points at is gone. Choose another value.", certain: true };
  if (!source) return { source: name, path, type: "?", preview: "", state: "dead", problem: `“${name}” does not run before this step. Connect them, or choose another value.`, certain: true };
  if (source.gives === "link" && !isKnownFromStart({ built: "approval" }, reference.path)) return { source: name, path, type: "?", preview: "", state: "dead", problem: `“${name}” does not run before this step. Only its link is known.`, certain: true };
  const value = output?.value === undefined ? undefined : readPath(output.value, reference.path);
  const schema = schemaAt(output?.schema, reference.path);
  const gone = output?.isReal === true && value === undefined && schema === undefined && reference.path.length > 0;
  const bare = !source.certain && reference.default === undefined;
  return {
    source: source.name,
    path,
    type: typeWord(value, schema),
    preview: preview(value),
    state: bare ? "needs-default" : gone && reference.default === undefined ? "stale" : "ok",
    problem: bare
      ? `“${source.name}” does not run on every path to this step. Say what to use otherwise.`
      : gone && reference.default === undefined ? `The last run’s “${source.name}” gave no ${path}. Check the path, or say what to use when it is missing.` : null,
    certain: source.certain,
  };
}

export interface InspectedScope {
  scope: ReferenceScope;
  /** Puts a reference into the text that was last edited; false when there is none. */
  insert(reference: Reference): boolean;
  details: ReadonlyMap<string, OperationDetail>;
  /** What the steps before give, ready to say what this one would. */
  samples: Sampler;
}

/** What a step before gives to one that reads it. */
function givesTo(source: string, { failed, recordsOf }: Ancestors, kind: NodeKind | undefined): ReferenceSource["gives"] {
  if (failed.has(source)) return "error";
  if (kind !== "source") return "output";
  return recordsOf === source ? "record" : "summary";
}

const sampleLink: SampleOutput = { value: { [approvalLink]: "https://millrace.example.com/a/4fTz…" }, schema: { properties: { [approvalLink]: { type: "string" } } } };
const quietMs = 150;
/** Expressions see this as the run's start. */
const moment = () => ({ now: new Date().toISOString() });

/** What a value is with these outputs. What is too costly for this page is evaluated on the server (SEMANTICS test-2). */
function evaluateWith(outputs: ReadonlyMap<string, SampleOutput>, names: Readonly<Record<string, string>>, binding: Binding, signal: AbortSignal): Evaluation | Promise<Evaluation> {
  const values = new Map([...outputs].flatMap(([id, { value }]) => (value === undefined ? [] : [[id, value] as const])));
  const read = binding.kind === "cel" ? readCel(binding.source) : null;
  if (read?.ok === false) return { kind: "problem", message: read.problem.message };
  const nodes = [...new Set(referencesInBinding(binding).map((found) => found.node))];
  const unsampled = nodes.find((node) => names[node] !== undefined && !values.has(node));
  if (unsampled !== undefined) return { kind: "unknown", why: `no sample of “${names[unsampled]}”` };
  try {
    return { kind: "value", value: resolveBinding(binding, values, moment()) };
  } catch (error) {
    if (error instanceof TooCostly) return previewExpression({ source: error.source, outputs: Object.fromEntries(nodes.flatMap((node) => (values.has(node) ? [[node, values.get(node) as Json]] : []))) }, signal);
    return { kind: "problem", message: error instanceof Error ? error.message : "It cannot be evaluated." };
  }
}

/** Names by id. What is being typed as a name waits for a pause: all that may be referred to would be made again for each letter. */
function useSettledNames(): Readonly<Record<string, string>> {
  const names = useEditor(useShallow((state) => Object.fromEntries(state.document.nodes.map((candidate) => [candidate.id, candidate.name]))));
  const settled = useDebounced(names, quietMs);
  return useMemo(() => (Object.keys(names).join() === Object.keys(settled).join() ? settled : names), [names, settled]);
}

/** What the node being inspected may refer to, with samples. */
export function useReferenceScope(node: string, ancestors: Ancestors, given: StepSamples): InspectedScope {
  const session = useEditorSession();
  const { nodes, approvals, certain, failed } = ancestors;
  const own = useEditor((state) => state.document.nodes.find((candidate) => candidate.id === node)?.type);
  const names = useSettledNames();
  const known = useEditor((state) => state.nodeTypes);
  const types = useMemo(() => [...new Set([...nodes.map((candidate) => candidate.type), ...(own === undefined ? [] : [own])])].filter((type) => known.has(type)), [nodes, own, known]);
  const details = useQueries({
    queries: types.map((type) => nodeTypeQuery(type)),
    combine: (results) => results.flatMap((result) => result.data ?? []),
  });
  const byType = useMemo(() => new Map(details.map((detail) => [detail.type, detail as OperationDetail])), [details]);
  const aliases = useMemo(() => aliasesOf(Object.entries(names).map(([id, name]) => ({ id, name }))), [names]);
  const target = useRef<((reference: Reference) => void) | null>(null);

  return useMemo(() => {
    const { document, nodeTypes } = session.store.getState();
    const wiring = wiringOf(document, nodeTypes);
    const samples = sampleOutputs(wiring, nodes, byType, given);
    const outputs = new Map(nodes.flatMap(({ id }) => {
      const output = failed.has(id) ? sampleError(names[id] ?? "") : samples.seenBy(node, id);
      return output ? [[id, output] as const] : [];
    }));
    for (const { id } of approvals) outputs.set(id, sampleLink);
    const links = approvals.map(({ id, name }): ReferenceSource => ({ node: id, name, certain: true, gives: "link", sample: sampleLink.value, schema: sampleLink.schema, isReal: false, rows: shapeRows(sampleLink.value, sampleLink.schema) }));
    const before = nodes.map((candidate): ReferenceSource => {
      const output = outputs.get(candidate.id);
      return {
        node: candidate.id, name: candidate.name, certain: certain.has(candidate.id), gives: givesTo(candidate.id, ancestors, wiring.type(candidate.id)?.kind),
        sample: output?.value, schema: output?.schema, isReal: output?.isReal ?? false, rows: shapeRows(output?.value, output?.schema),
      };
    }).reverse();
    const sources = [...before, ...links];
    const bySource = new Map(sources.map((source) => [source.node, source]));
    const scope: ReferenceScope = {
      sources,
      aliases,
      describe: (reference) => faceOf(reference, bySource.get(reference.node), outputs.get(reference.node), names[reference.node]),
      evaluate: (binding, signal) => evaluateWith(outputs, names, binding, signal),
      goTo(id) {
        session.store.getState().select({ nodes: [id] });
        session.view.canvas?.keepVisible(id);
      },
      offer(insert) {
        target.current = insert;
        return () => {
          if (target.current === insert) target.current = null;
        };
      },
    };
    return {
      scope,
      details: byType,
      samples,
      insert(reference) {
        target.current?.(reference);
        return target.current !== null;
      },
    };
  }, [node, nodes, approvals, certain, failed, ancestors, aliases, byType, names, session, given]);
}
