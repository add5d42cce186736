import { FormSetup } from "#lib/connectors/form-setup.ts";
import type { FlowNode } from "#lib/flow/document.schema.ts";

/** What a form's trigger is set to show, or why that cannot be shown. */
export function formSetupOf(config: FlowNode["config"]): ReturnType<typeof FormSetup.safeParse> {
  return FormSetup.safeParse(Object.fromEntries(Object.entries(config).map(([key, value]) => [key, value.kind === "literal" ? value.value : value])));
}
