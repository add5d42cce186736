"use client";

import { formatBytes } from "#components/ui/format-bytes.ts";
import { CodeView } from "#components/ui/code-view.tsx";
import { JsonView } from "#components/ui/json-view.tsx";
import type { JsonLeaf } from "#components/ui/json-tree.tsx";
import type { Json } from "#lib/json.ts";
import type { KeptBody } from "./read-exchange.ts";

function asJson(text: string): Json | undefined {
  if (!/^\s*[[{]/.test(text)) return undefined;
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

/** The body of a request or reply: JSON as a tree, anything else as it was sent. */
export function BodyView({ body: { text, whole }, label, fileName, leaf }: { body: KeptBody; label: string; fileName: string; leaf?: JsonLeaf | undefined }) {
  const value = asJson(text);
  return (
    <>
      {value === undefined ? <CodeView text={text} label={label} /> : <JsonView value={value} label={label} fileName={fileName} leaf={leaf} />}
      {whole === null ? null : <p className="small muted">The first {formatBytes(new Blob([text]).size)} of {formatBytes(whole)} are kept.</p>}
    </>
  );
}
