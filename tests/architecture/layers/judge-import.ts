import { type Layer, layers } from "./layers.ts";
import type { Location } from "./locate-import.ts";
import type { Import } from "./read-imports.ts";

export interface Manifest {
  dependencies: ReadonlySet<string>;
  devDependencies: ReadonlySet<string>;
}

export interface Fault {
  rule: string;
  message: string;
}

export function layerOf(file: string): Layer | undefined {
  return layers.find((layer) => layer.files.test(file));
}

/** What is wrong with one import of `file`, or null. */
export function judgeImport(manifest: Manifest, file: string, layer: Layer, found: Import, location: Location): Fault | null {
  if (found.specifier === "") return layer.name === "tests" ? null : { rule: "computed", message: "imports what is only known at run time" };
  if (found.specifier.startsWith("../../")) return { rule: "climbing", message: "climbs two folders: write it from the root, with #" };
  if (location.kind === "node") return judgeNode(layer, location.module);
  if (location.kind === "package") return judgePackage(manifest, layer, location.name, found.how);
  return judgeOwn(file, layer, location.path, found.how);
}

function judgeNode(layer: Layer, module: string): Fault | null {
  if (module === "vm") return { rule: "node:vm", message: "nothing a user writes runs in this realm" };
  return layer.node?.test(module) ? null : { rule: layer.name, message: `${layer.name} may not use node:${module}` };
}

function judgePackage({ dependencies, devDependencies }: Manifest, layer: Layer, name: string, how: Import["how"]): Fault | null {
  if (!dependencies.has(name)) {
    const isTool = layer.name === "tests" || layer.name === "tool settings";
    if (!devDependencies.has(name)) return { rule: "dependency", message: `${name} is not in package.json` };
    if (!isTool) return { rule: "dependency", message: `${name} is there for tests only` };
  }
  if (layer.packages?.test(name) || (how === "type" && layer.packageTypes?.test(name))) return null;
  return { rule: layer.name, message: `${layer.name} may not use the package ${name}` };
}

function judgeOwn(file: string, layer: Layer, path: string, how: Import["how"]): Fault | null {
  if (/\.(css|json)$/.test(path)) return null;
  if (!/\.tsx?$/.test(path)) return { rule: "extension", message: "is written without its extension" };
  if (layer.name === "tests") return null;
  const target = layerOf(path);
  if (target?.name === "tests") return { rule: "tests", message: "nothing outside tests imports a test" };
  if (layer.schemasAsTypes && path.endsWith(".schema.ts") && how === "value") return { rule: "schema", message: "zod reaches the browser as types or by import() only" };
  const own = connectorOf(file);
  if (own !== null && connectorOf(path) !== null && connectorOf(path) !== own) return { rule: "other connector", message: "a connector knows no other connector" };
  const allowed = [layer.name, ...(layer.imports ?? []), ...(how === "type" ? (layer.types ?? []) : [])];
  if (target && (allowed.includes(target.name) || allowed.includes(path))) return null;
  return { rule: layer.name, message: `${layer.name} may not import ${target?.name ?? "what is in no layer"}${how === "type" ? ", not even its types" : ""}` };
}

function connectorOf(path: string): string | null {
  return /^lib\/connectors\/([^/]+)\//.exec(path)?.[1] ?? null;
}
