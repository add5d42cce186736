import type { Json } from "#lib/json.ts";
import type { TemplateContent, TemplateParameter } from "#lib/flow/templates/template-content.schema.ts";
import { fillTemplate } from "#lib/flow/templates/fill-template.ts";

/** A connection that is left for later: the draft then says what it lacks. */
export const connectLater = "later";

/** What stands in the wizard's controls. */
export interface WizardAnswers {
  name: string;
  /** By the key of what needs one; empty: not chosen yet. */
  connections: Readonly<Record<string, string>>;
  /** As typed, by the parameter's key; `true` and `false` for yes and no. */
  parameters: Readonly<Record<string, string>>;
}

/** Whether the draft will lack a connection. */
export function connectsLater({ connections }: Pick<WizardAnswers, "connections">): boolean {
  return Object.values(connections).includes(connectLater);
}

/** A parameter's default as its control shows it. */
function typedDefault({ type, default: value }: TemplateParameter): string {
  if (value === undefined || value === null) return type === "boolean" ? "false" : "";
  return typeof value === "string" ? value : JSON.stringify(value, null, type === "json" ? 2 : undefined);
}

/** How the wizard begins: with the defaults, and nothing chosen. */
export function firstAnswers(content: Pick<TemplateContent, "name" | "parameters">): WizardAnswers {
  return { name: content.name, connections: {}, parameters: Object.fromEntries(content.parameters.map((parameter) => [parameter.key, typedDefault(parameter)])) };
}

function valueOf({ type }: TemplateParameter, typed: string): { value: Json } | { problem: string } {
  const text = typed.trim();
  if (type === "boolean") return { value: typed === "true" };
  // What is blank has its default; whether that is enough is for the template to say.
  if (text === "") return { value: null };
  if (type === "number") return Number.isFinite(Number(text)) ? { value: Number(text) } : { problem: "Give a number." };
  if (type !== "json") return { value: typed };
  try {
    return { value: JSON.parse(text) as Json };
  } catch {
    return { problem: "This is not JSON. Check quotes, commas and brackets." };
  }
}

/** What the wizard sends, or what is wrong, by `connections.<key>`, `parameters.<key>` and `name`. */
export type WizardResult = { connections: Record<string, string>; parameters: Record<string, Json> } | { problems: ReadonlyMap<string, string> };

/** Reads what was typed, by the rules that the server applies too. */
export function readAnswers(content: Pick<TemplateContent, "document" | "parameters" | "connections">, { name, connections, parameters }: WizardAnswers): WizardResult {
  const problems = new Map<string, string>();
  if (name.trim() === "") problems.set("name", "Give the flow a name.");
  const values: Record<string, Json> = {};
  for (const parameter of content.parameters) {
    const read = valueOf(parameter, parameters[parameter.key] ?? "");
    if ("problem" in read) problems.set(`parameters.${parameter.key}`, read.problem);
    else values[parameter.key] = read.value;
  }
  for (const { key } of content.connections) if ((connections[key] ?? "") === "") problems.set(`connections.${key}`, "Choose one, make a new one, or choose “Later”.");
  const filled = fillTemplate(content, { parameters: values, connections: {} });
  if (!filled.ok) for (const [at, problem] of filled.problem) if (!problems.has(at)) problems.set(at, problem);
  if (problems.size > 0) return { problems };
  const chosen = content.connections.flatMap(({ key }): [string, string][] => (connections[key] === connectLater ? [] : [[key, connections[key] ?? ""]]));
  return { connections: Object.fromEntries(chosen), parameters: values };
}
