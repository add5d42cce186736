import { errorPort } from "#lib/flow/node-type.ts";
import type { Port } from "#lib/flow/ports.ts";

/** The word on a plate beside a port; none where its look says enough. */
export function portName({ id, label }: Pick<Port, "id" | "label">): string | null {
  return id === errorPort || id === "out" ? null : (label ?? id);
}

/** Which way an edge leaves, in a sentence: `on error`, `records`, `yes`; null for the plain way. */
export function portWord(id: string, ports: readonly Port[]): string | null {
  if (id === errorPort) return "on error";
  const port = ports.find((candidate) => candidate.id === id);
  if (!port) return id === "out" ? null : id;
  return port.id === "out" ? (port.label ?? null) : (port.label ?? port.id);
}
