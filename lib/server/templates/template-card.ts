import type { TemplateCard } from "#db/schema/templates.ts";
import { connectors, nodeTypes } from "#lib/connectors/registry.ts";
import { graphOf } from "#lib/flow/graph.ts";
import type { TemplateContent } from "#lib/flow/templates/template-content.schema.ts";

/** What a list shows of a content; systems are those outside the engine, in the order the flow meets them. */
export function templateCard(content: TemplateContent): TemplateCard {
  const { name, sentence, author, pattern, goal, document } = content;
  const nodes = new Map(document.nodes.map((node) => [node.id, node]));
  const walked = graphOf(document).order.flatMap((id) => nodes.get(id) ?? []);
  const systems = walked.flatMap(({ type }) => nodeTypes.get(type)?.connector ?? []).filter((connector) => connector !== "core");
  return { name, sentence, author, pattern, goal, systems: [...new Set(systems)], shape: walked.map((node) => ({ type: node.type, name: node.name })) };
}

const titles: ReadonlyMap<string, string> = new Map(Object.values(connectors).map(({ id, title }) => [id, title]));

/** Of a connector; its id where this version does not have it. */
export function systemTitle(id: string): string {
  return titles.get(id) ?? id;
}
