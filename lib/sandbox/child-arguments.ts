import { findPackageJSON } from "node:module";
import { dirname, join } from "node:path";

const project = join(import.meta.dirname, "../..");
const script = join(import.meta.dirname, "sandbox-child.js");
const packages = ["quickjs-emscripten-core", "@jitl/quickjs-wasmfile-release-sync", "@jitl/quickjs-ffi-types", "@marcbachmann/cel-js", "re2js"];

/**
 * How Node starts the child: it may read the packages it runs and nothing else, and can neither write files nor start
 * processes, threads, add-ons or code from text. Its own modules come through the pipe.
 */
export function childArguments(): string[] {
  const folders = packages.map((name) => dirname(findPackageJSON(name, import.meta.url) ?? join(project, "node_modules", name, "package.json")));
  return [
    "--permission",
    ...[join(project, "package.json"), script, ...folders].map((path) => `--allow-fs-read=${path}`),
    "--disallow-code-generation-from-strings",
    "--max-old-space-size=128",
    script,
  ];
}
