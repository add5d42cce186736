import { useQueries } from "@tanstack/react-query";
import { useMemo, useRef } from "react";
import { useShallow } from "zustand/react/shallow";
import type { ReferenceFace, ReferenceScope, ReferenceSource } from "#components/fields/reference-scope.ts";
import { preview, shapeRows, typeWord } from "#components/fields/shape.ts";
import { nodeTypeQuery } from "#lib/client/queries/node-types.ts";
import { aliasesOf } from "#lib/flow/bindings/aliases.ts";
import { readPath } from "#lib/flow/bindings/resolve.ts";
import type { Reference } from "#lib/flow/document.schema.ts";
import { approvalLink, isKnownFromStart } from "#lib/flow/known-from-start.ts";
import type { NodeKind } from "#lib/flow/node-type.ts";
import { isJsonObject } from "#lib/json.ts";
import { useEditor, useEditorSession } from "../editor-context.tsx";
import { useSampleValues } from "../samples/sample-values.ts";
import { wiringOf } from "../wiring/wiring.ts";
import { type OperationDetail, sampleError, type SampleOutput, sampleOutputs } from "./sample-outputs.ts";
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
  const bare = !source.certain && reference.default === undefined;
  return {
    source: source.name,
    path,
    type: typeWord(value, schemaAt(output?.schema, reference.path)),
    preview: preview(value),
    state: bare ? "needs-default" : "ok",
    problem: bare ? `“${source.name}” does not run on every path to this step. Say what to use otherwise.` : null,
    certain: source.certain,
  };
}

export interface InspectedScope {
  scope: ReferenceScope;
  /** Puts a reference into the text that was last edited; false when there is none. */
  insert(reference: Reference): boolean;
  details: ReadonlyMap<string, OperationDetail>;
}

/** What a step before gives to one that reads it. */
function givesTo(source: string, { failed, recordsOf }: Ancestors, kind: NodeKind | undefined): ReferenceSource["gives"] {
  if (failed.has(source)) return "error";
  if (kind !== "source") return "output";
  return recordsOf === source ? "record" : "summary";
}

const sampleLink: SampleOutput = { value: { [approvalLink]: "https://millrace.example.com/a/4fTz…" }, schema: { properties: { [approvalLink]: { type: "string" } } } };

/** What the node being inspected may refer to, with samples. */
export function useReferenceScope(node: string, ancestors: Ancestors): InspectedScope {
  const session = useEditorSession();
  const { nodes, approvals, certain, failed } = ancestors;
  const own = useEditor((state) => state.document.nodes.find((candidate) => candidate.id === node)?.type);
  const names = useEditor(useShallow((state) => Object.fromEntries(state.document.nodes.map((candidate) => [candidate.id, candidate.name]))));
  const known = useEditor((state) => state.nodeTypes);
  const types = useMemo(() => [...new Set([...nodes.map((candidate) => candidate.type), ...(own === undefined ? [] : [own])])].filter((type) => known.has(type)), [nodes, own, known]);
  const details = useQueries({
    queries: types.map((type) => nodeTypeQuery(type)),
    combine: (results) => results.flatMap((result) => result.data ?? []),
  });
  const byType = useMemo(() => new Map(details.map((detail) => [detail.type, detail as OperationDetail])), [details]);
  const aliases = useMemo(() => aliasesOf(Object.entries(names).map(([id, name]) => ({ id, name }))), [names]);
  const { values } = useSampleValues();
  const target = useRef<((reference: Reference) => void) | null>(null);

  return useMemo(() => {
    const { document, nodeTypes } = session.store.getState();
    const wiring = wiringOf(document, nodeTypes);
    const samples = sampleOutputs(wiring, nodes, byType, values);
    const outputs = new Map(nodes.flatMap(({ id }) => {
      const output = failed.has(id) ? sampleError(names[id] ?? "") : samples.seenBy(node, id);
      return output ? [[id, output] as const] : [];
    }));
    for (const { id } of approvals) outputs.set(id, sampleLink);
    const links = approvals.map(({ id, name }): ReferenceSource => ({ node: id, name, certain: true, gives: "link", sample: sampleLink.value, rows: shapeRows(sampleLink.value, sampleLink.schema) }));
    const before = nodes.map((candidate): ReferenceSource => {
      const output = outputs.get(candidate.id);
      return {
        node: candidate.id, name: candidate.name, certain: certain.has(candidate.id), gives: givesTo(candidate.id, ancestors, wiring.type(candidate.id)?.kind),
        sample: output?.value, rows: shapeRows(output?.value, output?.schema),
      };
    }).reverse();
    const sources = [...before, ...links];
    const scope: ReferenceScope = {
      sources,
      aliases,
      describe: (reference) => faceOf(reference, sources.find((source) => source.node === reference.node), outputs.get(reference.node), names[reference.node]),
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
      insert(reference) {
        target.current?.(reference);
        return target.current !== null;
      },
    };
  }, [node, nodes, approvals, certain, failed, ancestors, aliases, byType, names, session, values]);
}
