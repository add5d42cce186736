"use client";

import { ChevronRight } from "lucide-react";
import { type ReactNode, useState } from "react";
import { isJsonObject, type Json } from "#lib/json.ts";

const pageSize = 100;

export type JsonPath = readonly (string | number)[];
/** What stands in place of a value; null: the value itself. */
export type JsonLeaf = (path: JsonPath, value: Json) => ReactNode | null;

function entriesOf(value: Json): readonly (readonly [string, Json])[] | null {
  if (Array.isArray(value)) return value.map((item, index) => [String(index), item] as const);
  return isJsonObject(value) ? Object.entries(value) : null;
}

function countOf(value: Json, count: number): string {
  const noun = Array.isArray(value) ? "item" : "field";
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

/** Longer texts are opened a part at a time: a line of millions of characters stops a browser. */
const textLength = 2_000;
const textMore = 50_000;

function Text({ value }: { value: string }) {
  const [length, setLength] = useState(textLength);
  const left = value.length - length;
  return (
    <>
      <span className="jt-text">{JSON.stringify(left > 0 ? `${value.slice(0, length)}…` : value)}</span>
      {left > 0 ? <> <button type="button" className="link small" onClick={() => setLength(length + textMore)}>Show {Math.min(left, textMore).toLocaleString("en")} more of {left.toLocaleString("en")} characters</button></> : null}
    </>
  );
}

function Leaf({ value }: { value: Json }) {
  if (typeof value === "string") return <Text value={value} />;
  return <span className={value === null ? "jt-null" : "jt-plain"}>{JSON.stringify(value)}</span>;
}

interface EntryProps {
  name: string | null;
  value: Json;
  depth: number;
  path: JsonPath;
  leaf: JsonLeaf | undefined;
}

function Branch({ name, value, entries, depth, path, leaf }: EntryProps & { entries: readonly (readonly [string, Json])[] }) {
  const [open, setOpen] = useState(depth < 2 && entries.length <= 50);
  const [shown, setShown] = useState(pageSize);
  const more = entries.length - shown;
  return (
    <li>
      <button type="button" className="jt-open" aria-expanded={open} onClick={() => setOpen(!open)}>
        <ChevronRight className="ic ic-s" aria-hidden />
        {name === null ? null : <span className="jt-key">{name}</span>}
        <span className="faint">{countOf(value, entries.length)}</span>
      </button>
      {open ? (
        <ul>
          {entries.slice(0, shown).map(([key, child]) => <Entry key={key} name={key} value={child} depth={depth + 1} path={[...path, Array.isArray(value) ? Number(key) : key]} leaf={leaf} />)}
          {more > 0 ? (
            <li><button type="button" className="link small" onClick={() => setShown(shown + pageSize)}>Show {Math.min(more, pageSize)} more of {more}</button></li>
          ) : null}
        </ul>
      ) : null}
    </li>
  );
}

function Entry({ name, value, depth, path, leaf }: EntryProps) {
  const entries = entriesOf(value);
  const own = leaf?.(path, value) ?? null;
  if (entries && entries.length > 0) return <Branch name={name} value={value} entries={entries} depth={depth} path={path} leaf={leaf} />;
  return (
    <li className="jt-leaf">
      {name === null ? null : <span className="jt-key">{name}</span>}
      {own === null ? entries ? <span className="faint">{Array.isArray(value) ? "no items" : "no fields"}</span> : <Leaf value={value} /> : own}
    </li>
  );
}

/** A JSON value, opened two levels deep; long lists are shown a hundred at a time. */
export function JsonTree({ value, label, leaf }: { value: Json; label: string; leaf?: JsonLeaf | undefined }) {
  return (
    <div className="jt" tabIndex={0} role="region" aria-label={`${label}, tree`}>
      <ul><Entry name={null} value={value} depth={0} path={[]} leaf={leaf} /></ul>
    </div>
  );
}
