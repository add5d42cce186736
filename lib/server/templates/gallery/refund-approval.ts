import { cel, from, galleryDocument, idOf, literal, patient, rows, text, when } from "./gallery-document.ts";
import type { GalleryTemplate } from "./gallery-template.ts";
import { galleryVersion } from "./gallery-version.ts";

const deciders = "refunds@example.com";
/** One request for a refund moves money once and sends each of its mails once, however often it is tried or replayed. */
const once = { ...patient, idempotencyKey: from("request", "id") };
const amount = from("request", "fields", "amount");

function mail(name: string, at: readonly [number, number], to: ReturnType<typeof from> | ReturnType<typeof literal>, subject: ReturnType<typeof text>, body: ReturnType<typeof text>) {
  return { name, type: "sample-mailbox/send-message", at, config: { to, subject, text: body }, settings: once };
}

const asker = from("request", "fields", "email");
const aboutOrder = text("Your request for order ", from("request", "fields", "order"));

const document = galleryDocument({
  steps: {
    request: {
      name: "Ask for a refund", type: "core/form", at: [0, 1],
      config: {
        title: literal("Ask for a refund"),
        description: literal("Small amounts are paid at once. Others are decided by a person; you get a mail either way."),
        fields: literal([
          { name: "order", label: "Order number", type: "text", required: true, help: "Such as #1001." },
          { name: "amount", label: "Amount", type: "number", required: true, help: "In the currency of the order." },
          { name: "reason", label: "Reason", type: "choice", required: true, options: ["Damaged", "Late", "Wrong item", "Other"] },
          { name: "email", label: "Your e-mail", type: "email", required: true },
        ]),
        button: literal("Ask"), thanks: literal("Thank you. You get a mail as soon as it is decided."),
      },
      settings: { keys: [{ name: "order", path: ["fields", "order"] }] },
    },
    order: { name: "Read the order", type: "sample-shop/get-order", at: [1, 1], config: { order: cel(`"ord_" + {request}.fields.order.replace("#", "").replace("ord_", "").trim()`) }, settings: patient },
    allowed: {
      name: "Can it be refunded?", type: "core/branch", at: [2, 1],
      config: { when: when("all", [from("order", "status"), "one_of", literal(["paid", "shipped"])], [amount, "greater", literal(0)], [amount, "at_most", from("order", "total")]) },
    },
    small: { name: "Small enough?", type: "core/branch", at: [3, 1], config: { when: when("all", [amount, "at_most", literal(20)]) } },
    ask: {
      name: "Ask by mail", type: "sample-mailbox/send-message", at: [4, 1.75], settings: once,
      config: {
        to: literal(deciders), subject: text("Refund ", amount, " ", from("order", "currency"), " of ", from("order", "number"), "?"),
        text: text(asker, " asks for ", amount, " of ", from("order", "total"), " ", from("order", "currency"), ": ", from("request", "fields", "reason"), ".\n\nDecide here: ", from("approve", "link")),
      },
    },
    approve: {
      name: "A person decides", type: "core/approval", at: [5, 1.75],
      config: {
        question: text("Refund ", amount, " ", from("order", "currency"), " of order ", from("order", "number"), "?"),
        message: text("The reason: ", from("request", "fields", "reason"), "."),
        details: rows({ Customer: from("order", "customerEmail"), "Asked by": asker, Order: from("order", "number"), Total: from("order", "total"), State: from("order", "status") }),
        who: literal("members"), approve: literal("Refund"), reject: literal("Do not refund"), amount: literal(2), unit: literal("days"), after: literal("timeout"),
      },
    },
    refund: { name: "Refund", type: "sample-shop/refund-payment", at: [6, 0.5], settings: once, config: { payment: from("order", "paymentId"), amount, reason: from("request", "fields", "reason") } },
    paid: mail("Say: paid", [7, 0.25], asker, aboutOrder, text(amount, " ", from("order", "currency"), " are on their way back to you.")),
    stuck: mail("Say: not made", [7, 1.25], literal(deciders), text("Refund of ", from("order", "number"), " was not made"), text("No money moved. The shop says: ", from("refund", "message"))),
    unpaid: { name: "Not refunded", type: "core/fail", at: [8, 1.25], config: { message: text("The refund was not made: ", from("refund", "message")) } },
    no: mail("Say: no", [7, 2.25], asker, aboutOrder, text("We are sorry: it was decided not to refund it. ", from("approve", "comment"))),
    late: mail("Say: not decided", [7, 3.25], text(asker, ", ", deciders) as never, aboutOrder, text("Nobody decided in time, so nothing was refunded. Ask again, or write to ", deciders, ".")),
    unread: mail("Say: no such order", [2, 3.25], asker, aboutOrder, text("The order could not be read, so nothing was refunded: ", from("order", "message"))),
    never: mail("Say: not possible", [3, 2.5], asker, aboutOrder, text("It is ", from("order", "status"), " and came to ", from("order", "total"), " ", from("order", "currency"), ": ", amount, " cannot be refunded.")),
  },
  edges: [
    "request -> order", "order -> allowed", "allowed.yes -> small", "small.yes -> refund", "small.else -> ask", "ask -> approve", "approve.approved -> refund", "refund -> paid",
    "order.error -> unread", "allowed.else -> never", "approve.rejected -> no", "approve.timeout -> late", "refund.error -> stuck", "stuck -> unpaid",
  ],
  groups: { person: ["Before money moves, a person decides", "ask", "approve"] },
  notes: {
    start: { at: [0, -0.3], width: 560, text: "**Nothing is paid before this line is passed:** the order is there, it was paid, the amount is not more than it came to, and it is either small or somebody has said yes.\n\nThe decision waits for days without using anything; a restart does not lose it." },
    key: { at: [6, -0.5], width: 440, text: "The refund has the **id of the request** as its key. A retry or a replay of this run pays nothing twice." },
  },
});

