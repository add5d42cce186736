import { z } from "zod";
import { builtIn } from "../define.ts";
import { fields } from "../fields.ts";
import { FormField } from "../form-field.ts";
import { timeUnits } from "../time-unit.ts";

const unitWords = { seconds: "seconds", minutes: "minutes", hours: "hours", days: "days" };

export const wait = builtIn({
  title: "Wait",
  description: "Waits for a time, or until a moment.",
  icon: "clock",
  kind: "logic",
  built: "wait",
  effect: "none",
  stands: "value",
  summary: "Wait {amount} {unit}",
  input: z.object({
    mode: z.enum(["for", "until"]).default("for").register(fields, { label: "Wait", control: "select", bindable: false, options: { for: "For a time", until: "Until a moment" } }),
    amount: z.number().min(0).default(1).register(fields, { label: "How long", control: "number", showIf: { field: "mode", is: "for" } }),
    unit: z.enum(timeUnits).default("minutes").register(fields, { label: "Unit", control: "select", bindable: false, options: unitWords, showIf: { field: "mode", is: "for" } }),
    until: z.string().optional().register(fields, { label: "Until", control: "text", placeholder: "2026-12-24T18:00:00Z", help: "A date and time with its zone.", showIf: { field: "mode", is: "until" } }),
  }),
  output: z.object({ until: z.string() }),
  sample: { until: "2026-11-23T14:03:51.204Z" },
  defaults: { mode: "for", amount: 1, unit: "minutes" },
  help: {
    rule: "This path waits; other paths of the run go on meanwhile. The wait is stored, so a restart does not lose it. A moment that has passed does not wait at all. The longest wait is one year.",
    example: "Wait 2 days, then ask the customer how it went.",
    failures: [{ when: "It would be longer than one year, or is no moment", outcome: "It fails with validation." }],
    rules: ["graph-7", "step-2", "test-1"],
  },
});

export const waitEvent = builtIn({
  title: "Wait for an event",
  description: "Waits until an event is published, or until its time is over.",
  icon: "radio-receiver",
  kind: "logic",
  built: "wait-event",
  effect: "none",
  stands: "value",
  summary: "Wait for {event}",
  outputs: [{ id: "out", carries: "value" }, { id: "timeout", carries: "value", label: "timeout" }],
  input: z.object({
    event: z.string().min(1).max(200).register(fields, { label: "Event name", control: "text", placeholder: "order/paid", bindable: false }),
    path: z.string().max(500).optional().register(fields, { label: "Whose field", control: "text", placeholder: "order.id", help: "A path in the event's data. Empty: any event of that name.", bindable: false }),
    equals: z.json().optional().register(fields, { label: "Equals", control: "json", help: "What has to be at that path, such as this order's id." }),
    amount: z.number().min(0).default(1).register(fields, { label: "At most", control: "number" }),
    unit: z.enum(timeUnits).default("days").register(fields, { label: "Unit", control: "select", bindable: false, options: unitWords }),
    since: z.enum(["run", "now"]).default("run").register(fields, { label: "Counts", control: "select", bindable: false, options: { run: "Events since the run started", now: "Events from now on" } }),
  }),
  output: z.object({ id: z.string(), name: z.string(), data: z.json(), receivedAt: z.string() }),
  sample: { id: "evt_01", name: "order/paid", data: { id: "order-1042" }, receivedAt: "2026-11-23T14:02:51.204Z" },
  defaults: { amount: 1, unit: "days" },
  help: {
    rule: "The run goes on as soon as an event of that name is published whose field has the value given. Events since the start of the run count, so that one which came first is not missed. When its time is over, the timeout path is taken.",
    example: "After the order, wait for order/paid whose order.id equals this order, at most 3 days; on timeout send a reminder.",
    failures: [{ when: "No event comes in time", outcome: "The timeout path is taken." }],
    rules: ["event-4", "graph-7", "test-1"],
  },
});

