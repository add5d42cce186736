import type { FlowDocument } from "#lib/flow/document.schema.ts";
import { fillTemplate, type TemplateAnswers } from "#lib/flow/templates/fill-template.ts";
import type { TemplateContent } from "#lib/flow/templates/template-content.schema.ts";

export interface FilledAsAnswered {
  document: FlowDocument;
  /** Asked by this content, and not answered by what there is, or not so that it fits. */
  parameters: TemplateContent["parameters"];
  connections: TemplateContent["connections"];
}

/** A content filled with the answers that an install has, as far as they are answers to what this content asks. */
export function filledAsAnswered(content: TemplateContent, answers: TemplateAnswers): FilledAsAnswered {
  const optional = content.parameters.map((parameter) => ({ ...parameter, required: false }));
  const asked = new Set(optional.map(({ key }) => key));
  const given = Object.fromEntries(Object.entries(answers.parameters).filter(([key]) => asked.has(key)));
  const first = fillTemplate({ ...content, parameters: optional }, { ...answers, parameters: given });
  const wrong = first.ok ? new Set<string>() : new Set(first.problem.keys());
  const fitting = Object.fromEntries(Object.entries(given).filter(([key]) => !wrong.has(`parameters.${key}`)));
  const filled = first.ok ? first : fillTemplate({ ...content, parameters: optional }, { ...answers, parameters: fitting });
  return {
    document: filled.ok ? filled.value : content.document,
    parameters: content.parameters.filter(({ key }) => !Object.hasOwn(fitting, key)),
    connections: content.connections.filter(({ key }) => !Object.hasOwn(answers.connections, key)),
  };
}
