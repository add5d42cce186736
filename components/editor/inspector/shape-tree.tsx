"use client";

import { ChevronRight } from "lucide-react";
import { type DragEvent, type KeyboardEvent, type ReactNode, useMemo, useState } from "react";
import { carryReference, markFitting } from "#components/fields/drag-reference.ts";
import { type ShapeRow, shapeRows } from "#components/fields/shape.ts";
import { classes } from "#components/ui/classes.ts";
import type { Path, Reference } from "#lib/flow/document.schema.ts";
import type { Json } from "#lib/json.ts";

export interface ShapeTreeProps {
  label: string;
  sample: Json | undefined;
  schema?: unknown;
  /** Paths that are referred to, joined with dots. */
  used?: ReadonlySet<string>;
  head?: ReactNode;
  /** Only what has this in its path or value. */
  search?: string;
  /** Absent: nothing can be picked, it is only shown. */
  onPick?: ((path: Path) => void) | undefined;
  /** What a row is when it is dragged onto a field. */
  referenceTo?: ((path: Path) => Reference) | undefined;
}

const listStep = 10;

/** Deep branches of long shapes start folded. */
function foldedAtFirst(rows: readonly ShapeRow[]): Set<string> {
  const from = rows.length > 40 ? 1 : 3;
  return new Set(rows.filter((row) => row.isBranch && row.depth >= from).map((row) => row.path.join(".")));
}

/** The rows in which something was found, and those above them. */
function foundIn(rows: readonly ShapeRow[], search: string): ShapeRow[] {
  const wanted = search.toLowerCase();
  const shown = new Set<string>();
  for (const row of rows) {
    if (!row.path.join(".").toLowerCase().includes(wanted) && !row.preview.toLowerCase().includes(wanted)) continue;
    for (let length = 1; length <= row.path.length; length += 1) shown.add(row.path.slice(0, length).join("."));
  }
  return rows.filter((row) => shown.has(row.path.join(".")));
}

/** Arrows go from row to row, over all trees of a pane. */
function moveFocus(event: KeyboardEvent<HTMLElement>): void {
  const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (by === undefined) return;
  const rows = [...(event.currentTarget.closest(".pane-body") ?? event.currentTarget).querySelectorAll<HTMLElement>("button.tree-row")];
  const next = rows[rows.indexOf(event.target as HTMLElement) + by];
  if (!next) return;
  event.preventDefault();
  event.stopPropagation();
  next.focus();
}

/** The fields of a value with type and sample, as a list that can be folded. */
export function ShapeTree({ label, sample, schema, used, head, search = "", onPick, referenceTo }: ShapeTreeProps) {
  const [items, setItems] = useState<ReadonlyMap<string, number>>(new Map());
  const all = useMemo(() => shapeRows(sample, schema, (path) => items.get(path) ?? 1), [sample, schema, items]);
  const [folded, setFolded] = useState(() => foldedAtFirst(all));
  const isHidden = (row: ShapeRow) => row.path.some((_, index) => index > 0 && folded.has(row.path.slice(0, index).join(".")));
  const rows = search === "" ? all.filter((row) => !isHidden(row)) : foundIn(all, search);
  if (search !== "" && rows.length === 0) return null;
  function toggle(key: string) {
    setFolded((old) => {
      const next = new Set(old);
      if (!next.delete(key)) next.add(key);
      return next;
    });
  }
  function drag(event: DragEvent<HTMLElement>, row: ShapeRow) {
    if (!referenceTo) return;
    carryReference(event.dataTransfer, { reference: referenceTo(row.path), type: row.type });
    const dock = event.currentTarget.closest(".dock");
    if (dock) markFitting(dock, row.type);
  }
  return (
    <ul className="tree" aria-label={label}>
      {head}
      {rows.map((row) => {
        const key = row.path.join(".");
        const face = (
          <>
            <span className="data ty">{row.type}</span>
            <span className="cut">{row.label}</span>
            <span className="data val">{row.preview}</span>
          </>
        );
        const lines = [
          <li key={key} className={classes("tree-line", used?.has(key) && "is-used")} style={{ paddingLeft: 6 + row.depth * 12 }}>
            {row.isBranch ? (
              <button type="button" className="tree-fold" aria-expanded={search !== "" || !folded.has(key)} aria-label={`Fields of ${row.label}`} onClick={() => toggle(key)}>
                <ChevronRight className="ic" aria-hidden />
              </button>
            ) : <span className="tree-fold" />}
            {onPick ? (
              <button
                type="button"
                className="tree-row"
                title={row.preview === "" ? `Use ${key}` : `${key}: ${row.preview}`}
                draggable={referenceTo !== undefined}
                onDragStart={(event) => drag(event, row)}
                onDragEnd={(event) => {
                  const dock = event.currentTarget.closest(".dock");
                  if (dock) markFitting(dock, null);
                }}
                onMouseDown={(event) => referenceTo === undefined && event.preventDefault()}
                onKeyDown={moveFocus}
                onClick={() => onPick(row.path)}
              >
                {face}
              </button>
            ) : <span className="tree-row">{face}</span>}
          </li>,
        ];
        if (row.more > 0 && search === "" && !folded.has(key)) {
          const step = Math.min(row.more, listStep);
          lines.push(
            <li key={`${key} more`} className="tree-line" style={{ paddingLeft: 34 + row.depth * 12 }}>
              <button type="button" className="link small" onClick={() => setItems(new Map(items).set(key, (items.get(key) ?? 1) + step))}>
                Show {step === row.more ? `the other ${step}` : `${step} more of ${row.more}`} {row.more === 1 ? "item" : "items"}<span className="vh"> of {row.label}</span>
              </button>
            </li>,
          );
        }
        return lines;
      })}
    </ul>
  );
}
