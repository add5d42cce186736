import type { FlowDocument } from "#lib/flow/document.schema.ts";
import type { Position } from "#lib/flow/operations/operation.ts";

/** A group as drawn: around its nodes, wherever they are. */
export interface GroupFrame {
  id: string;
  title: string;
  nodes: readonly string[];
  x: number;
  y: number;
  width: number;
  height: number;
}

const aside = 24;
const below = 24;
/** Room for the title, outside of a region's bed. */
const above = 72;

export function groupFrames(groups: FlowDocument["layout"]["groups"], boxOf: (node: string) => (Position & { width: number; height: number }) | null): GroupFrame[] {
  return Object.entries(groups ?? {}).flatMap(([id, { title, nodes }]) => {
    const boxes = nodes.flatMap((node) => boxOf(node) ?? []);
    if (boxes.length === 0) return [];
    const x = Math.min(...boxes.map((box) => box.x)) - aside;
    const y = Math.min(...boxes.map((box) => box.y)) - above;
    return [{ id, title, nodes, x, y, width: Math.max(...boxes.map((box) => box.x + box.width)) + aside - x, height: Math.max(...boxes.map((box) => box.y + box.height)) + below - y }];
  });
}
