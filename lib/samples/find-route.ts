import type { Route, SampleSystem } from "./sample-system.ts";

export type FoundRoute = { route: Route; params: Record<string, string> } | { allowed: string[] };

/** The route of a path below a system's own; the methods that it takes when it takes others; null when nothing is there. */
export function findRoute(system: SampleSystem, method: string, path: string): FoundRoute | null {
  const allowed: string[] = [];
  for (const route of system.routes) {
    const params = matchPath(route.path, path);
    if (params && route.method === method) return { route, params };
    if (params) allowed.push(route.method);
  }
  return allowed.length > 0 ? { allowed } : null;
}

function matchPath(template: string, path: string): Record<string, string> | null {
  const wanted = template.split("/");
  const given = path.split("/");
  if (wanted.length !== given.length) return null;
  const params: Record<string, string> = {};
  for (const [index, part] of wanted.entries()) {
    const value = given[index] ?? "";
    const name = /^\{(\w+)\}$/.exec(part)?.[1];
    if (name === undefined ? part !== value : value === "") return null;
    if (name !== undefined) params[name] = decode(value);
  }
  return params;
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
