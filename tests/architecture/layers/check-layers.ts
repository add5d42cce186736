import { findCycle } from "./find-cycle.ts";
import { findImpurities } from "./find-impurities.ts";
import { findRoad } from "./find-road.ts";
import { judgeImport, layerOf, type Manifest } from "./judge-import.ts";
import { closedRoads, exceptions as allExceptions, pureFiles } from "./layers.ts";
import { type Location, locateImport } from "./locate-import.ts";
import { readImports } from "./read-imports.ts";

export interface Violation {
  rule: string;
  file: string;
  line: number;
  message: string;
}

/** Sources by path from the root. */
export type Sources = ReadonlyMap<string, string>;

/** Holds every import of the tree against `layers.ts`. The counts show that it was not looking at nothing. */
export function checkLayers(sources: Sources, manifest: Manifest, exceptions = allExceptions): { modules: number; imports: number; violations: Violation[] } {
  const violations: Violation[] = [];
  const needed = new Set<string>();
  const graph = new Map<string, string[]>();
  const values = new Map<string, string[]>();
  let imports = 0;
  for (const [file, source] of sources) {
    const layer = layerOf(file);
    if (!layer) {
      violations.push({ rule: "no layer", file, line: 1, message: "belongs to no part of the tree" });
      continue;
    }
    if (pureFiles.test(file) && layer.name !== "tests") {
      for (const { line, text } of findImpurities(file, source)) violations.push({ rule: "pure", file, line, message: `uses ${text}` });
    }
    const found = readImports(file, source).map((one) => ({ ...one, location: locateImport(file, one.specifier) }));
    imports += found.length;
    for (const one of found) {
      const fault = judgeImport(manifest, file, layer, one, one.location);
      if (!fault) continue;
      const exception = exceptions.find(({ from, to }) => from === file && to === placeOf(one.location));
      if (exception) needed.add(exception.from + exception.to);
      else violations.push({ ...fault, file, line: one.line, message: `${fault.message} (${one.specifier})` });
    }
    graph.set(file, found.filter((one) => one.how !== "dynamic").map((one) => placeOf(one.location)));
    if (layer.name !== "tests") values.set(file, found.filter((one) => one.how === "value").map((one) => placeOf(one.location)));
  }
  violations.push(...checkRoads(values));
  const cycle = findCycle(graph);
  if (cycle) violations.push({ rule: "cycle", file: cycle[0] ?? "", line: 1, message: cycle.join(" -> ") });
  for (const { from, to } of exceptions) {
    if (!needed.has(from + to)) violations.push({ rule: "exception", file: from, line: 1, message: `has an exception for ${to} that it does not need` });
  }
  return { modules: graph.size, imports, violations };
}

/** Only the file nearest to the goal is named: those that import it would repeat it. */
function checkRoads(values: ReadonlyMap<string, readonly string[]>): Violation[] {
  return closedRoads.flatMap(({ name, from, to, why }) =>
    [...values.keys()].flatMap((file) => {
      const road = from.test(file) ? findRoad(values, file, (place) => to.test(place)) : null;
      if (!road || road.slice(1, -1).some((place) => from.test(place))) return [];
      return [{ rule: name, file, line: 1, message: `${why} ${road.join(" -> ")}` }];
    }),
  );
}

function placeOf(location: Location): string {
  if (location.kind === "own") return location.path;
  return location.kind === "node" ? `node:${location.module}` : location.name;
}
