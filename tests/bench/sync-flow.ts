import type { FlowDocument } from "#lib/flow/document.schema.ts";
import { buildDocument, fields, literal, reference } from "#tests/support/build-document.ts";

/** W1: five fields from the body, one of them computed, a branch, and an answer in JSON. */
export function syncFlow(): FlowDocument {
  return buildDocument(
    {
      hook: { type: "core/webhook", config: { answer: literal("respond") } },
      shape: {
        type: "core/map",
        config: {
          fields: fields({
            id: reference("hook", "body", "id"), email: reference("hook", "body", "email"), note: reference("hook", "body", "note"), total: reference("hook", "body", "total"),
            gross: { kind: "cel", source: "double(n_hook.body.total) * 1.19" },
          }),
        },
      },
      large: { type: "core/branch", config: { when: { kind: "condition", match: "all", tests: [{ left: reference("shape", "total"), operator: "greater", right: literal(100) }] } } },
      yes: { type: "core/respond", config: { status: literal(200), body: reference("shape") } },
      no: { type: "core/respond", config: { status: literal(202), body: reference("shape") } },
    },
    ["hook -> shape", "shape -> large", "large.yes -> yes", "large.else -> no"],
  );
}

/** One kilobyte, the same for the same number. */
export function syncBody(index: number): string {
  return JSON.stringify({ id: `order-${index}`, email: `customer-${index}@example.com`, total: 50 + (index % 100), note: "x".repeat(920) });
}
