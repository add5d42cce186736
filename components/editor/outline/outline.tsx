"use client";

import { useMemo, useState } from "react";
import { useShallow } from "zustand/react/shallow";
import { classes } from "#components/ui/classes.ts";
import { useEditor, useEditorSession } from "../editor-context.tsx";
import { NodePlate } from "../nodes/node-plate.tsx";
import { createProjector } from "../project.ts";
import { outlineRows } from "./outline-rows.ts";

const joins = { value: "v", records: "r", error: "x" } as const;

/** The flow as a list of its plates in walk order: the canvas for narrow screens. */
export function Outline() {
  const { store } = useEditorSession();
  const [document, nodeTypes, issues, selection] = useEditor(useShallow((state) => [state.document, state.nodeTypes, state.issues, state.selection] as const));
  const [project] = useState(createProjector);
  const measured = useMemo(() => new Map(), []);
  const { nodes } = project({ document, nodeTypes, issues, selectedNodes: selection.nodes, selectedEdges: [], moving: null, measured });
  const rows = useMemo(() => outlineRows(document, nodeTypes), [document, nodeTypes]);
  const byId = new Map(nodes.map((node) => [node.id, node]));
  return (
    <ol className="world">
      {rows.map((row, index) => {
        const node = byId.get(row.node);
        if (!node) return null;
        return (
          <li key={row.node}>
            <button
              type="button"
              className={classes("ol-row", index === 0 && "is-first", row.label !== null && "has-label")}
              style={{ marginLeft: row.level * 18 }}
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
          </li>
        );
      })}
    </ol>
  );
}
