import { z } from "zod";
import { builtIn } from "../define.ts";
import { fields } from "../fields.ts";

export const map = builtIn({
  title: "Map",
  description: "Makes a new value from fields you name, filled from anything that ran before.",
  icon: "table-2",
  kind: "logic",
  built: "map",
  effect: "none",
  summary: "Set {fields}",
  perRecord: ["fields"],
  input: z.object({
    fields: z.record(z.string(), z.json()).register(fields, { label: "Fields", control: "fields", help: "One row a field of the result." }),
  }),
  output: z.record(z.string(), z.json()),
  sample: {},
  shape: { from: "fields", field: "fields" },
  help: {
    rule: "The result has exactly the fields you name, each filled from a reference, a text with references in it, or an expression. It calls nothing, so it takes no time and always gives the same for the same values. Among records it makes one new record from each.",
    example: "Fields id = order.id and total = order.amount * 1.19 turn {\"id\": 7, \"amount\": 100} into {\"id\": 7, \"total\": 119}.",
    failures: [
      { when: "A value it refers to is not there and has no default", outcome: "It fails with reference_missing; nothing is silently empty." },
      { when: "An expression does not fit its values", outcome: "It fails with validation and says which." },
    ],
    rules: ["graph-1", "graph-2", "step-1"],
  },
});

export const filter = builtIn({
  title: "Filter",
  description: "Lets through only what fits a condition.",
  icon: "filter",
  kind: "logic",
  built: "filter",
  effect: "none",
  summary: "Keep when {when}",
  perRecord: ["when"],
  input: z.object({ when: z.boolean().register(fields, { label: "Keep when", control: "condition", help: "Tests in rows, or an expression that gives true or false." }) }),
  output: z.object({ passed: z.boolean() }),
  sample: { passed: true },
  shape: { from: "input" },
  help: {
    rule: "What fits goes on. A value that does not fit ends its path there: the steps after it are skipped, and the run goes on elsewhere. A record that does not fit is dropped and counted as filtered.",
    example: "Keep when total is at least 50: of 3 orders with totals 20, 50 and 80, two go on and one is filtered.",
    failures: [{ when: "Two values have no order, such as text and a number", outcome: "It fails with validation." }],
    rules: ["graph-3", "region-1", "step-1"],
  },
});

export const branch = builtIn({
  title: "Branch",
  description: "Takes one of two paths.",
  icon: "split",
  kind: "logic",
  built: "branch",
  effect: "none",
  summary: "Yes when {when}",
  perRecord: ["when"],
  outputs: [{ id: "yes", carries: "any", label: "yes" }, { id: "else", carries: "any", label: "else" }],
  input: z.object({ when: z.boolean().register(fields, { label: "Yes when", control: "condition", help: "Tests in rows, or an expression that gives true or false." }) }),
  output: z.object({ taken: z.string() }),
  sample: { taken: "yes" },
  shape: { from: "input" },
  help: {
    rule: "Exactly one of the two paths is taken. Steps on the other one are skipped, and a step where both paths meet runs once. Among records each record takes its own path.",
    example: "Yes when country equals DE. An order from DE goes to “DHL”, every other to “Post”.",
    failures: [
      { when: "The condition cannot be decided", outcome: "It fails and takes its error path when one is drawn." },
      { when: "It is turned off", outcome: "The else path is taken." },
    ],
    rules: ["graph-3", "graph-5", "region-3"],
  },
});

export const switchCase = builtIn({
  title: "Switch",
  description: "Takes the path of the first case that fits.",
  icon: "list-tree",
  kind: "logic",
  built: "switch",
  effect: "none",
  summary: "Take the first that fits: {cases}",
  perRecord: ["cases"],
  casesField: "cases",
  outputs: [{ id: "else", carries: "any", label: "else" }],
  input: z.object({ cases: z.string().nullable().register(fields, { label: "Cases", control: "cases", help: "The first that fits is taken." }) }),
  output: z.object({ taken: z.string() }),
  sample: { taken: "else" },
  shape: { from: "input" },
  help: {
    rule: "Cases are tried from the top; the first that fits is taken, else the else path. Each case is a path of its own, and renaming it changes no connection.",
    example: "Cases “EU”, “US”, else. An order from FR takes “EU” although a later case would fit too.",
    failures: [
      { when: "A case cannot be decided", outcome: "It fails; later cases are not tried." },
      { when: "It is turned off", outcome: "The else path is taken." },
    ],
    rules: ["graph-3", "graph-5", "region-3"],
  },
});

