import type { Json } from "#lib/json.ts";
import { cel, from, fromOr, galleryDocument, idOf, literal, patient, rows, text, when } from "./gallery-document.ts";
import type { GalleryTemplate } from "./gallery-template.ts";
import { galleryVersion } from "./gallery-version.ts";

const hasId = `has({event}.data.id) && {event}.data.id != null && {event}.data.id != ""`;
const thing = `(${hasId} ? string({event}.data.id) : {event}.id)`;
const problem = fromOr("It has no id, so it could be delivered twice.", "deliver", "message");
const table = "`create table undelivered (id text primary key, payload jsonb not null, problem text not null, attempts int not null, received_at timestamptz not null);`";

const document = galleryDocument({
  steps: {
    event: { name: "Something to deliver", type: "core/event", at: [0, 0.5], config: { name: literal("order/paid") }, settings: { keys: [{ name: "id", path: ["data", "id"] }] } },
    whole: { name: "Has it an id?", type: "core/branch", at: [1, 0.5], config: { when: when("all", [fromOr(null, "event", "data", "id"), "is_not_empty"]) } },
    deliver: {
      name: "Deliver", type: "http/request", at: [2, 0],
      config: { method: literal("POST"), url: literal("https://api.example.com/orders"), send: literal("value"), bodyValue: from("event", "data") },
      settings: { timeoutMs: 20_000, retry: { attempts: 16, backoff: "exponential", delayMs: 2_000, maxDelayMs: 1_800_000 }, idempotencyKey: cel(thing) },
    },
    keep: {
      name: "Keep it", type: "postgres/upsert", at: [3, 1],
      config: {
        schema: literal("public"), table: literal("undelivered"), keys: literal("id"),
        values: rows({ id: cel(thing), payload: from("event", "data"), problem, attempts: fromOr(0, "deliver", "attempts"), received_at: from("event", "receivedAt") }),
      },
      settings: patient,
    },
    tell: {
      name: "Say so, once an hour", type: "sample-mailbox/send-message", at: [4, 1],
      config: {
        to: literal("operations@example.com"), subject: text("Not delivered: ", from("event", "name")),
        text: text(problem, "\n\nIt is kept in the table of what could not be delivered. More of the same kind within the hour are kept without another mail."),
      },
      settings: { ...patient, idempotencyKey: cel(`{deliver}.?class.orValue("incomplete") + " " + {event}.receivedAt.substring(0, 13)`) },
    },
    lost: { name: "Not even kept", type: "core/fail", at: [4, 2.1], config: { message: text("It could neither be delivered nor kept. This run holds it: mend the table, then replay the run. ", from("keep", "message")) } },
  },
  edges: ["event -> whole", "whole.yes -> deliver", "whole.else -> keep", "deliver.error -> keep", "keep -> tell", "keep.error -> lost"],
  groups: { kept: ["Nothing is thrown away", "keep", "tell", "lost"] },
  notes: {
    start: { at: [0, -0.85], width: 560, text: "**Tried for hours, with one key.** Outages and limits are tried again with growing pauses; every try carries the thing's id as `Idempotency-Key`, so the receiver can tell a repeat from a new one." },
    table: { at: [0, 1.6], width: 520, text: `The table, made once:\n\n${table}` },
  },
});

const step = { whole: idOf("whole"), deliver: idOf("deliver"), keep: idOf("keep"), tell: idOf("tell"), lost: idOf("lost") };
const done = { status: "succeeded" as const };
const skipped = { status: "skipped" as const };

function happened(data: Json): Json {
  return { id: "evt_sample", name: "order/paid", data, receivedAt: "2026-11-23T14:02:51.204Z" };
}

const delivered = { ends: "succeeded" as const, steps: { [step.deliver]: done, [step.keep]: skipped, [step.lost]: skipped }, writes: { [step.deliver]: 1, [step.keep]: 0, [step.tell]: 0 } };

/** What cannot be delivered is kept, and told once. */
export const safeDelivery: GalleryTemplate = {
  id: "tmpl_millrace_safe_delivery",
  versions: [galleryVersion({
    number: 1, message: "First version", publishedAt: "2026-11-26T20:00:00.000Z",
    content: {
      name: "Deliver, or keep and tell",
      sentence: "Events are delivered to an API with one key and many tries; what cannot be delivered is kept in a table and told once.",
      description: [
        "Use it when **nothing may be lost** on the way to a system that is not yours, and when people want a list of what is still open.",
        "Without this flow a failed run is kept and can be replayed, too. Take the template when others than Millrace's users have to see or work on what is left.",
        "**When the receiver is down**, it is tried sixteen times within some three hours, then the thing is kept with the reason. **When it refuses**, it is kept at once: a second try would not help.",
        "**When the table is away as well**, it is tried for hours, too; then the run fails, holds the thing and can be replayed.",
        "**Delivery:** at least once, with the same `Idempotency-Key` each time; once, when the receiver honours it (say so in the step *Deliver*). A thing is kept in one row, whatever is repeated. The mail goes out once an hour for each kind of failure.",
        "**The table**, made once:",
        table,
        "**To deliver what was kept**, publish the event again with the row's payload, then delete the row.",
      ].join("\n\n"),
      goal: "recover",
      document,
      parameters: [
        { key: "event", label: "Which events", help: "Their name, such as order/paid. order/* is any with one more part.", type: "text", required: true, default: "order/paid", places: [{ node: idOf("event"), path: ["name", "value"] }] },
        { key: "url", label: "Where to deliver", help: "Each event's data is posted there as JSON.", type: "url", required: true, places: [{ node: step.deliver, path: ["url", "value"] }] },
        { key: "table", label: "Table for what could not be delivered", help: "Its columns are in the description.", type: "choice", required: true, default: "public.undelivered", options: { from: "tables", connection: "store" }, places: [{ node: step.keep, path: ["schema", "value"] }, { node: step.keep, path: ["table", "value"] }] },
        { key: "team", label: "Who is told", help: "One mail an hour for each kind of failure.", type: "email", required: true, default: "operations@example.com", places: [{ node: step.tell, path: ["to", "value"] }] },
      ],
      connections: [
        { key: "receiver", title: "The receiver's credential", help: "What its API asks for: a bearer token, a name and password, or a key.", kinds: ["http/bearer", "http/basic", "http/api-key"], nodes: [step.deliver] },
        { key: "store", title: "The database that keeps what is left", help: "It holds the table of the description.", kinds: ["postgres/password"], nodes: [step.keep] },
      ],
      samples: [
        { name: "Delivered", input: happened({ id: "order-1042", email: "ada@example.com", total: 128.4 }), expected: delivered },
        { name: "With a number as its id", input: happened({ id: 1042, lines: [] }), expected: delivered },
        { name: "Without an id: kept and told", input: happened({ email: "ada@example.com", total: 128.4 }), expected: { ends: "succeeded", steps: { [step.whole]: { ...done, port: "else" }, [step.deliver]: skipped, [step.keep]: done, [step.tell]: done, [step.lost]: skipped }, writes: { [step.deliver]: 0, [step.keep]: 1, [step.tell]: 1 } } },
      ],
    },
  })],
};
