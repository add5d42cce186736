import { fail, ok, type Result } from "#lib/result.ts";
import { canonicalJson } from "#lib/json.ts";
import type { FlowDocument } from "../document.schema.ts";
import { type AnswerProblems, fillTemplate, type TemplateAnswers } from "./fill-template.ts";
import type { TemplateContent } from "./template-content.schema.ts";
import { valueAt, withValueAt } from "./template-place.ts";
import { withConnections } from "./with-connections.ts";

/**
 * A document that was put together with a content's, with further answers at their places: where it still has what the
 * content has there. What somebody wrote instead stays.
 */
export function addAnswers(document: FlowDocument, content: TemplateContent, answers: TemplateAnswers): Result<FlowDocument, AnswerProblems> {
  const optional = { ...content, parameters: content.parameters.map((parameter) => ({ ...parameter, required: false })) };
  const filled = fillTemplate(optional, answers);
  if (!filled.ok) return fail(filled.problem);
  let added = document;
  for (const { key, places } of content.parameters) {
    if (!Object.hasOwn(answers.parameters, key)) continue;
    for (const place of places) {
      const [now, before, after] = [valueAt(added, place), valueAt(content.document, place), valueAt(filled.value, place)];
      if (now !== undefined && before !== undefined && after !== undefined && canonicalJson(now) === canonicalJson(before)) added = withValueAt(added, place, after);
    }
  }
  return ok(withConnections(added, content.connections, answers.connections));
}