export const merge = builtIn({
  title: "Merge",
  description: "Goes on when enough of the paths that lead to it have arrived.",
  icon: "merge",
  kind: "logic",
  built: "merge",
  effect: "none",
  summary: "Go on after {first|all} of the paths that lead here",
  outputs: [{ id: "out", carries: "any" }, { id: "timeout", carries: "value", label: "timeout" }],
  input: z.object({
    first: z.number().int().min(1).max(500).optional().register(fields, { label: "Paths to wait for", control: "number", help: "Empty: it waits until all are settled. 1: it goes on with the first that arrives.", bindable: false }),
    timeoutMs: z.number().int().min(1).max(31_536_000_000).optional().register(fields, { label: "At most", control: "number", unit: "ms", help: "Counted from the first path that is settled. Then the timeout path is taken, with what has arrived.", bindable: false }),
  }),
  output: z.record(z.string(), z.json()),
  sample: {},
  shape: { from: "edges" },
  help: {
    rule: "With a number it goes on once, when that many paths have arrived; what arrives later is marked late and changes nothing. If the number can no longer be reached, the error path is taken. Without a number it waits until every path is settled, as every step does. Its result names each path, with null for those that did not arrive. Among records it joins the streams.",
    example: "Two carriers are asked at once and the merge waits for 1. The quicker answer goes on; the slower one is recorded as late.",
    failures: [
      { when: "Too few paths can still arrive", outcome: "It fails with merge_unreachable and takes the error path when one is drawn." },
      { when: "Its time is over", outcome: "The timeout path is taken with what has arrived." },
    ],
    rules: ["graph-5", "region-3"],
  },
});

export const respond = builtIn({
  title: "Respond",
  description: "Gives the caller who waits an answer; the flow goes on after it.",
  icon: "reply",
  kind: "logic",
  built: "respond",
  effect: "none",
  stands: "value",
  summary: "Answer with {status}",
  input: z.object({
    status: z.number().int().min(200).max(599).default(200).register(fields, { label: "Status", control: "number", help: "200 is all well; 201 made something; 400 and above tell the caller that it failed." }),
    headers: z.record(z.string(), z.json()).optional().register(fields, { label: "Headers", control: "fields", help: "Sent along with the answer, one row a header." }),
    body: z.json().optional().register(fields, { label: "Body", control: "json", help: "What the caller gets: JSON, or one reference." }),
  }),
  output: z.object({ answered: z.boolean(), status: z.number() }),
  sample: { answered: true, status: 200 },
  defaults: { status: 200 },
  help: {
    rule: "The first Respond of a run is the answer; later ones are recorded as already answered. Steps after it still run.",
    example: "Respond with {\"left\": 3}: the flow that called this one gets {\"left\": 3} as its step's result.",
    failures: [
      { when: "The flow's caller does not wait", outcome: "It is an issue in the editor, and the flow cannot be published." },
      { when: "The trigger has a JSON Schema of the answer, the status is 2xx, and the body does not fit", outcome: "It fails with answer_mismatch and names each field; its caller gets 500 unless the error path answers. A body that can never fit is an issue in the editor." },
    ],
    rules: ["graph-8", "step-10", "sync-2"],
  },
});

export const stop = builtIn({
  title: "Stop",
  description: "Ends the run here, as succeeded.",
  icon: "circle-stop",
  kind: "logic",
  built: "stop",
  effect: "none",
  stands: "value",
  canFail: false,
  outputs: [],
  summary: "Stop: {reason}",
  input: z.object({ reason: z.string().max(500).default("").register(fields, { label: "Reason", control: "text", help: "Shown with the run, so that everybody sees why it ended here." }) }),
  output: z.null(),
  sample: null,
  help: {
    rule: "The run succeeds with the reason. Nothing new starts; calls that are under way finish and are recorded; waits end.",
    example: "An order was cancelled: Stop with “cancelled by the customer”.",
    failures: [],
    rules: ["graph-6"],
  },
});

export const failRun = builtIn({
  title: "Fail",
  description: "Ends the run here, as failed. Among records it rejects the record.",
  icon: "octagon-x",
  kind: "logic",
  built: "fail",
  effect: "none",
  canFail: false,
  outputs: [],
  perRecord: ["message"],
  summary: "Fail: {message}",
  input: z.object({ message: z.string().min(1).max(2_000).register(fields, { label: "Message", control: "text", help: "Shown with the run, or with the rejected record." }) }),
  output: z.null(),
  sample: null,
  help: {
    rule: "The run fails with the message. Nothing new starts; calls that are under way finish and are recorded. Among records only this record is rejected, with the message as its reason.",
    example: "Total is negative: Fail with “order 7 has a negative total”.",
    failures: [],
    rules: ["graph-6", "region-7"],
  },
});