export const approval = builtIn({
  title: "Approval",
  description: "Waits until somebody approves or rejects, on the run's page or by a link.",
  icon: "user-check",
  kind: "logic",
  built: "approval",
  effect: "none",
  stands: "value",
  summary: "Ask: {question}",
  outputs: [{ id: "approved", carries: "value", label: "approved" }, { id: "rejected", carries: "value", label: "rejected" }, { id: "timeout", carries: "value", label: "timeout" }],
  input: z.object({
    question: z.string().min(1).max(500).register(fields, { label: "Title", control: "text", placeholder: "Refund this order?" }),
    message: z.string().max(10_000).default("").register(fields, { label: "Message", control: "textarea", help: "What somebody needs to know to decide. Shown as plain text." }),
    details: z.record(z.string(), z.json()).optional().register(fields, { label: "Shown with it", control: "fields", help: "Values to look at, one row a value." }),
    form: z.array(FormField).max(50).default([]).register(fields, { label: "Form", control: "form", help: "What is filled in with the decision. Later steps read it as fields.", bindable: false }),
    who: z.enum(["members", "link"]).default("members").register(fields, { label: "Who decides", control: "select", bindable: false, options: { members: "Members who may run flows", link: "Anybody who has the link" } }),
    approve: z.string().min(1).max(40).default("Approve").register(fields, { label: "Word to approve", control: "text", placeholder: "Approve", bindable: false }),
    reject: z.string().min(1).max(40).default("Reject").register(fields, { label: "Word to reject", control: "text", placeholder: "Reject", bindable: false }),
    amount: z.number().min(0).default(7).register(fields, { label: "At most", control: "number" }),
    unit: z.enum(timeUnits).default("days").register(fields, { label: "Unit", control: "select", bindable: false, options: unitWords }),
    after: z.enum(["timeout", "approved", "rejected"]).default("timeout").register(fields, { label: "After that", control: "select", bindable: false, options: { timeout: "Take the timeout path", approved: "It counts as approved", rejected: "It counts as rejected" } }),
  }),
  output: z.object({
    decision: z.enum(["approved", "rejected", "timeout"]),
    /** Who decided, as they are known or as they called themselves; empty when nobody did. */
    by: z.string(),
    signedIn: z.boolean(),
    comment: z.string(),
    at: z.string(),
    fields: z.record(z.string(), z.json()),
    link: z.string(),
  }),
  sample: { decision: "approved", by: "ada@example.com", signedIn: true, comment: "", at: "2026-11-23T14:02:51.204Z", fields: {}, link: "https://millrace.example.com/a/4fTz…" },
  shape: { from: "form", field: "form", into: "fields", sureWhile: { field: "after", is: "timeout" } },
  defaults: { amount: 7, unit: "days" },
  help: {
    rule: "The run's page asks, and so does the page behind the approval's link. The first decision counts and names who made it; a second one is told so. The link is known when the run starts: any step of the flow may use it, one before the approval too, to send it by mail or chat. When the question is asked, the event millrace/approval.requested is published with the link, so that another flow can send it.",
    example: "Refund of 480: a step before posts the approval's link to a chat. Somebody opens it, fills in the amount and approves; the payment step reads fields.amount.",
    failures: [
      { when: "Nobody decides in time", outcome: "The timeout path is taken, or the decision that “After that” names." },
      { when: "A decision comes as the time ends", outcome: "One of them counts. Who comes too late is told so, and nothing changes." },
      { when: "A field is missing or of another type", outcome: "The form says which one, and the approval goes on waiting." },
      { when: "The link is opened before the question is asked, after its run was cancelled, or by a mail scanner", outcome: "The page says how it stands. Opening a link decides nothing; only its buttons do." },
      { when: "It would wait longer than one year", outcome: "It fails with validation." },
    ],
    rules: ["event-4", "graph-1", "graph-7", "test-1"],
  },
});
