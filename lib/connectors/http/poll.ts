import { z } from "zod";
import { operation } from "../define.ts";
import { fields } from "../fields.ts";
import { limitFields } from "../limit-fields.ts";
import { pages } from "./operations.ts";

const { records, paging, parameter, size, sizeParameter, next, since, sinceParameter, query, headers } = pages.input.shape;

export const poll = operation({
  title: "Poll",
  description: "Asks a URL every so often, and starts once for each item that is new in its list.",
  icon: "rows-3",
  kind: "trigger",
  effect: "read",
  pattern: "event",
  connection: "optional",
  connectionKinds: ["http/bearer", "http/basic", "http/api-key"],
  summary: "When {url} lists something new",
  input: z.object({
    url: z.string().min(1).register(fields, { label: "URL", control: "text", placeholder: "https://api.example.com/orders", bindable: false }),
    query, headers,
    every: z.number().int().min(1).max(1_440).default(5).register(fields, { label: "Every", control: "number", unit: "min", bindable: false }),
    records: records.clone().register(fields, { label: "Items are at", control: "text", placeholder: "data.orders", help: "A path in the reply's body. Empty: the body is the list.", bindable: false }),
    key: z.string().max(500).default("").register(fields, { label: "Item's id", control: "text", placeholder: "id", help: "The field that tells items apart. Empty: an item that is other than before is a new one.", bindable: false }),
    first: z.enum(["now", "all"]).default("now").register(fields, { label: "The first time", control: "select", bindable: false, options: { now: "Take what comes from now on", all: "Take everything that is listed" } }),
    since: since.clone().register(fields, { label: "Changed-at field", control: "text", placeholder: "updated_at", help: "Its highest value is kept, and the next time only newer items are asked for.", bindable: false }),
    sinceParameter,
    overlapSeconds: z.number().int().min(0).max(604_800).default(300).register(fields, { label: "Overlap", control: "number", unit: "s", help: "It asks again for so much before the highest value, so that an item that was listed late is not missed. None is taken twice.", bindable: false }),
    paging, parameter, size, sizeParameter, next,
    ...limitFields,
  }),
  output: z.object({ id: z.string(), item: z.json(), receivedAt: z.string() }),
  sample: { id: "order-1042", item: { id: "order-1042", total: 128.4 }, receivedAt: "2026-11-23T14:02:51.204Z" },
  defaults: { every: 5, paging: "none" },
  help: {
    rule: "Each item is one event, once: its id is remembered for as long as it is listed and 30 days on. Publishing the flow again goes on where it was; only another URL, list, id or changed-at field begins anew. One of all workers asks at a time, by the database's clock.",
    example: "Every 5 minutes GET https://api.example.com/orders?updated_since=… lists 40 orders, 2 of them new: two runs start, each with its item.",
    failures: [
      { when: "It does not answer, or refuses", outcome: "Nothing is lost: it asks again, with growing waits up to the interval. The failure is shown on the flow's poll page and counts for alerts on failures." },
      { when: "The reply has no list where it should be", outcome: "It fails with no_list, and says where it looked." },
      { when: "A test-run starts it", outcome: "It asks once and takes the first item that it would take; nothing is remembered." },
      { when: "The flow is paused", outcome: "It does not ask. What is listed then is taken when it is resumed." },
    ],
    rules: ["graph-8", "event-1", "event-3", "region-8", "test-1"],
  },
});
