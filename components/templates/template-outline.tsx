"use client";

import { useMemo, useState } from "react";
import { NodePlate } from "#components/editor/nodes/node-plate.tsx";
import { outlineRows } from "#components/editor/outline/outline-rows.ts";
import { createProjector } from "#components/editor/project.ts";
import { classes } from "#components/ui/classes.ts";
import type { FlowDocument } from "#lib/flow/document.schema.ts";
import { NodeFacts } from "./node-facts.tsx";
import type { TemplateCanvasProps } from "./template-canvas.tsx";

const joins = { value: "v", records: "r", error: "x" } as const;

/** The flow as a list of its plates in walk order, for narrow screens; a press opens a step's settings under it. */
export function TemplateOutline({ content, drawn: document, nodeTypes }: TemplateCanvasProps & { drawn: FlowDocument }) {
  const [open, setOpen] = useState<string | null>(null);
  const [project] = useState(createProjector);
  const byId = useMemo(() => {
    const { nodes } = project({ document, nodeTypes, issues: [], selectedNodes: open === null ? [] : [open], selectedEdges: [], moving: null, measured: new Map() });
    return new Map(nodes.map((node) => [node.id, node]));
  }, [project, document, nodeTypes, open]);
  const rows = useMemo(() => outlineRows(document, nodeTypes), [document, nodeTypes]);
  return (
    <section className="canvas is-outline tp-outline" aria-label="The flow">
      <ol className="world">
        {rows.map((row, index) => {
          const node = byId.get(row.node);
          if (!node) return null;
          return (
            <li key={row.node} className="ol-item" style={{ marginLeft: row.level * 18 }}>
              <button
                type="button"
                className={classes("ol-row", index === 0 && "is-first", row.label !== null && "has-label")}
                data-in={row.joined === null ? undefined : joins[row.joined]}
                data-lab={row.label ?? undefined}
                aria-expanded={open === row.node}
                onClick={() => setOpen(open === row.node ? null : row.node)}
              >
                {row.label === null ? null : <span className="vh">{row.label}: </span>}
                <NodePlate data={node.data} selected={node.selected ?? false} />
              </button>
              {open === row.node ? <NodeFacts content={content} nodeTypes={nodeTypes} node={row.node} /> : null}
            </li>
          );
        })}
      </ol>
    </section>
  );
}
