import { z } from "zod";
import { builtIn } from "../define.ts";
import { fields } from "../fields.ts";
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
  description: "Waits until somebody approves or rejects.",
  icon: "user-check",
  kind: "logic",
  built: "approval",
  effect: "none",
  stands: "value",
  summary: "Ask: {question}",
  outputs: [{ id: "approved", carries: "value", label: "approved" }, { id: "rejected", carries: "value", label: "rejected" }, { id: "timeout", carries: "value", label: "timeout" }],
  input: z.object({
    question: z.string().min(1).max(500).register(fields, { label: "Question", control: "text", placeholder: "Refund this order?" }),
    details: z.record(z.string(), z.json()).optional().register(fields, { label: "Shown with it", control: "fields", help: "What somebody needs to know to decide, one row a value." }),
    amount: z.number().min(0).default(7).register(fields, { label: "At most", control: "number" }),
    unit: z.enum(timeUnits).default("days").register(fields, { label: "Unit", control: "select", bindable: false, options: unitWords }),
  }),
  output: z.object({ decision: z.enum(["approved", "rejected"]), by: z.string(), comment: z.string(), at: z.string() }),
  sample: { decision: "approved", by: "ada@example.com", comment: "", at: "2026-11-23T14:02:51.204Z" },
  defaults: { amount: 7, unit: "days" },
  help: {
    rule: "The run's page asks the question. The first decision counts and names who made it; a second one is told so.",
    example: "Refund of 480: approved goes on to the payment provider, rejected tells the customer.",
    failures: [{ when: "Nobody decides in time", outcome: "The timeout path is taken." }],
    rules: ["event-4", "graph-7", "test-1"],
  },
});
