import { nodeTypes, operationSpec } from "#lib/connectors/registry.ts";
import { FormField } from "#lib/connectors/form-field.ts";
import { AppError } from "#lib/errors.ts";
import type { FlowDocument, FlowNode } from "#lib/flow/document.schema.ts";
import { takeForm } from "#lib/flow/form/take-form.ts";
import { firingRuleOf } from "#lib/flow/schedule/read-firing-rule.ts";
import { scheduleTrigger } from "#lib/flow/schedule/schedule.ts";
import { startsWithList } from "#lib/flow/starts-with-list.ts";
import { newId } from "#lib/ids.ts";
import { isJsonObject, type Json } from "#lib/json.ts";
import { formRefusal } from "../forms/form-refusal.ts";
import { outputByHand } from "../schedules/trigger-output.ts";
import { declaredFields, takeDeclared } from "./take-declared.ts";

/** What a form would have put out: its `fields` checked like those somebody sends, and the rest as given. */
function formInput(trigger: FlowNode, given: Json | undefined): Json {
  const asked = trigger.config["fields"];
  const form = FormField.array().safeParse(asked?.kind === "literal" ? asked.value : []);
  if (!form.success) throw new AppError("precondition", "The form has mistakes. Look at its issues first.");
  const { id, submittedAt, fields } = isJsonObject(given) ? given : {};
  const taken = takeForm(form.data, fields);
  if (!taken.ok) throw formRefusal(taken.problem);
  return { id: typeof id === "string" ? id : newId("event"), submittedAt: typeof submittedAt === "string" ? submittedAt : new Date().toISOString(), fields: taken.value };
}

/**
 * What the trigger puts out when a flow is started by hand: the fields it asks for, or a whole output of its own; a
 * schedule's occurrence of this moment, or the sample, when nothing is given.
 * @throws AppError invalid, naming the field.
 */
export function triggerInput(document: FlowDocument, given: Json | undefined): Json {
  const trigger = document.nodes.find((node) => nodeTypes.get(node.type)?.kind === "trigger");
  const type = trigger && nodeTypes.get(trigger.type);
  if (!trigger || !type || !startsWithList(trigger, type)) return oneInput(trigger, given);
  const items = isJsonObject(given) && Array.isArray(given["items"]) ? given["items"] : [given];
  return { items: items.map((item) => oneInput(trigger, item)), count: items.length };
}

function oneInput(trigger: FlowNode | undefined, given: Json | undefined): Json {
  const spec = trigger && operationSpec(trigger.type);
  if (!trigger || !spec) throw new AppError("precondition", "The flow has no trigger. Add one, so that something starts it.");
  if (spec.shape?.from === "declaration") {
    const fields = trigger.config[spec.shape.field];
    const taken = takeDeclared(declaredFields({ fields: fields?.kind === "literal" ? fields.value : [] }), given ?? {});
    if (taken.ok) return taken.value;
    throw new AppError("invalid", taken.problem);
  }
  if (trigger.type === "core/form") return formInput(trigger, given);
  if (given === undefined && trigger.type === scheduleTrigger) {
    const rule = firingRuleOf(trigger.config);
    if (rule.ok) return outputByHand(rule.value.schedule, Date.now());
  }
  if (given === undefined) return spec.sample as Json;
  const parsed = spec.output.safeParse(given);
  if (parsed.success) return given;
  const first = parsed.error.issues[0];
  throw new AppError("invalid", `This is not what “${trigger.name}” puts out: ${first ? `${first.path.join(".")} ${first.message}` : "it has another shape"}. Start from its sample.`);
}
