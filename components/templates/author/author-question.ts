import type { TemplateChoice } from "#lib/contracts/templates.schema.ts";
import type { ParameterOptions, TemplateParameter } from "#lib/flow/templates/template-content.schema.ts";
import { canonicalJson, type Json } from "#lib/json.ts";
import { fail, ok, type Result } from "#lib/result.ts";
import { placeId } from "./place-id.ts";

/** Something that is missing or wrong, and the field where it is mended. */
export interface DraftProblem {
  at: string;
  message: string;
}

/** A question as its author types it. */
export type AuthorQuestion = Omit<TemplateParameter, "default" | "options"> & {
  /** The default as text; empty for none. */
  start: string;
  /** Of a choice. */
  options: { from: "list"; text: string } | Exclude<ParameterOptions, { from: "list" }>;
};

const longestLabel = 80;
const noOptions: AuthorQuestion["options"] = { from: "list", text: "" };

function startOf(value: Json | undefined): string {
  if (value === undefined) return "";
  return typeof value === "string" ? value : JSON.stringify(value, null, typeof value === "object" ? 2 : undefined);
}

export function questionOfParameter({ default: value, options, ...question }: TemplateParameter): AuthorQuestion {
  return { ...question, start: startOf(value), options: options === undefined ? noOptions : options.from === "list" ? { from: "list", text: options.values.join("\n") } : options };
}

/** The lines of a list, each once. */
export function listedOptions(text: string): string[] {
  return [...new Set(text.split("\n").map((line) => line.trim()).filter((line) => line !== ""))];
}

/** The default as a value; undefined for none. */
function defaultOf({ type, start, options }: AuthorQuestion): Result<Json | undefined, string> {
  if (start.trim() === "") return ok(undefined);
  switch (type) {
    case "number": {
      const number = Number(start.trim());
      return Number.isFinite(number) ? ok(number) : fail("The default is not a number.");
    }
    case "boolean":
      return ok(start.trim() === "true");
    case "json":
      try {
        return ok(JSON.parse(start) as Json);
      } catch {
        return fail("The default is not JSON. Check quotes, commas and brackets.");
      }
    case "choice":
      return options.from !== "list" || listedOptions(options.text).includes(start.trim()) ? ok(start.trim()) : fail("The default is not in the list.");
    default:
      return ok(start);
  }
}

export function questionProblem(question: AuthorQuestion): DraftProblem | null {
  const { key, label, type, options } = question;
  if (label.trim() === "") return { at: `question.${key}.label`, message: "Say what the question asks." };
  if (type === "choice" && options.from === "list" && listedOptions(options.text).length === 0) return { at: `question.${key}.options`, message: `“${label}” has nothing to choose from. Write one answer a line.` };
  if (type === "choice" && options.from === "tables" && options.connection === "") return { at: `question.${key}.options`, message: `“${label}”: choose whose tables are offered.` };
  const value = defaultOf(question);
  return value.ok ? null : { at: `question.${key}.start`, message: `“${label}”: ${value.problem}` };
}

function wireOptions(options: AuthorQuestion["options"]): ParameterOptions {
  if (options.from === "list") {
    const values = listedOptions(options.text);
    return { from: "list", values: values.length === 0 ? ["…"] : values };
  }
  return options.from === "tables" && options.connection === "" ? { from: "list", values: ["…"] } : options;
}

export function wireQuestion(question: AuthorQuestion): TemplateParameter {
  const { start: _start, options, label, help, ...rest } = question;
  const value = defaultOf(question);
  return {
    ...rest, label: label.trim() || "Question", help: help.trim(),
    ...(value.ok && value.value !== undefined ? { default: value.value } : {}),
    ...(question.type === "choice" ? { options: wireOptions(options) } : {}),
  };
}

/** A key that tells what is asked and that no other question has. */
export function freeKey(label: string, taken: ReadonlySet<string>): string {
  const words = label.normalize("NFKD").replaceAll(/\p{M}/gu, "").toLowerCase().replaceAll(/[^a-z0-9]+/g, "_").replaceAll(/^[_0-9]+|_+$/g, "").slice(0, 36) || "question";
  for (let number = 1; ; number += 1) {
    const key = number === 1 ? words : `${words}_${number}`;
    if (!taken.has(key)) return key;
  }
}

/**
 * `withDefault`: what is there now is offered as the answer; without, it does not leave. `listed`: of a setting that is
 * chosen from a list, so that nobody can answer what the setting does not take.
 */
export function questionOfChoice({ place, label, type, value }: Pick<TemplateChoice, "place" | "label" | "type" | "value">, taken: ReadonlySet<string>, withDefault: boolean, listed: readonly string[] | null = null): AuthorQuestion {
  const isListed = typeof value === "string" && listed?.includes(value) === true;
  const options = isListed ? listed : type === "choice" && typeof value === "string" ? [value] : [];
  return {
    key: freeKey(label, taken), label: label.slice(0, longestLabel), help: "", type: isListed ? "choice" : type, required: true, places: [place],
    start: withDefault ? startOf(value) : "",
    options: options.length === 0 ? noOptions : { from: "list", text: options.join("\n") },
  };
}

/** Two places that both say `true`, or nothing, are hardly about the same thing. */
function saysSomething(value: Json): boolean {
  if (typeof value === "string") return value.trim().length > 2;
  return typeof value === "number" || (typeof value === "object" && value !== null && Object.keys(value).length > 0);
}

/** Places that nothing asks for yet and that hold what a question's own place holds: one answer may serve all. */
export function samePlaces({ places }: Pick<AuthorQuestion, "places">, choices: readonly TemplateChoice[], asked: ReadonlySet<string>): TemplateChoice[] {
  const [first] = places;
  const own = first && choices.find(({ place }) => placeId(place) === placeId(first));
  if (!own || !saysSomething(own.value)) return [];
  const text = canonicalJson(own.value);
  return choices.filter(({ place, value }) => !asked.has(placeId(place)) && canonicalJson(value) === text);
}
