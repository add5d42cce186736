import { z } from "zod";
import { DeclaredField } from "../declared-field.ts";
import { operation } from "../define.ts";
import { fields } from "../fields.ts";
import { formSetup } from "../form-setup.ts";
import { verificationFields } from "../hook-verification.ts";
import { answerFields, waitFields } from "../answer-fields.ts";
import { limitFields } from "../limit-fields.ts";

const textRecord = z.record(z.string(), z.string());

const declaredFields = z.array(DeclaredField).max(100).default([]);

export const webhook = operation({
  title: "Webhook",
  description: "Starts when a request is posted to the flow's own URL. It is answered at once, or with what the flow responds.",
  icon: "webhook",
  kind: "trigger",
  effect: "none",
  pattern: "event",
  summary: "When a request is posted to this flow's URL",
  connection: "optional",
  connectionKinds: ["webhook/secret", "http/bearer", "http/basic", "http/api-key"],
  connectionWhen: [
    { field: "verify", unless: "none", kinds: ["webhook/secret"], missing: "is to verify what arrives, but has no secret" },
    { field: "auth", is: "connection", while: { field: "answer", is: "respond" }, kinds: ["http/bearer", "http/basic", "http/api-key"], missing: "asks its callers for a credential, but does not say which" },
  ],
  input: z.object({
    url: z.null().optional().register(fields, { label: "URL", control: "hook-url", bindable: false }),
    ...answerFields,
    ...limitFields,
    ...verificationFields,
  }),
  output: z.object({
    method: z.string(),
    headers: textRecord,
    /** A name that repeats has a list. */
    query: z.record(z.string(), z.union([z.string(), z.array(z.string())])),
    body: z.json(),
    receivedAt: z.string(),
  }),
  sample: {
    method: "POST",
    headers: { "content-type": "application/json" },
    query: {},
    body: { id: "order-1042", email: "ada@example.com", total: 128.4 },
    receivedAt: "2026-11-23T14:02:51.204Z",
  },
  shape: { from: "part", field: "fields", into: "body" },
  help: {
    rule: "Every request that is posted to the URL is stored, then answered with 202, then run. A request with the webhook-id or Idempotency-Key of an earlier one is answered with that one's event and starts nothing. With “Answers: with Respond” the caller waits for the flow, and gets what its first Respond gives; the flow may go on after it. At the deadline the caller gets 202 and a link that shows the answer when it is there.",
    example: "A shop posts {\"id\": \"order-1042\", \"total\": 128.4}. The steps after it read body.id and body.total; a Respond sends {\"accepted\": true} back.",
    failures: [
      { when: "The flow is paused, or its limit of runs at once is reached", outcome: "Requests are kept and run later, oldest first. A caller who waits gets 503 while the flow is paused; under a limit it waits its turn until the deadline." },
      { when: "It is to verify, and a request is not signed as it should be, too old, or without the right token", outcome: "It is answered with 401, the same for every reason, and nothing is stored. The trigger lists the last ones with the reason." },
      { when: "More arrives than this installation can take", outcome: "It is answered with 429 and Retry-After, and nothing is stored: pages and what was taken in stay quick." },
      { when: "The database is away", outcome: "The request is answered with 503 and nothing is stored, so that the sender tries again." },
      { when: "A flow that answers fails before its Respond", outcome: "The caller gets 502 when another system failed, else 500, with the error's code and the run's id. Retries end before the deadline." },
      { when: "The same request comes again with the same Idempotency-Key, and the caller waits", outcome: "It gets the first answer again, for 24 hours, and nothing runs twice. While the first still runs it gets 409; with another body it gets 422." },
    ],
    rules: ["graph-8", "event-1", "event-2", "event-3", "sync-1", "sync-2", "sync-3"],
  },
});

export const form = operation({
  title: "Form",
  description: "Starts when somebody fills in the form on the flow's own page.",
  icon: "clipboard-list",
  kind: "trigger",
  effect: "none",
  pattern: "event",
  summary: "When somebody sends “{title}”",
  input: z.object({
    url: z.null().optional().register(fields, { label: "Address", control: "form-url", bindable: false }),
    ...formSetup,
    ...waitFields,
    ...limitFields,
  }),
  output: z.object({ id: z.string(), submittedAt: z.string(), fields: z.record(z.string(), z.json()) }),
  sample: { id: "evt_01", submittedAt: "2026-11-23T14:02:51.204Z", fields: {} },
  shape: { from: "form", field: "fields", into: "fields" },
  help: {
    rule: "The page can be opened by anybody who has its address, on any device, with or without JavaScript. What is sent is checked, stored, answered with the thank-you text, then run. With “Answers: with Respond” the visitor waits for the flow and is shown what its Respond gives: a sentence, or title, message and other values as rows. At the deadline the page says that it is being worked on, and shows the answer when it is there. Numbers arrive as numbers, yes/no as true or false, dates as 2026-12-24; what was left empty is left out.",
    example: "A form asks for order (text) and amount (number). Somebody sends 1042 and 12,50; the steps read fields.order = \"1042\" and fields.amount = 12.5.",
    failures: [
      { when: "A field is missing or of another type", outcome: "The page says which one and keeps what was typed. Nothing is stored." },
      { when: "The same answers are sent twice from one page, by a double click or after going back", outcome: "They are stored once; the second one is thanked and starts nothing." },
      { when: "The form was published again while somebody had it open", outcome: "Answers that still fit are taken. If a field is gone, the page shows the form as it is now, with what was typed." },
      { when: "The flow is paused, or its limit of runs at once is reached", outcome: "The form stays open. Answers are kept and run later, oldest first." },
      { when: "A program fills it in: into a field that people do not see, faster than is set, or more often than one visitor may", outcome: "The page says so, stores nothing and keeps what was typed." },
      { when: "The visitor waits and the flow fails or is paused", outcome: "The page says that the answers arrived but could not be dealt with, or that the form is closed and nothing was stored." },
      { when: "The database is away", outcome: "The page says that nothing was stored and keeps what was typed, so that it can be sent again." },
    ],
    rules: ["graph-8", "event-1", "event-2", "event-3"],
  },
});

