"use client";

import { useWorkspace } from "#components/shell/workspace-context.tsx";
import { JsonTree } from "#components/ui/json-tree.tsx";
import type { Json } from "#lib/json.ts";

/** What kind of data it is, for those who do not see the data: names, types and lengths. */
export function ShapeView({ shape, label }: { shape: Json; label: string }) {
  const { role } = useWorkspace();
  return (
    <>
      <JsonTree value={shape} label={`Shape of ${label.charAt(0).toLowerCase()}${label.slice(1)}`} leaf={(_, value) => (typeof value === "string" ? <span className="jt-shape">{value}</span> : null)} />
      <p className="small muted">Names, types and lengths: your role, {role}, does not see the values. An editor does.</p>
    </>
  );
}
