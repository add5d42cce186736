import type { JsonObject } from "#lib/json.ts";
import { cel, from, fromOr, galleryDocument, idOf, literal, patient, rows, text, when } from "./gallery-document.ts";
import type { GalleryTemplate } from "./gallery-template.ts";
import { galleryVersion, posted } from "./gallery-version.ts";

/** Currencies without a minor unit, whose amounts are whole. */
const whole = ["bif", "clp", "djf", "gnf", "jpy", "kmf", "krw", "mga", "pyg", "rwf", "ugx", "vnd", "vuv", "xaf", "xof", "xpf"].map((code) => `"${code}"`).join(", ");

/** Of the payment itself: an event of another id about the same payment writes nothing again. */
const once = { ...patient, idempotencyKey: from("payment", "id") };
const paidWords = text("Paid ", from("payment", "total"), " ", from("payment", "currency"), " (", from("payment", "id"), ").");

const document = galleryDocument({
  steps: {
    event: {
      name: "Payment event", type: "core/webhook", at: [0, 1], config: { verify: literal("stripe") },
      settings: { keys: [{ name: "payment", path: ["body", "data", "object", "id"] }] },
    },
    paid: { name: "Only payments", type: "core/filter", at: [1, 1], config: { when: when("all", [from("event", "body", "type"), "equals", literal("payment_intent.succeeded")]) } },
    payment: {
      name: "Payment", type: "core/map", at: [2, 1],
      config: {
        fields: rows({
          id: from("event", "body", "data", "object", "id"),
          email: fromOr(null, "event", "body", "data", "object", "receipt_email"),
          total: cel(`double({event}.body.data.object.amount) / ({event}.body.data.object.currency in [${whole}] ? 1.0 : 100.0)`),
          currency: from("event", "body", "data", "object", "currency"),
        }),
      },
    },
    payer: { name: "Has an address", type: "core/filter", at: [3, 0], config: { when: when("all", [from("payment", "email"), "is_not_empty"]) } },
    contact: { name: "Find contact", type: "sample-crm/find-contact", at: [4, 0], config: { email: from("payment", "email") }, settings: patient },
    known: { name: "Known?", type: "core/branch", at: [5, -0.5], config: { when: when("all", [from("contact", "found"), "is_true"]) } },
    note: { name: "Note the payment", type: "sample-crm/add-note", at: [6, -1], settings: once, config: { contact: fromOr("", "contact", "contact", "id"), text: paidWords } },
    lead: {
      name: "Lead from the payment", type: "sample-crm/create-lead", at: [6, 0], settings: once,
      config: { email: from("payment", "email"), name: from("payment", "email"), source: literal("payment"), message: paidWords },
    },
    books: {
      name: "Tell accounting", type: "sample-mailbox/send-message", at: [4, 1.75], settings: once,
      config: { to: literal("accounting@example.com"), subject: text("Payment ", from("payment", "id")), text: text("Paid ", from("payment", "total"), " ", from("payment", "currency"), " by ", from("payment", "email"), ".") },
    },
    row: {
      name: "Analytics row", type: "sample-warehouse/insert-row", at: [4, 3], settings: once,
      config: {
        table: literal("orders"),
        values: rows({ id: from("payment", "id"), customer_email: from("payment", "email"), status: literal("paid"), total: from("payment", "total"), currency: from("payment", "currency"), ordered_at: from("event", "receivedAt") }),
      },
    },
    missed: {
      name: "Say: not arrived", type: "sample-mailbox/send-message", at: [7, 2], settings: once,
      config: {
        to: literal("operations@example.com"), subject: text("Payment ", from("payment", "id"), " did not reach every system"),
        text: text(
          "What went wrong, by system:\n\nCRM: ", fromOr("", "contact", "code"), fromOr("", "note", "code"), fromOr("", "lead", "code"),
          "\nAccounting: ", fromOr("", "books", "code"), "\nAnalytics: ", fromOr("", "row", "code"), "\n\nThe run has the payment's id as its key. Mend the cause, then replay it from the step that failed.",
        ),
      },
    },
  },
  edges: [
    "event -> paid", "paid -> payment", "payment -> payer", "payer -> contact", "contact -> known", "known.yes -> note", "known.else -> lead", "payment -> books", "payment -> row",
    "contact.error -> missed", "note.error -> missed", "lead.error -> missed", "books.error -> missed", "row.error -> missed",
  ],
  groups: { crm: ["CRM", "payer", "contact", "known", "note", "lead"], money: ["Accounting", "books"], figures: ["Analytics", "row"] },
  notes: {
    start: { at: [0, -0.4], width: 520, text: "**Taken once.** The provider's signature is checked, the event is stored before it is answered, and an event that comes twice starts nothing.\n\nEvents may arrive in any order: each is about one payment and reads nothing of the others." },
    apart: { at: [0, 2.2], width: 520, text: "**Three systems, each on its own.** One that is down for hours delays none of the others: its step tries again with growing pauses, and its key is the **payment's id**, so no try writes twice." },
  },
});

