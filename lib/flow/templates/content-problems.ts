import type { NodeTypes } from "../node-type.ts";
import { graphOf } from "../graph.ts";
import type { ReadProblem } from "../migrations/read-document.ts";
import { holdsId } from "./holds-id.ts";
import type { TemplateContent } from "./template-content.schema.ts";
import { setParameters } from "./set-parameters.ts";

const problem = (at: string, message: string): ReadProblem => ({ at, message });

function repeated(values: readonly string[]): string[] {
  const seen = new Set<string>();
  return values.filter((value) => seen.size === seen.add(value).size);
}

function graphProblems({ document }: TemplateContent, types: NodeTypes): ReadProblem[] {
  const { nodes, edges, layout } = document;
  const there = new Set(nodes.map(({ id }) => id));
  const twice = [...repeated(nodes.map(({ id }) => id)), ...repeated(edges.map(({ id }) => id))];
  const [circular] = graphOf(document).cyclic;
  const triggers = nodes.filter(({ type }) => types.get(type)?.kind === "trigger");
  return [
    ...nodes.filter(({ type }) => !types.has(type)).map(({ name, type }) => problem("document.nodes", `“${name}” is of the type ${type}, which this Millrace does not have. Update Millrace, or ask for a template without it.`)),
    ...twice.slice(0, 3).map((id) => problem("document", `The id ${id} is there twice.`)),
    ...(edges.some(({ from, to }) => !there.has(from.node) || !there.has(to.node)) ? [problem("document.edges", "An edge leads to a step that is not there.")] : []),
    ...(Object.values(layout.groups ?? {}).some((group) => group.nodes.some((node) => !there.has(node))) ? [problem("document.layout.groups", "A group holds a step that is not there.")] : []),
    ...(circular !== undefined && twice.length === 0 ? [problem("document.edges", `The steps go in a circle at “${nodes.find(({ id }) => id === circular)?.name ?? circular}”, so they could never start.`)] : []),
    ...(triggers.length === 1 ? [] : [problem("document.nodes", triggers.length === 0 ? "It has no trigger, so nothing could start it." : "It has more than one trigger.")]),
  ];
}

/** Ids are a workspace's own: one that comes with a template could name something of whoever takes it. */
function idProblems({ document }: TemplateContent, types: NodeTypes): ReadProblem[] {
  return document.nodes.flatMap(({ name, type, config, connection, settings }) => {
    const called = types.get(type)?.built === "call" ? config["flow"] : undefined;
    return [
      ...(connection === undefined ? [] : [problem("document.nodes", `“${name}” comes with a connection. A template says which it needs under connections.`)]),
      ...(called?.kind === "literal" && called.value !== "" && called.value !== null ? [problem("document.nodes", `“${name}” calls a flow by its id. A template asks which flow it is.`)] : []),
      ...(settings.idempotencyKey !== undefined && holdsId(JSON.stringify(settings.idempotencyKey)) ? [problem("document.nodes", `The idempotency key of “${name}” holds an id.`)] : []),
    ];
  });
}

function needProblems({ document, parameters, connections, samples }: TemplateContent, types: NodeTypes): ReadProblem[] {
  const nodes = new Map(document.nodes.map((node) => [node.id, node]));
  const keys = new Set(connections.map(({ key }) => key));
  const set = setParameters(document, parameters);
  return [
    ...(set.ok ? [] : [...set.problem].map(([at, message]) => problem(at, message))),
    ...parameters.filter(({ options }) => options?.from === "tables" && !keys.has(options.connection)).map(({ key }) => problem(`parameters.${key}`, "It is chosen from a connection that the template does not have.")),
    ...repeated(connections.map(({ key }) => key)).map((key) => problem(`connections.${key}`, "Two connections have this key.")),
    ...(repeated(connections.flatMap((connection) => connection.nodes)).length > 0 ? [problem("connections", "A step is in two connections.")] : []),
    ...connections.filter(({ nodes: used, kinds }) => used.some((id) => !kinds.some((kind) => types.get(nodes.get(id)?.type ?? "")?.connectionKinds.includes(kind)))).map(({ key }) => problem(`connections.${key}`, "A step of it is not there, or cannot use such a connection.")),
    ...(repeated(samples.map(({ name }) => name)).length > 0 ? [problem("samples", "Two samples have the same name.")] : []),
  ];
}

/** Why a content that reads well cannot be a template here; empty when it can. At most 20. */
export function contentProblems(content: TemplateContent, types: NodeTypes): ReadProblem[] {
  return [...graphProblems(content, types), ...idProblems(content, types), ...needProblems(content, types)].slice(0, 20);
}
