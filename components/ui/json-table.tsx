"use client";

import { type ReactNode, useState } from "react";
import { type Json, isJsonObject, type JsonObject } from "#lib/json.ts";
import { Button } from "./button.tsx";
import { type JsonLeaf, JsonTree } from "./json-tree.tsx";
import { shortValue } from "./short-value.ts";
import type { JsonTableData } from "./table-of.ts";

const pageSize = 100;
const firstColumns = 12;

function valueOf(row: JsonObject, column: string): Json | undefined {
  return Object.hasOwn(row, column) ? row[column] : undefined;
}

interface OpenCell {
  row: number;
  column: string;
}

function Cell({ value, instead, onOpen }: { value: Json | undefined; instead: ReactNode; onOpen: () => void }) {
  if (value === undefined) return <td className="is-none" />;
  if (instead !== null) return <td>{instead}</td>;
  const isNested = (Array.isArray(value) && value.length > 0) || (isJsonObject(value) && Object.keys(value).length > 0);
  if (isNested || (typeof value === "string" && value.length > 80)) return <td><button type="button" className="link" onClick={onOpen}>{shortValue(value)}</button></td>;
  return <td className={value === null ? "faint" : typeof value === "number" ? "is-number" : undefined}>{shortValue(value)}</td>;
}

/** A list of objects as rows and columns: a hundred rows and twelve columns at first, what is nested shortened. */
export function JsonTable({ table, label, leaf }: { table: JsonTableData; label: string; leaf?: JsonLeaf | undefined }) {
  const [page, setPage] = useState(0);
  const [isWide, setIsWide] = useState(false);
  const [open, setOpen] = useState<OpenCell | null>(null);
  const { rows, path } = table;
  const columns = isWide ? table.columns : table.columns.slice(0, firstColumns);
  const left = table.columns.length - columns.length;
  const pages = Math.ceil(rows.length / pageSize);
  const first = Math.min(page, pages - 1) * pageSize;
  const shown = rows.slice(first, first + pageSize).map((row, at) => ({ row, index: first + at }));
  const opened = open === null ? undefined : rows[open.row]?.[open.column];
  return (
    <div className="jtb">
      <div className="jtb-bar small">
        <span className="muted">{path.length > 0 ? <><span className="data">{path.join(".")}</span>: </> : null}{rows.length.toLocaleString("en")} {rows.length === 1 ? "row" : "rows"}</span>
        {left > 0 ? <button type="button" className="link small" onClick={() => setIsWide(true)}>Show {left} more {left === 1 ? "column" : "columns"}</button> : null}
      </div>
      <div className="jtb-box" tabIndex={0} role="region" aria-label={`${label}, table`}>
        <table aria-rowcount={rows.length + 1}>
          <thead><tr><th scope="col" className="jtb-n"><span className="vh">Row</span></th>{columns.map((column) => <th key={column} scope="col" title={column}>{shortValue(column, 32)}</th>)}</tr></thead>
          <tbody>
            {shown.map(({ row, index }) => (
              <tr key={index} aria-rowindex={index + 2}>
                <th scope="row" className="jtb-n">{index + 1}</th>
                {columns.map((column) => <Cell key={column} value={valueOf(row, column)} instead={leaf?.([...path, index, column], valueOf(row, column) ?? null) ?? null} onOpen={() => setOpen({ row: index, column })} />)}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {pages > 1 ? (
        <div className="jtb-bar">
          <Button size="s" disabled={first === 0} onClick={() => setPage(page - 1)}>Back</Button>
          <span className="small muted" role="status">Rows {(first + 1).toLocaleString("en")} to {(first + shown.length).toLocaleString("en")}</span>
          <Button size="s" disabled={first + pageSize >= rows.length} onClick={() => setPage(page + 1)}>Next</Button>
        </div>
      ) : null}
      {open !== null && opened !== undefined ? (
        <div className="jtb-open">
          <div className="jtb-bar small"><b>Row {open.row + 1}, {shortValue(open.column, 32)}</b><span className="grow" /><button type="button" className="link small" onClick={() => setOpen(null)}>Close</button></div>
          <JsonTree value={opened} label={`${open.column} of row ${open.row + 1}`} leaf={leaf && ((below, value) => leaf([...path, open.row, open.column, ...below], value))} />
        </div>
      ) : null}
    </div>
  );
}
