"use client";

import { ChevronRight } from "lucide-react";
import { type ReactNode, useState } from "react";
import { classes } from "#components/ui/classes.ts";
import type { ShapeRow } from "#components/fields/shape.ts";
import type { Path } from "#lib/flow/document.schema.ts";

export interface ShapeTreeProps {
  label: string;
  rows: readonly ShapeRow[];
  /** Paths that are referred to, joined with dots. */
  used?: ReadonlySet<string>;
  head?: ReactNode;
  /** Absent: nothing can be picked, it is only shown. */
  onPick?: ((path: Path) => void) | undefined;
}

/** Deep branches of long shapes start folded. */
function foldedAtFirst(rows: readonly ShapeRow[]): Set<string> {
  const from = rows.length > 40 ? 1 : 3;
  return new Set(rows.filter((row) => row.isBranch && row.depth >= from).map((row) => row.path.join(".")));
}

/** The fields of a value with type and sample, as a list that can be folded. */
export function ShapeTree({ label, rows, used, head, onPick }: ShapeTreeProps) {
  const [folded, setFolded] = useState(() => foldedAtFirst(rows));
  const isHidden = (row: ShapeRow) => row.path.some((_, index) => index > 0 && folded.has(row.path.slice(0, index).join(".")));
  function toggle(key: string) {
    setFolded((old) => {
      const next = new Set(old);
      if (!next.delete(key)) next.add(key);
      return next;
    });
  }
  return (
    <ul className="tree" aria-label={label}>
      {head}
      {rows.filter((row) => !isHidden(row)).map((row) => {
        const key = row.path.join(".");
        const face = (
          <>
            <span className="data ty">{row.type}</span>
            <span className="cut">{row.label}</span>
            <span className="data val">{row.preview}</span>
          </>
        );
        return (
          <li key={key} className={classes("tree-line", used?.has(key) && "is-used")} style={{ paddingLeft: 6 + row.depth * 12 }}>
            {row.isBranch ? (
              <button type="button" className="tree-fold" aria-expanded={!folded.has(key)} aria-label={`Fields of ${row.label}`} onClick={() => toggle(key)}>
                <ChevronRight className="ic" aria-hidden />
              </button>
            ) : <span className="tree-fold" />}
            {onPick ? <button type="button" className="tree-row" title={`Use ${key}`} onMouseDown={(event) => event.preventDefault()} onClick={() => onPick(row.path)}>{face}</button> : <span className="tree-row">{face}</span>}
          </li>
        );
      })}
    </ul>
  );
}
