"use client";

import { MiniMap } from "@xyflow/react";
import type { CanvasNode } from "../canvas-frame.tsx";

function colourOf(node: CanvasNode): string {
  if (node.type === "note") return "var(--surface-hover)";
  if (node.data.errors > 0) return "var(--failed-mark)";
  if (node.data.type?.kind === "trigger") return `var(--${node.data.pattern ?? "event"}-solid)`;
  return node.data.mode === "records" || node.data.type?.kind === "source" ? "var(--bank)" : "var(--line-3)";
}

/** The whole flow, small: triggers in their pattern's colour, records in water, issues in red. Click or drag moves the view. */
export function Minimap() {
  return <MiniMap<CanvasNode> className="float ed-minimap" position="bottom-right" pannable zoomable nodeColor={colourOf} nodeBorderRadius={12} nodeStrokeWidth={0} maskColor="var(--minimap-mask)" ariaLabel="The whole flow" />;
}
