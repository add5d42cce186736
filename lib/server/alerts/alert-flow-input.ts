import { DeclaredField } from "#lib/connectors/declared-field.ts";
import { nodeTypes } from "#lib/connectors/registry.ts";
import { AppError } from "#lib/errors.ts";
import type { FlowDocument, FlowNode } from "#lib/flow/document.schema.ts";
import { newId } from "#lib/ids.ts";
import type { Json, JsonObject } from "#lib/json.ts";
import { triggerInput } from "../runs/trigger-input.ts";
import type { NoticeContent } from "./notice-content.ts";

const declaring = new Set(["core/manual", "core/called"]);
const name = "millrace/alert";

function triggerOf(document: FlowDocument): FlowNode | undefined {
  return document.nodes.find((node) => nodeTypes.get(node.type)?.kind === "trigger");
}

/** The alert as fields; a flow that declares fields gets those of them that it names. */
function alertFields(content: NoticeContent): JsonObject {
  const { alert, notice, what, title, flow, rule, since, at, count, cause, links } = content;
  return { alert, notice, what, title, flow, rule, since, at, count, cause: cause === null ? null : { ...cause }, links: { ...links } };
}

/** What a flow is started with. @throws AppError invalid when it asks for what no alert has. */
export function alertFlowInput(document: FlowDocument, content: NoticeContent): Json {
  const trigger = triggerOf(document);
  if (!trigger || !(declaring.has(trigger.type) || trigger.type === "core/event")) throw new AppError("invalid", "The flow is not started by hand, by another flow or by an event any more. Choose another flow.");
  const fields = alertFields(content);
  if (trigger.type === "core/event") return triggerInput(document, { id: newId("event"), name, data: fields, receivedAt: content.at });
  const declared = DeclaredField.array().safeParse(trigger.config["fields"]?.kind === "literal" ? trigger.config["fields"].value : []);
  const asked = new Set(declared.success ? declared.data.map((field) => field.name) : []);
  return triggerInput(document, Object.fromEntries(Object.entries(fields).filter(([field, value]) => asked.has(field) && value !== null)));
}
