import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { dirname, join } from "node:path";

const require = createRequire(import.meta.url);

function file(name: string, path: string): string {
  return readFileSync(join(dirname(require.resolve(`${name}/package.json`)), path), "utf8");
}

/** The libraries as they are published, for a page that has no bundler. */
const modules = {
  react: file("react", "cjs/react.production.js"),
  "react/jsx-runtime": file("react", "cjs/react-jsx-runtime.production.js"),
  "react-dom": file("react-dom", "cjs/react-dom.production.js"),
  "react-dom/client": file("react-dom", "cjs/react-dom-client.production.js"),
  scheduler: file("scheduler", "cjs/scheduler.production.js"),
  "@xyflow/react": file("@xyflow/react", "dist/umd/index.js"),
};

const main = `
const React = require("react"), { createRoot } = require("react-dom/client"), { ReactFlow } = require("@xyflow/react");
const { nodes, edges } = graph;
createRoot(document.getElementById("root")).render(React.createElement(ReactFlow, { nodes, edges, minZoom: 0.05, maxZoom: 2, fitView: true, fitViewOptions: { maxZoom: 1, padding: 0.14 } }));
`;

export interface BareGraph {
  nodes: { id: string; position: { x: number; y: number }; data: { label: string } }[];
  edges: { id: string; source: string; target: string }[];
}

/** React Flow with its own plain nodes and nothing else, on a page at \`url\`: the measure for what ours adds. */
export async function serveBareFlow(graphOf: (count: number) => BareGraph): Promise<{ url: string; server: Server }> {
  const css = file("@xyflow/react", "dist/style.css");
  const server = createServer((request, response) => {
    const graph = graphOf(Number(new URL(request.url ?? "/", "http://x").searchParams.get("nodes") ?? 0));
    const loader = `const process = { env: { NODE_ENV: "production" } }, cache = {};
function require(name) { if (!cache[name]) { const module = { exports: {} }; cache[name] = module; new Function("require", "module", "exports", "process", sources[name])(require, module, module.exports, process); } return cache[name].exports; }`;
    const script = `const sources = ${JSON.stringify(modules)}, graph = ${JSON.stringify(graph)};\n${loader}\n${main}`.replaceAll("</script", "<\\/script");
    response.setHeader("content-type", "text/html; charset=utf-8");
    response.end(`<!doctype html><title>Bare</title><style>${css} html, body, #root { margin: 0; height: 100%; }</style><div id="root"></div><script>${script}</script>`);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  return { url: `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}`, server };
}
