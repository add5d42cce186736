import type { Wiring } from "../wiring/wiring.ts";

/** Which part of a flow a test-run goes through; all of it when nothing is named. */
export interface TestScope {
  upTo?: string;
  only?: string;
  from?: string;
}

function reach(start: readonly string[], next: (id: string) => readonly string[]): Set<string> {
  const found = new Set<string>();
  const open = [...start];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (found.has(id)) continue;
    found.add(id);
    open.push(...next(id));
  }
  return found;
}

/** The steps that run in a scope; null for all of them. What works once a record goes with its source. */
export function stepsIn(wiring: Wiring, { upTo, only, from }: TestScope): ReadonlySet<string> | null {
  if (only !== undefined) return new Set([only]);
  if (upTo !== undefined) return reach([upTo], (id) => wiring.incoming(id).map((edge) => edge.from.node));
  if (from === undefined) return null;
  const [source] = wiring.regions.sources.get(from) ?? [];
  return reach([source ?? from], (id) => wiring.outgoing(id).map((edge) => edge.to.node));
}
