import { z } from "zod";
import { connector, operation } from "../define.ts";
import { fields } from "../fields.ts";

const textRecord = z.record(z.string(), z.string());

export const webhook = operation({
  title: "Webhook",
  description: "Starts when a request is posted to the flow's own URL. It is answered at once, when the event is stored.",
  icon: "webhook",
  kind: "trigger",
  effect: "none",
  pattern: "event",
  summary: "When a request is posted to this flow's URL",
  inputs: [],
  input: z.object({
    url: z.null().optional().register(fields, { label: "URL", control: "hook-url", bindable: false }),
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
});

export const event = operation({
  title: "Event",
  description: "Starts for every event of one name that is published in this workspace.",
  icon: "radio",
  kind: "trigger",
  effect: "none",
  pattern: "event",
  summary: "When {name} is published",
  inputs: [],
  input: z.object({
    name: z.string().register(fields, {
      label: "Event name",
      control: "text",
      placeholder: "order/paid",
      help: "Publish events with POST /api/v1/events.",
      bindable: false,
    }),
  }),
  output: z.object({ id: z.string(), name: z.string(), data: z.json(), receivedAt: z.string() }),
  sample: { id: "evt_01", name: "order/paid", data: { id: "order-1042", total: 128.4 }, receivedAt: "2026-11-23T14:02:51.204Z" },
});

export const map = operation({
  title: "Map",
  description: "Makes a new value from fields you name, filled from anything that ran before.",
  icon: "table-2",
  kind: "logic",
  effect: "none",
  summary: "Set {fields}",
  input: z.object({
    fields: z.record(z.string(), z.json()).register(fields, { label: "Fields", control: "fields", help: "One row a field of the result." }),
  }),
  output: z.record(z.string(), z.json()),
  sample: {},
});

export const core = connector({ id: "core", title: "Built in", operations: { webhook, event, map } });