const step = { order: idOf("order"), small: idOf("small"), approve: idOf("approve"), refund: idOf("refund"), paid: idOf("paid"), no: idOf("no"), never: idOf("never"), unread: idOf("unread"), ask: idOf("ask") };
const done = { status: "succeeded" as const };
const skipped = { status: "skipped" as const };
const nothing = { [step.ask]: 0, [step.refund]: 0, [step.paid]: 0, [step.no]: 0, [step.never]: 0, [step.unread]: 0 };

function request(id: string, fields: { order: string; amount: number; reason?: string }) {
  return { id: `evt_${id}`, submittedAt: "2026-11-23T14:02:51.204Z", fields: { reason: "Damaged", email: "ada@example.com", ...fields } };
}

/** A refund that a person says yes to before money moves. */
export const refundApproval: GalleryTemplate = {
  id: "tmpl_millrace_refund_approval",
  versions: [galleryVersion({
    number: 1, message: "First version", publishedAt: "2026-11-26T20:00:00.000Z",
    content: {
      name: "Refund with approval",
      sentence: "Somebody asks for a refund; small ones are paid at once, larger ones when a person says yes, and everybody is told.",
      description: [
        "Use it when **a person has to decide before something happens that cannot be undone**: refunds, discounts, deletions, access.",
        "Use *Form to CRM lead* when nobody has to decide.",
        "**Who decides:** members of the workspace who may run flows, on the run's page or by the link in the mail. The first decision counts, and the run says who made it. When nobody decides in time, nothing is refunded and both sides are told.",
        "**When the shop is down**, the refund is tried again for hours. If it cannot be made, no money moved: the deciders are told, and the run counts as failed.",
        "**Delivery:** money moves once for each request, whatever is retried or replayed. The shop itself refuses to refund more than was paid.",
      ].join("\n\n"),
      goal: "approve",
      document,
      parameters: [
        { key: "deciders", label: "Who is asked", help: "Gets a mail with the link to decide, and hears when a refund is stuck.", type: "email", required: true, default: deciders, places: [{ node: step.ask, path: ["to", "value"] }, { node: idOf("stuck"), path: ["to", "value"] }, { node: idOf("late"), path: ["to", "parts", 2] }, { node: idOf("late"), path: ["text", "parts", 1] }] },
        { key: "limit", label: "Refund without asking up to", help: "In the currency of the order. 0: a person decides every time.", type: "number", required: true, default: 20, places: [{ node: step.small, path: ["when", "tests", 0, "right", "value"] }] },
        { key: "days", label: "Days to decide", help: "After that nothing is refunded, and both sides are told.", type: "number", required: true, default: 2, places: [{ node: step.approve, path: ["amount", "value"] }] },
      ],
      connections: [],
      samples: [
        { name: "A small refund, paid at once", input: request("small", { order: "#1001", amount: 5 }), expected: { ends: "succeeded", steps: { [step.small]: { ...done, port: "yes" }, [step.approve]: skipped, [step.refund]: done, [step.paid]: done }, writes: { ...nothing, [step.refund]: 1, [step.paid]: 1 } } },
        { name: "A large refund that a person approves", input: request("large", { order: "1005", amount: 50 }), expected: { ends: "succeeded", steps: { [step.small]: { ...done, port: "else" }, [step.approve]: { ...done, port: "approved" }, [step.refund]: done, [step.paid]: done, [step.no]: skipped }, writes: { ...nothing, [step.ask]: 1, [step.refund]: 1, [step.paid]: 1 } } },
        { name: "An order that is not there", input: request("unknown", { order: "#9999", amount: 10 }), expected: { ends: "succeeded", steps: { [step.order]: { status: "failed" }, [step.refund]: skipped, [step.unread]: done }, writes: { ...nothing, [step.unread]: 1 } } },
        { name: "More than the order came to", input: request("greedy", { order: "#1001", amount: 100_000 }), expected: { ends: "succeeded", steps: { [step.small]: skipped, [step.refund]: skipped, [step.never]: done }, writes: { ...nothing, [step.never]: 1 } } },
      ],
    },
  })],
};
