import type { FlowDocument } from "../document.schema.ts";
import type { Issue } from "../issue.ts";
import type { NodeTypes } from "../node-type.ts";
import type { DataType } from "../data-types/data-type.ts";
import { checkAnswer } from "./check-answer.ts";
import { checkEvents } from "./check-events.ts";
import { checkFields } from "./check-fields.ts";
import { checkForm } from "./check-form.ts";
import { checkPromise } from "./check-promise.ts";
import { checkReferences } from "./check-references.ts";
import { checkRegions } from "./check-regions.ts";
import { checkSchedule } from "./check-schedule.ts";
import { checkShape } from "./check-shape.ts";
import { checkTypes } from "./check-types.ts";
import { checkWebhook } from "./check-webhook.ts";
import { subjectOf } from "./subject.ts";

/**
 * Every issue of a document. Pure, so editor, API and publish agree.
 * @param shapes what is known of outputs that no schema describes, by node: from samples or introspection.
 */
export function checkDocument(document: FlowDocument, types: NodeTypes, shapes: ReadonlyMap<string, DataType> = new Map()): Issue[] {
  const subject = subjectOf(document, types);
  return [...checkShape(subject), ...checkRegions(subject), ...checkAnswer(subject), ...checkFields(subject), ...checkForm(subject), ...checkSchedule(subject), ...checkWebhook(subject), ...checkEvents(subject), ...checkReferences(subject), ...checkTypes(subject, shapes), ...checkPromise(subject, shapes)];
}
