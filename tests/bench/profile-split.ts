import { readFileSync } from "node:fs";

interface ProfileNode {
  id: number;
  callFrame: { functionName: string; url: string; lineNumber: number };
  children?: number[];
}

interface Profile {
  nodes: ProfileNode[];
  samples: number[];
  timeDeltas: number[];
}

/** Where the time of a process went, in milliseconds. */
export interface Split {
  byPart: Record<string, number>;
  /** The functions with the most time of their own. */
  top: { name: string; ms: number }[];
}

const parts: readonly [RegExp, string][] = [
  [/node_modules\/inngest\//, "SDK"],
  [/node_modules\/(pg|pg-pool|pg-protocol|pg-types|pgpass|postgres-[a-z]+)\//, "database client"],
  [/node_modules\/undici\//, "HTTP client"],
  [/node_modules\/drizzle-orm\//, "query builder"],
  [/node_modules\/(pino|[a-z-]*sonic-boom)\//, "log"],
  [/node_modules\/zod\//, "zod"],
  [/node_modules\//, "other packages"],
  [/\/inngest\/embedded\//, "our executor"],
  [/\/lib\/flow\//, "our core"],
  [/\/(lib|inngest|db)\//, "our engine"],
];

function partOf({ functionName, url }: ProfileNode["callFrame"]): string | null {
  if (functionName === "(idle)") return "idle";
  if (functionName === "(garbage collector)") return "garbage collector";
  if (functionName === "(program)") return "outside JavaScript";
  return parts.find(([pattern]) => pattern.test(url))?.[1] ?? null;
}

/** Splits a `.cpuprofile` by path; what Node and V8 do is put down to whoever called them. */
export function splitProfile(file: string): Split {
  const { nodes, samples, timeDeltas } = JSON.parse(readFileSync(file, "utf8")) as Profile;
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const parents = new Map(nodes.flatMap((node) => (node.children ?? []).map((child) => [child, node.id] as const)));
  const own = new Map<number, number>();
  for (const [index, id] of samples.entries()) own.set(id, (own.get(id) ?? 0) + (timeDeltas[index] ?? 0) / 1_000);
  const byPart: Record<string, number> = {};
  const byFunction = new Map<string, number>();
  for (const [id, ms] of own) {
    const frame = byId.get(id)?.callFrame;
    if (!frame) continue;
    let part: string | null = null;
    for (let at: number | undefined = id; at !== undefined && part === null; at = parents.get(at)) part = partOf(byId.get(at)?.callFrame ?? frame);
    byPart[part ?? "Node itself"] = (byPart[part ?? "Node itself"] ?? 0) + ms;
    const name = `${frame.functionName || "(anonymous)"} ${frame.url.split("/").slice(-3).join("/")}:${frame.lineNumber + 1}`;
    byFunction.set(name, (byFunction.get(name) ?? 0) + ms);
  }
  const top = [...byFunction].filter(([name]) => !name.startsWith("(idle)")).toSorted((a, b) => b[1] - a[1]).slice(0, 25).map(([name, ms]) => ({ name, ms: Math.round(ms) }));
  return { byPart, top };
}
