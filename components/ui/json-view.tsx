"use client";

import { useId, useMemo, useState, useSyncExternalStore } from "react";
import type { Json } from "#lib/json.ts";
import { CodeView } from "./code-view.tsx";
import { CopyButton } from "./copy-button.tsx";
import { DownloadButton } from "./download-button.tsx";
import { type JsonLeaf, JsonTree } from "./json-tree.tsx";
import { type JsonViewName, keepJsonView, readJsonView } from "./json-view-memory.ts";
import { lazyPart } from "./lazy-part.tsx";
import { Segmented } from "./segmented.tsx";
import { tableOf } from "./table-of.ts";

const JsonTable = lazyPart(async () => (await import("./json-table.tsx")).JsonTable, { waiting: <p className="small faint" aria-busy="true">Reading the table…</p> });

export interface JsonViewProps {
  value: Json;
  /** What it is: "Output of Get customer". */
  label: string;
  /** Without extension. */
  fileName: string;
  /** What stands in place of some of its values, in the tree. */
  leaf?: JsonLeaf | undefined;
}

const faces: Record<JsonViewName, string> = { tree: "Tree", table: "Table", raw: "Raw" };

const never = () => () => undefined;

/** A JSON value as tree, table or text, to read, copy and download; the reader's last choice is kept. */
export function JsonView({ value, label, fileName, leaf }: JsonViewProps) {
  const [picked, setPicked] = useState<JsonViewName | null>(null);
  const remembered = useSyncExternalStore(never, readJsonView, () => null);
  const chosen = picked ?? remembered;
  const id = useId();
  const table = useMemo(() => tableOf(value), [value]);
  const text = () => JSON.stringify(value, null, 2);
  const views: readonly JsonViewName[] = table ? ["tree", "table", "raw"] : ["tree", "raw"];
  const usual = table?.fits ? "table" : "tree";
  const view = chosen === null || !views.includes(chosen) ? usual : chosen;
  return (
    <div className="json" role="group" aria-labelledby={id}>
      <span id={id} className="vh">{label}</span>
      <div className="json-bar">
        <Segmented
          label={`${label}, shown as`} value={view} segments={views.map((name) => ({ value: name, face: faces[name] }))}
          onValue={(next) => {
            setPicked(next);
            keepJsonView(next);
          }}
        />
        <span className="grow" />
        <CopyButton text={text} label={`Copy ${label.toLowerCase()}`} />
        <DownloadButton text={text} fileName={`${fileName}.json`} label={`Download ${label.toLowerCase()}`} />
      </div>
      {view === "table" && table ? <JsonTable table={table} label={label} leaf={leaf} /> : view === "raw" ? <CodeView text={text()} label={label} /> : <JsonTree value={value} label={label} leaf={leaf} />}
    </div>
  );
}
