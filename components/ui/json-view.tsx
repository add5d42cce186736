"use client";

import { useId, useState } from "react";
import type { Json } from "#lib/json.ts";
import { CodeView } from "./code-view.tsx";
import { CopyButton } from "./copy-button.tsx";
import { DownloadButton } from "./download-button.tsx";
import { type JsonLeaf, JsonTree } from "./json-tree.tsx";
import { Segmented } from "./segmented.tsx";

export interface JsonViewProps {
  value: Json;
  /** What it is: "Output of Get customer". */
  label: string;
  /** Without extension. */
  fileName: string;
  /** What stands in place of some of its values, in the tree. */
  leaf?: JsonLeaf | undefined;
}

const views = [{ value: "tree", face: "Tree" }, { value: "raw", face: "Raw" }] as const;

/** A JSON value as tree or text, to read, copy and download. */
export function JsonView({ value, label, fileName, leaf }: JsonViewProps) {
  const [view, setView] = useState<"tree" | "raw">("tree");
  const id = useId();
  const text = () => JSON.stringify(value, null, 2);
  return (
    <div className="json" role="group" aria-labelledby={id}>
      <span id={id} className="vh">{label}</span>
      <div className="json-bar">
        <Segmented label={`${label}, shown as`} value={view} segments={views} onValue={setView} />
        <span className="grow" />
        <CopyButton text={text} label={`Copy ${label.toLowerCase()}`} />
        <DownloadButton text={text} fileName={`${fileName}.json`} label={`Download ${label.toLowerCase()}`} />
      </div>
      {view === "tree" ? <JsonTree value={value} label={label} leaf={leaf} /> : <CodeView text={text()} label={label} />}
    </div>
  );
}
