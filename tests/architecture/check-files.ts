export const wall = 400;
export const aim = 220;

/** Folders that open with a README: purpose, one example, the import rule; in 30 lines at most. */
export const explained = ["lib/flow", "lib/fit", "lib/connectors", "lib/egress", "lib/pipeline", "lib/sandbox", "lib/samples", "lib/server", "lib/launch", "inngest/embedded", "components/editor"];

const vague = /^(utils?|helpers?|common|misc|types|client\.tsx$|index)\b/;
const indexFolders = new Set(["db/schema", "lib/flow/operations", "inngest"]);
const named = /^(app|components|lib|db|inngest|tests)\//;
/** Next's own names, and folders for a route's parameters. */
const nextFolder = /^(\(.+\)|\[.+\])$/;

/** What is wrong with a tree of files, given their contents by path: length, names, READMEs. */
export function checkFiles(files: ReadonlyMap<string, string>): string[] {
  return [...[...files].flatMap(([path, text]) => checkFile(path, text)), ...checkReadmes(files)];
}

function checkFile(path: string, text: string): string[] {
  if (!named.test(path) || isMade(path)) return [];
  const faults: string[] = [];
  const lines = countLines(text);
  if (isSource(path) && lines > wall) faults.push(`${path}: ${lines} lines, ${wall} at most`);
  const parts = path.split("/");
  const name = parts.at(-1) ?? "";
  const isIndex = name.startsWith("index.");
  if (vague.test(name) && !(isIndex && (indexFolders.has(parts.slice(0, -1).join("/")) || name.endsWith(".css")))) faults.push(`${path}: the name says nothing`);
  for (const folder of parts.slice(1, -1)) if (vague.test(folder) || !(nextFolder.test(folder) || isKebab(folder))) faults.push(`${path}: the folder ${folder} is not kebab-case or says nothing`);
  if (isSource(path) && !isKebab(name.replace(/(\.(test|server|schema|config|test-support))?\.(ts|tsx|css|js)$/, ""))) faults.push(`${path}: the name is not kebab-case`);
  return faults;
}

function checkReadmes(files: ReadonlyMap<string, string>): string[] {
  return explained.flatMap((folder) => {
    if (![...files.keys()].some((path) => path.startsWith(`${folder}/`))) return [];
    const readme = files.get(`${folder}/README.md`);
    if (readme === undefined) return [`${folder}: no README.md`];
    return countLines(readme) > 30 ? [`${folder}/README.md: ${countLines(readme)} lines, 30 at most`] : [];
  });
}

/** Lengths of the source files, shortest first. */
export function sourceLengths(files: ReadonlyMap<string, string>): { path: string; lines: number }[] {
  return [...files].filter(([path]) => named.test(path) && isSource(path)).map(([path, text]) => ({ path, lines: countLines(text) })).toSorted((one, other) => one.lines - other.lines);
}

/** The length that 90 % of the files stay under. */
export function ninetieth(lengths: readonly { lines: number }[]): number {
  return lengths[Math.ceil(lengths.length * 0.9) - 1]?.lines ?? 0;
}

function isSource(path: string): boolean {
  return /\.(ts|tsx|js|css)$/.test(path);
}

function isMade(path: string): boolean {
  return path.startsWith("db/migrations/") || path.includes("/fixtures/");
}

function isKebab(name: string): boolean {
  return /^[a-z0-9]+([-.][a-z0-9]+)*$/.test(name);
}

function countLines(text: string): number {
  return text === "" ? 0 : text.trimEnd().split("\n").length;
}
