/** What the files of one part of the tree may import: what is not named is forbidden. */
export interface Layer {
  name: string;
  /** Paths from the root. A file belongs to the first layer that matches it. */
  files: RegExp;
  /** Layers whose values and types it may import; its own layer is always among them. */
  imports?: readonly string[];
  /** Layers, or single files, that it may import as types only. */
  types?: readonly string[];
  /** `node:*` modules; none when left out. */
  node?: RegExp;
  /** npm packages; none when left out. */
  packages?: RegExp;
  /** npm packages it may import as types only. */
  packageTypes?: RegExp;
  /** Files of `*.schema.ts` (zod) may be imported as types or by `import()` only. */
  schemasAsTypes?: true;
}

const any = /^/;
const browser = /^(react|react-dom|next|@tanstack\/react-query|lucide-react|zustand|@xyflow\/react)$/;
const sharedByAll = ["leaves"];

/** Imports point one way: one row a part of the tree, drawn in `CONTRIBUTING.md`. */
export const layers: readonly Layer[] = [
  { name: "tests", files: /^tests\/|\.(test|test-support)\.tsx?$/, imports: ["*"], node: any, packages: any },
  { name: "leaves", files: /^lib\/(errors|result|ids|json|assert)\.ts$/ },
  { name: "lib/flow", files: /^lib\/flow\//, imports: sharedByAll, packages: /^(zod|re2js|croner|@marcbachmann\/cel-js)$/ },
  { name: "lib/fit", files: /^lib\/fit\//, imports: [...sharedByAll, "lib/flow"], packages: /^zod$/ },
  { name: "connector runtimes", files: /^lib\/connectors\/[^/]+\/.*\.server\.ts$/, imports: [...sharedByAll, "lib/flow", "connector frame", "connector specs", "lib/egress"], node: /^(crypto|buffer|util|url)$/, packages: any },
  { name: "connector specs", files: /^lib\/connectors\/[^/]+\//, imports: [...sharedByAll, "connector frame"], types: ["lib/flow"], packages: /^zod$/ },
  { name: "server registry", files: /^lib\/connectors\/[^/]+\.server\.ts$/, imports: [...sharedByAll, "lib/flow", "connector frame", "connector registry", "connector specs", "connector runtimes", "lib/egress"] },
  { name: "connector registry", files: /^lib\/connectors\/registry\.ts$/, imports: [...sharedByAll, "lib/flow", "connector frame", "connector specs"], packages: /^zod$/ },
  { name: "connector frame", files: /^lib\/connectors\/[^/]+\.ts$/, imports: sharedByAll, types: ["lib/flow"], packages: /^zod$/ },
  { name: "lib/egress", files: /^lib\/egress\//, imports: sharedByAll, types: ["lib/flow"], node: any, packages: /^(undici|ipaddr\.js|pg|pg-copy-streams)$/ },
  { name: "lib/sandbox", files: /^lib\/sandbox\//, imports: [...sharedByAll, "lib/flow"], node: any, packages: any },
  { name: "lib/pipeline", files: /^lib\/pipeline\//, imports: [...sharedByAll, "lib/flow", "connector frame", "connector registry", "server registry", "lib/egress", "lib/sandbox"], node: any, packages: /^(zod|pg-copy-streams)$/ },
  { name: "lib/samples", files: /^lib\/samples\//, imports: sharedByAll, node: /^(crypto|http|net|timers\/promises)$/, packages: /^zod$/, packageTypes: /^pg$/ },
  { name: "lib/contracts", files: /^lib\/contracts\//, imports: [...sharedByAll, "lib/flow"], packages: /^zod$/ },
  { name: "lib/client", files: /^lib\/client\//, imports: [...sharedByAll, "lib/contracts"], types: ["lib/flow"], packages: /^(@tanstack\/react-query|react)$/, schemasAsTypes: true },
  { name: "template picture", files: /^lib\/server\/templates\/picture\//, imports: sharedByAll, types: ["lib/flow"], node: /^(fs|module|path|worker_threads)$/, packages: /^(next|lucide-react)$/, packageTypes: /^react$/ },
  { name: "lib/server", files: /^lib\/server\//, imports: [...sharedByAll, "lib/flow", "lib/fit", "lib/contracts", "connector frame", "connector registry", "server registry", "lib/egress", "lib/pipeline", "lib/sandbox", "lib/samples", "template picture", "db", "inngest client"], types: ["lib/launch/env.ts"], node: any, packages: /^(pg|drizzle-orm|better-auth|pino|zod|secure-json-parse|ipaddr\.js|nodemailer|@secretlint\/.+)$/ },
  { name: "web process", files: /^lib\/launch\/web\.ts$/, imports: [...sharedByAll, "launcher", "lib/server", "inngest processes", "inngest/server"], node: any, packages: /^next$/ },
  { name: "worker process", files: /^lib\/launch\/(apart-)?worker\.ts$/, imports: [...sharedByAll, "launcher", "inngest processes"], node: any },
  { name: "pipeline process", files: /^lib\/launch\/pipeline\.ts$/, imports: [...sharedByAll, "launcher", "lib/server", "lib/pipeline", "lib/sandbox", "inngest processes"], node: any },
  { name: "launcher", files: /^lib\/launch\//, imports: [...sharedByAll, "db/migrate.ts"], node: any, packages: /^pg$/ },
  { name: "db", files: /^db\//, imports: sharedByAll, types: ["lib/flow"], node: /^(fs|path|url)$/, packages: /^(drizzle-orm|pg)$/ },
  { name: "inngest client", files: /^inngest\/(client|events)\.ts$/, imports: sharedByAll, types: ["lib/flow"], packages: /^inngest$/ },
  { name: "inngest/functions", files: /^inngest\/functions\//, imports: [...sharedByAll, "inngest client", "lib/server", "lib/pipeline", "lib/flow"], packages: /^inngest$/ },
  { name: "inngest/embedded", files: /^inngest\/embedded\//, imports: sharedByAll, node: any, packageTypes: /^(pg|pino)$/ },
  { name: "inngest/server", files: /^inngest\/server\//, imports: [...sharedByAll, "inngest client", "inngest/embedded", "lib/server"], types: ["lib/launch/env.ts", "lib/launch/inngest-env.ts", "lib/flow"], node: any, packages: /^inngest$/, packageTypes: /^(pg|pino)$/ },
  { name: "inngest processes", files: /^inngest\/(index|drivers|drive-here|serve-in-process|worker)\.ts$/, imports: [...sharedByAll, "inngest client", "inngest/functions", "inngest/embedded", "inngest/server", "lib/server", "lib/pipeline", "lib/sandbox"], types: ["lib/launch/env.ts", "lib/flow"], node: any, packages: /^inngest$/, packageTypes: /^(pg|pino)$/ },
  { name: "components/ui", files: /^components\/ui\//, imports: sharedByAll, packages: browser, schemasAsTypes: true },
  { name: "components", files: /^components\//, imports: [...sharedByAll, "components/ui", "lib/flow", "lib/fit", "lib/contracts", "lib/client"], packages: browser, schemasAsTypes: true },
  { name: "engine routes", files: /^app\/api\/inngest\/|^instrumentation\.ts$/, imports: [...sharedByAll, "inngest processes", "lib/server"], packages: /^(next|inngest)$/ },
  { name: "app", files: /^app\//, imports: [...sharedByAll, "components", "components/ui", "lib/server", "lib/contracts", "lib/client"], types: ["lib/flow"], packages: /^(react|next|@tanstack\/react-query|@fontsource-variable\/.+)$/ },
  { name: "tool settings", files: /^(next|drizzle|knip)\.config\.ts$/, packages: /^drizzle-kit$/, packageTypes: /^(next|knip)$/ },
];

/** Roads that no chain of static imports may take, however many files long. */
export const closedRoads: readonly { name: string; from: RegExp; to: RegExp; why: string }[] = [
  { name: "zod in the browser", from: /^(components|lib\/client)\//, to: /\.schema\.ts$|^zod$/, why: "The browser's first load holds no zod." },
  { name: "server code in the browser", from: /^(components|lib\/client)\//, to: /^(lib\/(server|egress|connectors|launch|pipeline|samples|sandbox)|db|inngest)\/|^(pg|drizzle-orm|inngest|better-auth)$|^node:/, why: "The road from a click to a row is HTTP." },
  { name: "server code in the core", from: /^lib\/(flow|fit|contracts)\//, to: /^node:|^(react|next|pg|drizzle-orm)$/, why: "The core runs in the browser too." },
];

export interface Exception {
  from: string;
  to: string;
  reason: string;
}

/** What is allowed although a row forbids it. One that is no longer needed fails the check. */
export const exceptions: readonly Exception[] = [
  { from: "components/ui/form-error.tsx", to: "lib/client/error-text.ts", reason: "Every form shows the server's answer in the same way." },
  { from: "components/ui/form-error.tsx", to: "lib/client/field-errors.ts", reason: "As above." },
  ...["pattern-glyph", "pattern-label", "pattern-tile", "strip"].map((name) => ({
    from: `components/ui/${name}.tsx`,
    to: "lib/flow/pattern.ts",
    reason: "The four patterns are colours and glyphs of the design sheet; only their names come from outside.",
  })),
];

/** These run the same on every machine and in the browser: no clock, no randomness, nothing ambient. */
export const pureFiles = /^lib\/(flow|fit)\//;
