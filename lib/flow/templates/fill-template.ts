import type { Json } from "#lib/json.ts";
import { fail, ok, type Result } from "#lib/result.ts";
import type { FlowDocument } from "../document.schema.ts";
import { fieldProblem } from "../form/field-problem.ts";
import type { TemplateContent, TemplateParameter, TemplatePlace } from "./template-content.schema.ts";
import { valueAt, withValueAt } from "./template-place.ts";
import { withConnections } from "./with-connections.ts";

export interface TemplateAnswers {
  /** By the parameter's key. */
  parameters: Readonly<Record<string, Json>>;
  /** Ids of the workspace's connections, by the key of what needs one. */
  connections: Readonly<Record<string, string>>;
}

/** What is wrong with an answer, by `parameters.<key>`, in words. */
export type AnswerProblems = ReadonlyMap<string, string>;

/** Null when the value is right. Whether a choice of the account's is there is for the account to say. */
export function answerProblem({ type, options }: Pick<TemplateParameter, "type" | "options">, value: Json): string | null {
  if (type === "json") return null;
  if (type === "url") return fieldProblem({ type: "text", options: [] }, value) ?? (URL.canParse(String(value)) && /^https?:/.test(String(value)) ? null : "Give an address such as https://api.example.com/orders.");
  if (type === "choice" && options?.from !== "list") return fieldProblem({ type: "text", options: [] }, value) === null ? null : "Choose one of the list.";
  return fieldProblem({ type, options: options?.from === "list" ? options.values : [] }, value);
}

function isBlank(value: Json | undefined): boolean {
  return value === undefined || value === null || (typeof value === "string" && value.trim() === "");
}

/** What stands for an answer that is not given; a blank one is none. */
export function defaultOf({ default: standard }: Pick<TemplateParameter, "default">): Json | undefined {
  return isBlank(standard) ? undefined : standard;
}

/** A template's text is text; a number in it is written as one. */
function asPart(value: Json): Json {
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** A table is chosen as `schema.table`; steps have a setting for each of the two. */
function tablePart(setting: string | number | undefined, table: string): string {
  const dot = table.indexOf(".");
  if (setting === "schema") return dot === -1 ? "public" : table.slice(0, dot);
  return setting === "table" ? table.slice(dot + 1) : table;
}

function placed({ options }: Pick<TemplateParameter, "options">, { path }: TemplatePlace, value: Json): Json {
  if (path.at(-2) === "parts") return asPart(value);
  return options?.from === "tables" && typeof value === "string" ? tablePart(path[0], value) : value;
}

/** The document with a value at all places of a parameter, as it is written at each. */
export function fillParameter(document: FlowDocument, parameter: Pick<TemplateParameter, "options" | "places">, value: Json): FlowDocument {
  return parameter.places.reduce((filled, place) => withValueAt(filled, place, placed(parameter, place, value)), document);
}

/**
 * The flow's document of a template: every parameter's value at its places, every chosen connection at its nodes. A
 * parameter without an answer has its default. Connections may be left out: the draft then says what it lacks.
 */
export function fillTemplate(content: Pick<TemplateContent, "document" | "parameters" | "connections">, answers: TemplateAnswers): Result<FlowDocument, AnswerProblems> {
  const problems = new Map<string, string>();
  let { document } = content;
  for (const parameter of content.parameters) {
    const given = Object.hasOwn(answers.parameters, parameter.key) ? answers.parameters[parameter.key] : undefined;
    const value = isBlank(given) ? defaultOf(parameter) : given;
    if (value === undefined) {
      if (parameter.required) problems.set(`parameters.${parameter.key}`, "This is needed.");
      continue;
    }
    const problem = answerProblem(parameter, value);
    if (problem === null) document = fillParameter(document, parameter, value);
    else problems.set(`parameters.${parameter.key}`, problem);
  }
  const known = new Set(content.parameters.map(({ key }) => key));
  for (const key of Object.keys(answers.parameters)) if (!known.has(key)) problems.set(`parameters.${key}`, "The template asks no such thing.");
  if (problems.size > 0) return fail(problems);
  return ok(withConnections(document, content.connections, answers.connections));
}

/** Parameters whose places are not there (any more), by key: a template that has one cannot be filled. */
export function misplacedParameters({ document, parameters }: Pick<TemplateContent, "document" | "parameters">): string[] {
  return parameters.filter(({ places }) => places.some((place) => valueAt(document, place) === undefined)).map(({ key }) => key);
}
