"use client";

import { useQuery } from "@tanstack/react-query";
import { Waypoints, X } from "lucide-react";
import { type HTMLAttributes, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { fieldSpecs, isShown } from "#components/fields/field-spec.ts";
import type { Hook } from "#components/fields/hook-url.tsx";
import { rowsWith } from "#components/fields/rows-with.ts";
import { ReferenceScopeContext } from "#components/fields/reference-scope.ts";
import { Button } from "#components/ui/button.tsx";
import { classes } from "#components/ui/classes.ts";
import { IconButton } from "#components/ui/icon-button.tsx";
import { NodeIcon } from "#components/ui/node-icon.tsx";
import { TabPanel } from "#components/ui/tab-panel.tsx";
import { Tabs } from "#components/ui/tabs.tsx";
import { flowDraftQuery } from "#lib/client/queries/flows.ts";
import type { ConfigValue, FlowNode, Reference } from "#lib/flow/document.schema.ts";
import { isJsonObject } from "#lib/json.ts";
import { useEditor, useEditorSession } from "../editor-context.tsx";
import type { InspectorTab } from "../editor-store.ts";
import { guardOf } from "./guard-of.ts";
import { InputPane } from "./input-pane.tsx";
import { OutputPane } from "./output-pane.tsx";
import { SettingsPane } from "./settings-pane.tsx";
import { useAncestors } from "./use-ancestors.ts";
import { useReferenceScope } from "./use-reference-scope.ts";
import { useStepSamples } from "./use-step-samples.ts";

const tabs = [{ id: "settings", face: "Settings" }, { id: "reliability", face: "Reliability" }, { id: "note", face: "Note" }] as const satisfies readonly { id: InspectorTab; face: string }[];
const panes = [{ id: "input", face: "Input" }, { id: "settings", face: "Settings" }, { id: "output", face: "Output" }] as const;
type Pane = (typeof panes)[number]["id"];

function isBlank(value: ConfigValue | undefined): boolean {
  return value === undefined || (value.kind === "literal" && (value.value === "" || value.value === null));
}

function NameField({ node }: { node: FlowNode }) {
  const { store } = useEditorSession();
  const readOnly = useEditor((state) => state.readOnly);
  const [draft, setDraft] = useState<string | null>(null);
  const { dispatch, mark } = store.getState();
  return (
    <input
      className="ed-name"
      data-rename
      aria-label="Name of the step"
      maxLength={80}
      spellCheck={false}
      size={Math.max(6, (draft ?? node.name).length)}
      value={draft ?? node.name}
      readOnly={readOnly}
      onChange={(event) => {
        setDraft(event.currentTarget.value);
        const name = event.currentTarget.value.trim();
        if (name !== "") dispatch({ type: "rename-node", node: node.id, name }, { history: "squash" });
      }}
      onBlur={() => {
        setDraft(null);
        mark();
      }}
      onKeyDown={(event) => {
        if (event.key === "Enter" || event.key === "Escape") {
          event.currentTarget.blur();
          event.stopPropagation();
        }
      }}
    />
  );
}

/** On narrow screens the panes are panels of tabs, else parts with a heading. */
function paneNames(id: Pane, label: string, narrow: boolean): HTMLAttributes<HTMLElement> {
  return narrow ? { role: "tabpanel", id: `pane-panel-${id}`, "aria-labelledby": `pane-tab-${id}` } : { "aria-label": label };
}

/** The selected step: what it gets, how it is set, what it gives. Docked under the canvas, or a sheet on narrow screens. */
export function Inspector({ node, narrow, onClose }: { node: FlowNode; narrow: boolean; onClose: () => void }) {
  const session = useEditorSession();
  const { store } = session;
  const type = useEditor((state) => state.nodeTypes.get(node.type));
  const readOnly = useEditor((state) => state.readOnly);
  const tab = useEditor((state) => state.inspectorTab);
  const [pane, setPane] = useState<Pane>("settings");
  const ancestors = useAncestors(node.id);
  const ids = useMemo(() => [...ancestors.nodes.map((before) => before.id), node.id], [ancestors.nodes, node.id]);
  const given = useStepSamples(ids);
  const { scope, insert, details, samples } = useReferenceScope(node.id, ancestors, given);
  const { data: flow } = useQuery(flowDraftQuery(session.workspace, session.flow));
  const detail = details.get(node.type);

  const body = detail && isJsonObject(detail.sample) ? detail.sample["body"] : undefined;
  const hook: Hook = {
    url: flow?.hookUrl ?? "",
    form: flow?.formUrl ?? "",
    state: flow?.liveVersion == null ? "unpublished" : flow.paused ? "paused" : "live",
    sample: JSON.stringify(body ?? { hello: "world" }),
    guard: guardOf(node, type),
    isAhead: flow?.liveVersion == null || flow.draftAhead,
  };
  const latest = useRef({ node, detail });
  useEffect(() => {
    latest.current = { node, detail };
  });
  const pick = useCallback((reference: Reference) => {
    if (insert(reference)) {
      if (narrow) setPane("settings");
      return;
    }
    const { node: at, detail: of } = latest.current;
    const specs = (of ? fieldSpecs(of.input) : []).filter((spec, _, all) => isShown(spec, all, at.config));
    const open = specs.find((spec) => spec.required && spec.bindable && spec.control !== "fields" && isBlank(at.config[spec.key]));
    const list = specs.find((spec) => spec.control === "fields");
    const spec = open ?? list;
    if (!spec) return;
    const before = at.config[spec.key];
    const value = spec === open ? reference : { kind: "fields" as const, fields: rowsWith(before?.kind === "fields" ? before.fields : [], reference) };
    store.getState().dispatch({ type: "set-config", node: at.id, key: spec.key, value });
    store.getState().set({ inspectorTab: "settings", wantedField: { node: at.id, field: spec.key } });
    if (narrow) setPane("settings");
  }, [insert, narrow, store]);

  function connect() {
    // The sheet of narrow screens lies over everything, the list of steps included.
    store.getState().set({ sheetOpen: false });
    store.getState().show({ kind: "connect", node: node.id });
  }

  const isTrigger = type?.kind === "trigger";
  const shows = (id: Pane) => !narrow || pane === id;
  return (
    <ReferenceScopeContext value={scope}>
      <section className="dock" aria-label={node.name} data-bound>
        {narrow ? (
          <div className="dock-panes">
            <Tabs set="pane" label="Parts of the step" tabs={panes} selected={pane} onSelect={setPane} />
            <span className="grow" />
            <IconButton label="Close" icon={X} onClick={onClose} />
          </div>
        ) : null}
        <section className={classes("pane", !shows("input") && "is-away")} {...paneNames("input", "Input", narrow)}>
          {narrow ? null : <header><h2 className="grow">Input</h2></header>}
          <div className="pane-body" tabIndex={0}><InputPane node={node} isTrigger={isTrigger} onPick={readOnly ? undefined : pick} /></div>
        </section>
        <section className={classes("pane", !shows("settings") && "is-away")} {...paneNames("settings", "Settings", narrow)}>
          <header className="pane-head">
            <span className="pane-icon"><NodeIcon icon={type?.icon} title={type?.title ?? node.type} /></span>
            <NameField key={node.id} node={node} />
            <span className="faint pane-kind">{type?.title === node.name ? type?.kind : (type?.title ?? "unknown")}</span>
            <span className="grow" />
            {readOnly ? null : <Button size="s" look="bare" onClick={connect}><Waypoints className="ic ic-s" aria-hidden />Lead to…</Button>}
            <Tabs set="settings" label="Settings of the step" tabs={tabs} selected={tab} onSelect={(inspectorTab) => store.getState().set({ inspectorTab })} />
          </header>
          <TabPanel set="settings" id={tab} className="pane-body"><SettingsPane node={node} type={type} detail={detail} hook={hook} /></TabPanel>
        </section>
        <section className={classes("pane", !shows("output") && "is-away")} {...paneNames("output", "Output", narrow)}>
          {narrow ? null : <header><h2 className="grow">Output</h2><IconButton size="s" label="Close (Esc)" icon={X} onClick={onClose} /></header>}
          <div className="pane-body" tabIndex={0}><OutputPane node={node} samples={samples} given={given} /></div>
        </section>
      </section>
    </ReferenceScopeContext>
  );
}
