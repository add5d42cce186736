import type { AnswerOf } from "#lib/contracts/contract.ts";
import type { readFlowTemplate } from "#lib/contracts/templates.schema.ts";
import type { TemplateAbout } from "#lib/flow/templates/template-content.schema.ts";
import { type AuthorQuestion, type DraftProblem, questionOfParameter, questionProblem, wireQuestion } from "./author-question.ts";

/** What the API takes to make a template of a flow. */
export type WireDraft = AnswerOf<typeof readFlowTemplate>["draft"];

export interface AuthorSample {
  /** On this page only. */
  id: string;
  name: string;
  /** As it is typed. */
  text: string;
}

/** What an author has said so far, right or not yet. */
export interface AuthorDraft {
  about: TemplateAbout;
  from: "live" | "draft";
  questions: readonly AuthorQuestion[];
  /** Those whose suggested words were changed. */
  connections: WireDraft["connections"];
  samples: readonly AuthorSample[];
  /** Findings that are no secret. */
  keep: readonly { at: string; where: string }[];
  message: string;
}

export function authorDraftOf({ from, parameters, connections, samples, keep, ...about }: WireDraft): AuthorDraft {
  return {
    about, from, connections, message: "",
    questions: parameters.map(questionOfParameter),
    samples: samples.map(({ name, input }, index) => ({ id: String(index), name, text: JSON.stringify(input, null, 2) })),
    keep: keep.map((at) => ({ at, where: at })),
  };
}

export function isJsonText(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** In the order of the page. */
export function draftProblems({ about, questions, samples }: AuthorDraft): DraftProblem[] {
  const needed = [["name", "Give the template a name."], ["sentence", "Say in one sentence what it does."], ["author", "Say who made it."]] as const;
  return [
    ...needed.flatMap(([at, message]) => (about[at].trim() === "" ? [{ at, message }] : [])),
    ...questions.flatMap((question) => questionProblem(question) ?? []),
    ...samples.flatMap(({ id, name, text }, index): DraftProblem[] => {
      if (name.trim() === "") return [{ at: `sample.${id}.name`, message: "Give each sample a name." }];
      if (samples.findIndex((other) => other.name.trim() === name.trim()) !== index) return [{ at: `sample.${id}.name`, message: `Two samples are called “${name.trim()}”. Rename one.` }];
      return isJsonText(text) ? [] : [{ at: `sample.${id}.text`, message: `The sample “${name}” is not JSON. Check quotes, commas and brackets.` }];
    }),
  ];
}

/**
 * What is sent. It is always of the right form, so that a preview can be asked for at any moment: blanks are stood in
 * for, and what cannot be read yet is left out. Without `draftProblems` it is exactly what was said.
 */
export function wireDraft({ about, from, questions, connections, samples, keep }: AuthorDraft, flowName: string): WireDraft {
  return {
    ...about, name: about.name.trim() || flowName.trim() || "Untitled", sentence: about.sentence.trim() || "…", author: about.author.trim() || "…",
    from,
    parameters: questions.map(wireQuestion),
    connections: connections.filter(({ title }) => title.trim() !== ""),
    samples: samples.flatMap(({ id, name, text }, index) => {
      const isFree = samples.findIndex((other) => other.name.trim() === name.trim()) === index;
      return isJsonText(text) ? [{ name: isFree && name.trim() !== "" ? name.trim() : `Sample #${id}`, input: JSON.parse(text) as WireDraft["samples"][number]["input"] }] : [];
    }),
    keep: keep.map(({ at }) => at),
  };
}