function payment(id: string, change: JsonObject, type = "payment_intent.succeeded") {
  return posted({ id: `evt_${id}`, type, created: 1_795_000_000, data: { object: { id: `pi_${id}`, amount: 4_990, currency: "eur", receipt_email: "grace@example.com", ...change } } });
}

const id = { note: idOf("note"), lead: idOf("lead"), books: idOf("books"), row: idOf("row"), missed: idOf("missed") };
const crm = (note: number, lead: number) => ({ [id.note]: note, [id.lead]: lead, [id.missed]: 0 });
const succeeded = { status: "succeeded" as const };
const skipped = { status: "skipped" as const };

/** A signed payment event that reaches three systems, once each. */
export const paymentEvents: GalleryTemplate = {
  id: "tmpl_millrace_payment_events",
  versions: [galleryVersion({
    number: 1, message: "First version", publishedAt: "2026-11-26T20:00:00.000Z",
    content: {
      name: "Signed payment event to three systems",
      sentence: "A payment reaches CRM, accounting and analytics once each, also when its event is sent twice, out of order, or while one of them is down.",
      description: [
        "Use it when **several systems react to one fact** and nobody waits for the answer. The sender gets its 202 as soon as the event is stored.",
        "Use *Form to CRM lead* when somebody waits for a result, and *Daily shop sales to the warehouse* when a day's delay is good enough: one load a night is cheaper than a row for every payment.",
        "**When a system is down**, its step tries again for hours while the other two go on. What did not arrive in the end is told in one mail.",
        "**Delivery:** events are taken once by their id. Each of the three writes has the payment's id as its key, so retries, replays and a second event about the same payment write nothing twice.",
        "Payments without an address reach accounting and analytics, and are left out of the CRM. Amounts in currencies without cents, such as yen, are kept whole.",
        "It understands events as Stripe sends and signs them. For trying it out any text will do as the secret.",
      ].join("\n\n"),
      goal: "synchronise",
      document,
      parameters: [
        { key: "event", label: "Which event means “paid”", help: "Others are taken, and end at the filter.", type: "choice", required: true, default: "payment_intent.succeeded", options: { from: "list", values: ["payment_intent.succeeded", "charge.succeeded"] }, places: [{ node: idOf("paid"), path: ["when", "tests", 0, "right", "value"] }] },
        { key: "accounting", label: "Address of accounting", help: "Gets a mail for each payment.", type: "email", required: true, default: "accounting@example.com", places: [{ node: id.books, path: ["to", "value"] }] },
        { key: "operations", label: "Who is told when a system was not reached", help: "One mail for each payment that did not arrive everywhere.", type: "email", required: true, default: "operations@example.com", places: [{ node: id.missed, path: ["to", "value"] }] },
      ],
      connections: [
        { key: "sender", title: "The sender's signing secret", help: "Your payment provider shows it where you enter this flow's URL. It begins with whsec_.", kinds: ["webhook/secret"], nodes: [idOf("event")] },
      ],
      samples: [
        { name: "A new payer", input: payment("new", {}), expected: { ends: "succeeded", steps: { [idOf("known")]: { ...succeeded, port: "else" }, [id.note]: skipped, [id.lead]: succeeded, [id.books]: succeeded, [id.row]: succeeded, [id.missed]: skipped }, writes: { ...crm(0, 1), [id.books]: 1, [id.row]: 1 } } },
        { name: "A payer the CRM knows", input: payment("known", { receipt_email: "ada@example.com" }), expected: { ends: "succeeded", steps: { [idOf("known")]: { ...succeeded, port: "yes" }, [id.note]: succeeded, [id.lead]: skipped, [id.books]: succeeded, [id.row]: succeeded }, writes: { ...crm(1, 0), [id.books]: 1, [id.row]: 1 } } },
        { name: "In yen, without an address", input: payment("yen", { amount: 1_200, currency: "jpy", receipt_email: null }), expected: { ends: "succeeded", steps: { [idOf("payment")]: succeeded, [idOf("contact")]: skipped, [id.books]: succeeded, [id.row]: succeeded }, writes: { ...crm(0, 0), [id.books]: 1, [id.row]: 1 } } },
        { name: "Not paid: the card was declined", input: payment("declined", {}, "payment_intent.payment_failed"), expected: { ends: "succeeded", steps: { [idOf("payment")]: skipped, [id.books]: skipped, [id.row]: skipped }, writes: { ...crm(0, 0), [id.books]: 0, [id.row]: 0 } } },
        { name: "Without an amount: refused, and kept as a failed run", input: payment("broken", { amount: null }), expected: { ends: "failed", steps: { [idOf("payment")]: { status: "failed" } }, writes: { ...crm(0, 0), [id.books]: 0, [id.row]: 0 } } },
      ],
    },
  })],
};
