import { type ExampleFlow, exampleDocument, from, idOf, literal, text } from "./example-flow.ts";

/** An outage of some hours passes by itself; each step waits for its own system alone. */
const patient = { retry: { attempts: 20, backoff: "exponential", delayMs: 1_000, maxDelayMs: 1_800_000 } } as const;

/** A signed payment event that reaches three systems, once each. */
export const paymentEvents: ExampleFlow = {
  id: "payment-events",
  title: "Payment to CRM, books and analytics",
  description: "A signed payment event reaches the sample CRM, the books (by mail) and the sample warehouse, once each: also when it is sent twice, out of order, or while one of them is down.",
  before: "Choose or make the secret that the events are signed with; for trying it out any text will do.",
  document: exampleDocument(
    {
      event: { name: "Payment event", type: "core/webhook", at: [0, 1], config: { verify: literal("stripe") } },
      paid: {
        name: "Only payments", type: "core/filter", at: [1, 1],
        config: { when: { kind: "condition", match: "all", tests: [{ left: from("event", "body", "type"), operator: "equals", right: literal("payment_intent.succeeded") }] } },
      },
      payment: {
        name: "Payment", type: "core/map", at: [2, 1],
        config: {
          fields: {
            kind: "fields",
            fields: [
              { name: "id", value: from("event", "body", "data", "object", "id") },
              { name: "email", value: from("event", "body", "data", "object", "receipt_email") },
              { name: "total", value: { kind: "cel", source: `double(${idOf("event")}.body.data.object.amount) / 100.0` } },
              { name: "currency", value: from("event", "body", "data", "object", "currency") },
            ],
          },
        },
      },
      contact: { name: "Find contact", type: "sample-crm/find-contact", at: [3, 0], config: { email: from("payment", "email") }, settings: patient },
      known: { name: "Known?", type: "core/branch", at: [4, 0], config: { when: { kind: "condition", match: "all", tests: [{ left: from("contact", "found"), operator: "is_true" }] } } },
      note: {
        name: "Note the payment", type: "sample-crm/add-note", at: [5, -0.5], settings: patient,
        config: { contact: { ...from("contact", "contact", "id"), default: "" }, text: text("Paid ", from("payment", "total"), " ", from("payment", "currency"), " (", from("payment", "id"), ").") },
      },
      lead: {
        name: "Lead from the payment", type: "sample-crm/create-lead", at: [5, 0.5], settings: patient,
        config: { email: from("payment", "email"), name: from("payment", "email"), source: literal("payment"), message: text("Paid ", from("payment", "total"), " ", from("payment", "currency"), " (", from("payment", "id"), ").") },
      },
      books: {
        name: "Tell the books", type: "sample-mailbox/send-message", at: [3, 1], settings: patient,
        config: { to: literal("accounting@example.com"), subject: text("Payment ", from("payment", "id")), text: text("Paid ", from("payment", "total"), " ", from("payment", "currency"), " by ", from("payment", "email"), ".") },
      },
      row: {
        name: "Analytics row", type: "sample-warehouse/insert-row", at: [3, 2], settings: patient,
        config: {
          table: literal("orders"),
          values: { kind: "fields", fields: [{ name: "id", value: from("payment", "id") }, { name: "customer_email", value: from("payment", "email") }, { name: "status", value: literal("paid") }, { name: "total", value: from("payment", "total") }, { name: "currency", value: from("payment", "currency") }] },
        },
      },
    },
    ["event -> paid", "paid -> payment", "payment -> contact", "contact -> known", "known.yes -> note", "known.else -> lead", "payment -> books", "payment -> row"],
  ),
};