export const event = operation({
  title: "Event",
  description: "Starts for events that are published in this workspace, by name and by what is in them.",
  icon: "radio",
  kind: "trigger",
  effect: "none",
  pattern: "event",
  summary: "When {name} is published",
  input: z.object({
    name: z.string().register(fields, {
      label: "Event name",
      control: "text",
      placeholder: "order/paid",
      help: "order/* is any name with one more part, order/** any that begins so. Publish with POST /api/v1/events or the step “Publish event”.",
      bindable: false,
    }),
    filter: z.string().max(4_000).optional().register(fields, {
      label: "Only if", control: "textarea", placeholder: "event.data.total > 100.0", bindable: false, help: "An expression over the event (id, name, data, receivedAt). Empty: every event of the name.",
    }),
    ...limitFields,
  }),
  output: z.object({ id: z.string(), name: z.string(), data: z.json(), receivedAt: z.string() }),
  sample: { id: "evt_01", name: "order/paid", data: { id: "order-1042", total: 128.4 }, receivedAt: "2026-11-23T14:02:51.204Z" },
  help: {
    rule: "Every flow that listens to the name gets a run of its own for each event; a slow or failing flow delays no other. With “A run for several” the run starts with {items, count}; with “the last of a burst” earlier ones are shown as replaced.",
    example: "order/paid is published once; the flows “Invoice” and “Analytics” both start, each with data.id = \"order-1042\".",
    failures: [
      { when: "An event with the same id comes again", outcome: "It is accepted and starts nothing." },
      { when: "“Only if” cannot be evaluated, such as for a field that is not there", outcome: "Nothing starts. The delivery is shown as refused, with the reason, and can be sent again." },
      { when: "The flow is paused, or its limit of runs or its pace is reached", outcome: "Events are kept and run later, oldest first." },
    ],
    rules: ["graph-8", "event-1", "event-2", "event-3"],
  },
});

export const manual = operation({
  title: "Manual",
  description: "Starts when somebody presses Run, or by the API.",
  icon: "hand",
  kind: "trigger",
  effect: "none",
  pattern: "batch",
  summary: "When somebody presses Run",
  input: z.object({
    fields: declaredFields.register(fields, { label: "Asks for", control: "declaration", help: "What has to be filled in before it starts.", bindable: false }),
  }),
  output: z.record(z.string(), z.json()),
  sample: {},
  shape: { from: "declaration", field: "fields" },
  help: {
    rule: "The run starts with the values that were filled in; each is checked against its type first, and a wrong one starts nothing.",
    example: "It asks for day (text). Somebody enters 2026-11-23 and presses Run; the steps read day.",
    failures: [{ when: "A required value is missing or of another type", outcome: "The run does not start, and the message names the field." }],
    rules: ["graph-8"],
  },
});

export const called = operation({
  title: "Called by another flow",
  description: "Starts when another flow calls this one, with the values it passes.",
  icon: "corner-down-right",
  kind: "trigger",
  effect: "none",
  pattern: "event",
  summary: "When another flow calls this one",
  input: z.object({
    fields: declaredFields.register(fields, { label: "Takes", control: "declaration", help: "What a caller passes.", bindable: false }),
    answer: z.enum(["ack", "respond"]).default("respond").register(fields, {
      label: "Answers", control: "select", bindable: false, options: { respond: "With Respond, the caller waits", ack: "At once, with nothing" },
    }),
  }),
  output: z.record(z.string(), z.json()),
  sample: {},
  shape: { from: "declaration", field: "fields" },
  defaults: { answer: "respond" },
  help: {
    rule: "The called flow's published version runs as a run of its own. What its Respond gives is the caller's result; if it fails, the calling step fails with the same error.",
    example: "“Check stock” takes sku (text) and responds {\"left\": 3}. A step of another flow calls it for each order line.",
    failures: [
      { when: "Flows call each other deeper than 8 levels", outcome: "The calling step fails with call_depth." },
      { when: "A required value is missing or of another type", outcome: "The calling step fails with validation, and the message names the field." },
    ],
    rules: ["graph-7", "graph-8", "step-10"],
  },
});
