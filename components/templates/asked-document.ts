import type { FlowDocument } from "#lib/flow/document.schema.ts";
import type { TemplateContent, TemplatePlace } from "#lib/flow/templates/template-content.schema.ts";
import { valueAt, withValueAt } from "#lib/flow/templates/template-place.ts";

/** An address that is sent to has a “to” before it: `POST to “Where leads go”`. */
function leadIn(document: FlowDocument, { node: id, path }: TemplatePlace): string {
  const node = document.nodes.find((one) => one.id === id);
  const method = node?.config["method"];
  return node?.type === "http/request" && path[0] === "url" && method?.kind === "literal" && method.value !== "GET" && method.value !== "HEAD" ? "to " : "";
}

/** A template's document as it is shown: what is still to be answered says which question fills it. */
export function askedDocument({ document, parameters }: Pick<TemplateContent, "document" | "parameters">): FlowDocument {
  let shown = document;
  for (const { label, places } of parameters) {
    for (const place of places) {
      const value = valueAt(document, place);
      if (value === null || (typeof value === "string" && value.trim() === "")) shown = withValueAt(shown, place, `${leadIn(document, place)}“${label}”`);
    }
  }
  return shown;
}
