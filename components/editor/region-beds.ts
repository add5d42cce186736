import type { Position } from "#lib/flow/operations/operation.ts";
import type { Regions } from "#lib/flow/regions.ts";

/** The water under all nodes of one region, in the canvas's own measure. */
export interface RegionBed {
  source: string;
  x: number;
  y: number;
  width: number;
  height: number;
}

const aside = 16;
const below = 18;
/** Room for the words. */
const above = 40;

/** One bed for each source whose records lead somewhere. */
export function regionBeds({ sources }: Regions, boxOf: (node: string) => (Position & { width: number; height: number }) | null): RegionBed[] {
  const members = new Map<string, string[]>();
  for (const [node, from] of sources) for (const source of from) members.set(source, [...(members.get(source) ?? []), node]);
  const beds: RegionBed[] = [];
  for (const [source, nodes] of members) {
    const boxes = nodes.flatMap((node) => boxOf(node) ?? []);
    if (boxes.length < 2) continue;
    const x = Math.min(...boxes.map((box) => box.x)) - aside;
    const y = Math.min(...boxes.map((box) => box.y)) - above;
    beds.push({ source, x, y, width: Math.max(...boxes.map((box) => box.x + box.width)) + aside - x, height: Math.max(...boxes.map((box) => box.y + box.height)) + below - y });
  }
  return beds;
}
