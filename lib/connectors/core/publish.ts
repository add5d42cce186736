import { z } from "zod";
import { operation } from "../define.ts";
import { fields } from "../fields.ts";

export const publish = operation({
  title: "Publish event",
  description: "Publishes an event in this workspace. Every flow that listens to its name gets a run of its own.",
  icon: "send",
  kind: "action",
  effect: "write",
  idempotency: "keyed",
  summary: "Publish {name}",
  perRecord: ["name", "data", "id"],
  input: z.object({
    name: z.string().min(1).max(200).register(fields, { label: "Event name", control: "text", placeholder: "order/paid", help: "Letters, digits, . _ - and /. Flows listen to it by this name." }),
    data: z.json().default({}).register(fields, { label: "Data", control: "json", help: "What the flows that listen to it read as data." }),
    id: z.string().max(200).optional().register(fields, { label: "Dedupe id", control: "text", placeholder: "order-1042", help: "A second event of this flow with the same id starts nothing. Empty: each run publishes its own, once, however often the step is tried." }),
  }),
  output: z.object({ event: z.string(), name: z.string(), duplicate: z.boolean() }),
  sample: { event: "evt_01", name: "order/paid", duplicate: false },
  help: {
    rule: "The event is stored with a run for every flow that listens, all or nothing, and this step goes on at once; it waits for none of them. A step that is tried again, or a run that is replayed, publishes the same event once. Among records it publishes one event a record.",
    example: "After the payment, publish order/paid with {\"id\": \"order-1042\"}. “Invoice” and “Analytics” both start, and neither waits for the other.",
    failures: [
      { when: "An event with the same dedupe id was published by this flow before", outcome: "Nothing starts; the result has the first event's id and duplicate: true." },
      { when: "Flows publish because of each other more than 16 times in a row", outcome: "This step fails with event_loop." },
      { when: "The name has other characters, or begins with millrace/", outcome: "It fails with event_name." },
      { when: "A test-run comes to it", outcome: "Nothing is published; the run's page shows what would have been." },
    ],
    rules: ["event-1", "event-3", "graph-7", "step-4", "test-1"],
  },
});
