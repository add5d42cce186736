"use client";

import { Ellipsis, Plus } from "lucide-react";
import { type MouseEvent, useEffect, useMemo, useRef, useState } from "react";
import { useShallow } from "zustand/react/shallow";
import { classes } from "#components/ui/classes.ts";
import { IconButton } from "#components/ui/icon-button.tsx";
import { useEditor, useEditorSession } from "../editor-context.tsx";
import { NodePlate } from "../nodes/node-plate.tsx";
import { createProjector } from "../project.ts";
import { type OutlineRow, outlineRows } from "./outline-rows.ts";

const joins = { value: "v", records: "r", error: "x" } as const;

/** The flow as a list of its plates in walk order: the canvas for narrow screens. */
export function Outline() {
  const { store } = useEditorSession();
  const [document, nodeTypes, issues, selection, readOnly] = useEditor(useShallow((state) => [state.document, state.nodeTypes, state.issues, state.selection, state.readOnly] as const));
  const [project] = useState(createProjector);
  const measured = useMemo(() => new Map(), []);
  const { nodes } = project({ document, nodeTypes, issues, selectedNodes: selection.nodes, selectedEdges: [], moving: null, measured });
  const rows = useMemo(() => outlineRows(document, nodeTypes), [document, nodeTypes]);
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const nameOf = (id: string | undefined) => document.nodes.find((node) => node.id === id)?.name ?? "";

  const list = useRef<HTMLOListElement>(null);
  const panel = useEditor((state) => state.panel);
  const [chosen] = selection.nodes;
  // A panel that closes leaves the keyboard nowhere; it goes on at the step that was chosen or added.
  useEffect(() => {
    const row = chosen === undefined ? null : list.current?.querySelector<HTMLElement>(`[data-node="${CSS.escape(chosen)}"]`);
    if (panel === null && window.document.activeElement === window.document.body) row?.focus();
  }, [chosen, panel]);

  /** Everything that can be done with a step, in the menu that the canvas has for it too. */
  function openMenu(event: MouseEvent<HTMLElement>, node: string) {
    const box = event.currentTarget.getBoundingClientRect();
    store.getState().select({ nodes: [node] });
    store.getState().show({ kind: "menu", anchor: { x: box.right, y: box.bottom + 4 } });
  }
  function insertion({ edge }: OutlineRow) {
    const joint = readOnly || edge === null ? undefined : document.edges.find(({ id }) => id === edge);
    if (!joint) return null;
    const label = `Add a step between ${nameOf(joint.from.node)} and ${nameOf(joint.to.node)}`;
    return <IconButton className="ol-plus" look="bare" icon={Plus} label={label} onClick={() => store.getState().show({ kind: "palette", request: { edge: joint.id } })} />;
  }
  return (
    <ol className="world" ref={list}>
      {rows.map((row, index) => {
        const node = byId.get(row.node);
        if (!node) return null;
        return (
          <li key={row.node} className="ol-item" style={{ marginLeft: row.level * 18 }}>
            {insertion(row)}
            <button
              type="button"
              className={classes("ol-row", index === 0 && "is-first", row.label !== null && "has-label")}
              data-node={row.node}
              data-in={row.joined === null ? undefined : joins[row.joined]}
              data-lab={row.label ?? undefined}
              onClick={() => {
                store.getState().select({ nodes: [row.node] });
                store.getState().set({ sheetOpen: true });
              }}
            >
              {row.label === null ? null : <span className="vh">{row.label}: </span>}
              <NodePlate data={node.data} selected={node.selected ?? false} />
            </button>
            {readOnly ? null : <IconButton className="ol-more" look="bare" icon={Ellipsis} label={`What can be done with ${nameOf(row.node)}`} aria-haspopup="menu" onClick={(event) => openMenu(event, row.node)} />}
          </li>
        );
      })}
    </ol>
  );
}
