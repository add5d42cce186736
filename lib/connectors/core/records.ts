import { z } from "zod";
import { builtIn } from "../define.ts";
import { fields } from "../fields.ts";

const regionSummary = z.object({ read: z.number(), written: z.number(), rejected: z.number() });

export const split = builtIn({
  title: "Split a list",
  description: "Turns a list into records, one for each item: the loop.",
  icon: "rows-3",
  kind: "source",
  built: "split",
  effect: "none",
  summary: "For each item of {list}",
  input: z.object({
    list: z.array(z.json()).register(fields, { label: "List", control: "json", help: "A reference to a list." }),
    key: z.string().max(500).optional().register(fields, { label: "Key", control: "text", placeholder: "id", help: "The field that tells items apart, so that a repeat does nothing twice.", bindable: false }),
  }),
  output: z.json(),
  sample: null,
  shape: { from: "items", field: "list" },
  help: {
    rule: "Each item becomes a record, and the steps connected by the records edge run once for each. When all of them are done, done gives the counts, and every Collect gives its list.",
    example: "An order has 3 lines. Split its lines, call the warehouse for each, collect the answers: the call runs 3 times.",
    failures: [
      { when: "An item fails", outcome: "It takes the error path of its step when one is drawn, else it is stored as rejected with the reason; the others go on." },
      { when: "It is no list", outcome: "The step fails with validation." },
    ],
    rules: ["region-1", "region-2", "region-3", "region-4", "region-5"],
  },
});

export const flatten = builtIn({
  title: "Flatten",
  description: "Makes one record of each item of a list in a record.",
  icon: "unfold-vertical",
  kind: "stream",
  built: "flatten",
  effect: "none",
  summary: "For each item of {list}",
  perRecord: ["list"],
  input: z.object({ list: z.array(z.json()).register(fields, { label: "List", control: "json", help: "A reference to a list in the record." }) }),
  output: z.json(),
  sample: null,
  shape: { from: "items", field: "list" },
  help: {
    rule: "A loop in a loop: 3 records with 4 items each become 12 records. Each key is the outer record's key with the item's number.",
    example: "Orders with lines: flatten order.lines, then load each line with the order's id.",
    failures: [{ when: "It is no list", outcome: "The record is rejected, or takes the error path." }],
    rules: ["region-3", "region-7"],
  },
});

export const deduplicate = builtIn({
  title: "Deduplicate",
  description: "Lets the first record of each key through, and drops the others.",
  icon: "copy-minus",
  kind: "stream",
  built: "deduplicate",
  effect: "none",
  summary: "Keep the first of each {key}",
  perRecord: ["key"],
  // Wrapped: bare JSON becomes a reference in JSON Schema, which carries no label.
  input: z.object({ key: z.json().nonoptional().register(fields, { label: "Key", control: "json", help: "What makes two records the same." }) }),
  output: z.json(),
  sample: null,
  shape: { from: "input" },
  help: {
    rule: "Within a run the first record of each key goes on; later ones are dropped and counted as filtered. What was seen is stored together with the place in the source, so a restart forgets nothing.",
    example: "Key = email: of three records with ada@example.com one goes on.",
    failures: [{ when: "The key is not there", outcome: "The record is rejected, or takes the error path." }],
    rules: ["region-7"],
  },
});

export const collect = builtIn({
  title: "Collect",
  description: "Gathers records into one list, for the steps after it.",
  icon: "layers",
  kind: "sink",
  built: "collect",
  effect: "none",
  summary: "Gather up to {limit} records",
  input: z.object({ limit: z.number().int().min(1).max(10_000).default(1_000).register(fields, { label: "At most", control: "number", bindable: false, unit: "records", help: "More than this fail the region, so that a list never grows without end." }) }),
  output: regionSummary.extend({ items: z.array(z.json()) }),
  sample: { read: 2, written: 2, rejected: 0, items: [] },
  defaults: { limit: 1_000 },
  help: {
    rule: "When all records are done, it gives items, in the order they arrived, and the counts.",
    example: "After 3 calls, items is the list of 3 answers.",
    failures: [{ when: "There are more records than its limit, or more than 16 MB", outcome: "The region fails with collect_full, and nothing after it runs." }],
    rules: ["region-4", "region-7"],
  },
});
