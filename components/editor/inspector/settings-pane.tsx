"use client";

import { useQuery } from "@tanstack/react-query";
import { useEffect, useMemo, useRef } from "react";
import { problemsOf } from "#components/fields/field-problem.tsx";
import { fieldSpecs } from "#components/fields/field-spec.ts";
import type { EditMode } from "#components/fields/edit-mode.ts";
import type { Hook } from "#components/fields/hook-url.tsx";
import { SchemaForm } from "#components/fields/schema-form.tsx";
import { lazyPart } from "#components/ui/lazy-part.tsx";
import { TextArea } from "#components/ui/text-area.tsx";
import { errorText } from "#lib/client/error-text.ts";
import { callableFlowsQuery } from "#lib/client/queries/flows.ts";
import type { ConfigValue, FlowNode, NodeSettings } from "#lib/flow/document.schema.ts";
import { needsConnection } from "#lib/flow/needs-connection.ts";
import { errorPort, type NodeType } from "#lib/flow/node-type.ts";
import { useEditor, useEditorSession } from "../editor-context.tsx";
import { configOperations } from "./config-operations.ts";
import { ConnectionField } from "./connection-field.tsx";
import { hostsOfNode } from "./hosts-of-node.ts";
import { renameOperations } from "./rename-operations.ts";
import type { OperationDetail } from "./sample-outputs.ts";

const BusinessKeys = lazyPart(async () => (await import("./business-keys.tsx")).BusinessKeys);
const HookProof = lazyPart(async () => (await import("./hook-proof.tsx")).HookProof);
const MergePaths = lazyPart(async () => (await import("./merge-paths.tsx")).MergePaths);
const ReliabilityForm = lazyPart(async () => (await import("./reliability-form.tsx")).ReliabilityForm);

/** The tab of the inspector that is open: settings, reliability or note. */
export function SettingsPane({ node, type, detail, hook }: { node: FlowNode; type: NodeType | undefined; detail: OperationDetail | undefined; hook: Hook }) {
  const { store, workspace } = useEditorSession();
  const tab = useEditor((state) => state.inspectorTab);
  const readOnly = useEditor((state) => state.readOnly);
  const issues = useEditor((state) => state.issues);
  const wanted = useEditor((state) => state.wantedField);
  const handlesError = useEditor((state) => state.document.edges.some((edge) => edge.from.node === node.id && edge.from.port === errorPort));
  const specs = useMemo(() => (detail ? fieldSpecs(detail.input) : []), [detail]);
  const form = useRef<HTMLDivElement>(null);
  const { dispatch, mark, perform } = store.getState();
  const problems = useMemo(() => problemsOf(issues, node.id, readOnly ? null : (fix) => perform(fix.operations)), [issues, node.id, readOnly, perform]);
  const callable = useQuery({ ...callableFlowsQuery(workspace), enabled: specs.some((spec) => spec.control === "flow") });

  useEffect(() => {
    if (wanted?.node !== node.id || specs.length === 0) return;
    const key = wanted.field.split(".")[0] ?? "";
    const find = (field: string) => form.current?.querySelector<HTMLElement>(`[data-field="${CSS.escape(field)}"]`);
    const row = find(wanted.field) ?? find(key);
    row?.scrollIntoView({ block: "nearest" });
    // Of a row the value, not its name.
    (row?.querySelector<HTMLElement>("[role=textbox], .cel") ?? row?.querySelector<HTMLElement>("input, select, textarea, button"))?.focus();
    store.getState().set({ wantedField: null });
  }, [wanted, node.id, specs, store]);

  function setConfig(key: string, value: ConfigValue | null, mode: EditMode) {
    const [set, ...also] = configOperations(store.getState().document, node, key, value);
    if (set && also.length === 0) dispatch(set, { history: mode });
    else if (set) perform([set, ...also]);
  }
  function renameField(key: string, value: ConfigValue, from: string, to: string) {
    const { document, nodeTypes } = store.getState();
    perform(renameOperations(document, nodeTypes, node, key, value, from, to));
  }
  const setSettings = (settings: NodeSettings, mode: EditMode) => dispatch({ type: "set-settings", node: node.id, settings }, { history: mode });
  switch (tab) {
    case "reliability":
      return <ReliabilityForm key={node.id} node={node} type={type} handlesError={handlesError} problem={problems.get("idempotencyKey")?.message} readOnly={readOnly} onChange={setSettings} onLeave={mark} />;
    case "note":
      return (
        <TextArea
          key={node.id}
          rows={6}
          aria-label="Note"
          maxLength={4_000}
          placeholder="Why this step is here, what to know before changing it."
          value={node.settings.note ?? ""}
          readOnly={readOnly}
          onChange={(event) => {
            const { note: _old, ...rest } = node.settings;
            setSettings(event.currentTarget.value === "" ? rest : { ...rest, note: event.currentTarget.value }, "squash");
          }}
          onBlur={mark}
        />
      );
    case "settings":
      break;
  }
  if (!type) return <p className="small muted">Nothing on this instance is called {node.type}. Delete the step, or install what it belongs to.</p>;
  const connection = (
    <div data-field="connection">
      <ConnectionField
        workspace={workspace}
        type={type}
        value={node.connection}
        problem={problems.get("connection")}
        readOnly={readOnly}
        hosts={hostsOfNode(node)}
        onChange={(chosen) => dispatch({ type: "set-connection", node: node.id, connection: chosen })}
      />
    </div>
  );
  return (
    <div ref={form} className="form-rows is-tight">
      {type.connection === "none" || type.connectionUnless ? null : connection}
      {detail ? (
        <SchemaForm
          key={node.id}
          specs={specs}
          config={node.config}
          readOnly={readOnly}
          hook={hook}
          flows={{ flows: callable.data, problem: callable.error ? errorText(callable.error) : null }}
          problems={problems}
          onChange={setConfig}
          onRename={renameField}
          types={type.fieldTypes}
          onMap={(values) => perform(Object.entries(values).map(([key, value]) => ({ type: "set-config", node: node.id, key, value })))}
          onLeave={mark}
        />
      ) : <div className="skels ed-wait"><span className="skel" /><span className="skel" /></div>}
      {type.connectionUnless ? <HookProof node={node} url={hook.url}>{needsConnection(node, type) ? connection : null}</HookProof> : null}
      {type.kind === "trigger" ? <BusinessKeys key={`${node.id} keys`} settings={node.settings} readOnly={readOnly} onChange={setSettings} onLeave={mark} /> : null}
      {type.built === "merge" ? <MergePaths node={node.id} readOnly={readOnly} /> : null}
    </div>
  );
}
