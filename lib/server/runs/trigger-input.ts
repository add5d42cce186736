import { nodeTypes, operationSpec } from "#lib/connectors/registry.ts";
import { AppError } from "#lib/errors.ts";
import type { FlowDocument } from "#lib/flow/document.schema.ts";
import { firingRuleOf } from "#lib/flow/schedule/read-firing-rule.ts";
import { scheduleTrigger } from "#lib/flow/schedule/schedule.ts";
import type { Json } from "#lib/json.ts";
import { outputByHand } from "../schedules/trigger-output.ts";
import { declaredFields, takeDeclared } from "./take-declared.ts";

/**
 * What the trigger puts out when a flow is started by hand: the fields it asks for, or a whole output of its own; a
 * schedule's occurrence of this moment, or the sample, when nothing is given.
 * @throws AppError invalid, naming the field.
 */
export function triggerInput(document: FlowDocument, given: Json | undefined): Json {
  const trigger = document.nodes.find((node) => nodeTypes.get(node.type)?.kind === "trigger");
  const spec = trigger && operationSpec(trigger.type);
  if (!trigger || !spec) throw new AppError("precondition", "The flow has no trigger. Add one, so that something starts it.");
  if (spec.shape?.from === "declaration") {
    const fields = trigger.config[spec.shape.field];
    const taken = takeDeclared(declaredFields({ fields: fields?.kind === "literal" ? fields.value : [] }), given ?? {});
    if (taken.ok) return taken.value;
    throw new AppError("invalid", taken.problem);
  }
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
