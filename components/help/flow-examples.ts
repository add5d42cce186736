import type { NodeKind } from "#lib/flow/node-type.ts";

/** What becomes of a step, as a run's page says it; `never`: the run ended before it could start. */
export type StepEnd = "taken" | "skipped" | "failed" | "late" | "never";

/** How a step is made to end: its way out, or that it fails. */
export type Play = { succeeds: string } | "fails" | "runs out of time";

export interface ExampleStep {
  name: string;
  type: string;
  kind: NodeKind;
  /** Place in the picture: column and row. */
  at: readonly [column: number, row: number];
  /** What is said under the name. */
  about: string;
}

export interface ExampleCase {
  when: string;
  /** In the order in which steps end; those not named succeed at their plain way out, after these. */
  play: readonly (readonly [step: string, how: Play])[];
  ends: readonly (readonly [step: string, end: StepEnd, note?: string])[];
  run: string;
}

export interface FlowExample {
  id: string;
  title: string;
  text: string;
  rules: readonly string[];
  steps: readonly ExampleStep[];
  /** `a -> b`, `a.error -> b` for values, `a => b` for records. */
  edges: readonly string[];
  /** Steps whose setting is to skip when they fail. */
  skips?: readonly string[];
  /** How many paths a merge waits for, and for how long. */
  first?: { step: string; paths: number; timeoutMs: number };
  cases: readonly ExampleCase[];
}

const action = { type: "http/request", kind: "action" } as const;

/** Four flows with what exactly comes of them. A test plays each against the walk that runs flows, so the tables hold. */
export const flowExamples: readonly FlowExample[] = [
  {
    id: "parallel", title: "Two branches side by side", rules: ["graph-1", "graph-4", "graph-5", "step-2"],
    text: "Both wires leave the same way out, so both steps start at once. The step where they meet runs once, after both.",
    steps: [
      { name: "Order placed", type: "core/webhook", kind: "trigger", at: [0, 1], about: "trigger" },
      { name: "Make invoice", ...action, at: [1, 0], about: "at the same time" },
      { name: "Reserve stock", ...action, at: [1, 2], about: "at the same time" },
      { name: "Tell customer", ...action, at: [2, 1], about: "once, after both" },
    ],
    edges: ["Order placed -> Make invoice", "Order placed -> Reserve stock", "Make invoice -> Tell customer", "Reserve stock -> Tell customer"],
    cases: [
      {
        when: "Both succeed", play: [], run: "Succeeded",
        ends: [["Make invoice", "taken"], ["Reserve stock", "taken"], ["Tell customer", "taken", "runs once, after the slower of the two"]],
      },
      {
        when: "Reserve stock fails", play: [["Reserve stock", "fails"], ["Make invoice", { succeeds: "out" }]], run: "Failed at Reserve stock",
        ends: [["Make invoice", "taken", "it was under way: it finishes and is recorded"], ["Reserve stock", "failed"], ["Tell customer", "never", "nothing new starts"]],
      },
    ],
  },
  {
    id: "error-path", title: "An error path", rules: ["graph-3", "graph-4", "graph-5"],
    text: "The wire from the diamond is taken only when the step still fails after its tries. Both paths may meet again: exactly one of them is taken, so no merge is needed.",
    steps: [
      { name: "Order placed", type: "core/webhook", kind: "trigger", at: [0, 0], about: "trigger" },
      { name: "Charge card", ...action, at: [1, 0], about: "tried 3 times" },
      { name: "Ship", ...action, at: [2, 0], about: "when it was charged" },
      { name: "Tell support", ...action, at: [2, 1], about: "when it was not" },
      { name: "Write log", ...action, at: [3, 0], about: "in both cases, once" },
    ],
    edges: ["Order placed -> Charge card", "Charge card -> Ship", "Charge card.error -> Tell support", "Ship -> Write log", "Tell support -> Write log"],
    cases: [
      {
        when: "The card is charged", play: [], run: "Succeeded",
        ends: [["Charge card", "taken"], ["Ship", "taken"], ["Tell support", "skipped"], ["Write log", "taken"]],
      },
      {
        when: "The card is refused", play: [["Charge card", "fails"]], run: "Succeeded, 1 handled error",
        ends: [["Charge card", "failed", "its error path is taken, with class, code and message"], ["Ship", "skipped"], ["Tell support", "taken"], ["Write log", "taken"]],
      },
      {
        when: "Tell support fails as well", play: [["Charge card", "fails"], ["Tell support", "fails"]], run: "Failed at Tell support",
        ends: [["Charge card", "failed"], ["Ship", "skipped"], ["Tell support", "failed", "it has no error path of its own"], ["Write log", "never"]],
      },
    ],
  },
  {
    id: "first-of-two", title: "A merge that waits for the first two", rules: ["graph-5"],
    text: "Three carriers are asked at once. The merge waits for 2 paths, at most 5 s, and goes on once. A carrier that fails is set to skip, so it ends no run.",
    steps: [
      { name: "Parcel ready", type: "core/webhook", kind: "trigger", at: [0, 1], about: "trigger" },
      { name: "Ask North", ...action, at: [1, 0], about: "on error: skip" },
      { name: "Ask East", ...action, at: [1, 1], about: "on error: skip" },
      { name: "Ask West", ...action, at: [1, 2], about: "on error: skip" },
      { name: "First two", type: "core/merge", kind: "logic", at: [2, 1], about: "2 paths, at most 5 s" },
      { name: "Book cheaper", ...action, at: [3, 0], about: "when 2 have arrived" },
      { name: "Book any", ...action, at: [3, 1], about: "on timeout" },
      { name: "Ask a person", ...action, at: [3, 2], about: "on error" },
    ],
    edges: [
      "Parcel ready -> Ask North", "Parcel ready -> Ask East", "Parcel ready -> Ask West", "Ask North -> First two", "Ask East -> First two", "Ask West -> First two",
      "First two -> Book cheaper", "First two.timeout -> Book any", "First two.error -> Ask a person",
    ],
    skips: ["Ask North", "Ask East", "Ask West"],
    first: { step: "First two", paths: 2, timeoutMs: 5_000 },
    cases: [
      {
        when: "North and East answer first", play: [["Ask North", { succeeds: "out" }], ["Ask East", { succeeds: "out" }], ["First two", { succeeds: "out" }], ["Ask West", { succeeds: "out" }]], run: "Succeeded",
        ends: [["Ask North", "taken"], ["Ask East", "taken"], ["Ask West", "late", "its result changes nothing"], ["First two", "taken", "ask_west is null in its result"], ["Book cheaper", "taken"], ["Book any", "skipped"], ["Ask a person", "skipped"]],
      },
      {
        when: "North fails", play: [["Ask North", "fails"], ["Ask East", { succeeds: "out" }], ["Ask West", { succeeds: "out" }]], run: "Succeeded",
        ends: [["Ask North", "failed"], ["Ask East", "taken"], ["Ask West", "taken"], ["First two", "taken", "ask_north is null in its result"], ["Book cheaper", "taken"], ["Book any", "skipped"], ["Ask a person", "skipped"]],
      },
      {
        when: "Only North answers in 5 s", play: [["Ask North", { succeeds: "out" }], ["First two", "runs out of time"], ["First two", { succeeds: "timeout" }], ["Ask East", { succeeds: "out" }], ["Ask West", { succeeds: "out" }]], run: "Succeeded",
        ends: [["Ask North", "taken"], ["Ask East", "late"], ["Ask West", "late"], ["First two", "taken", "at timeout, with what has arrived"], ["Book cheaper", "skipped"], ["Book any", "taken"], ["Ask a person", "skipped"]],
      },
      {
        when: "East and West fail", play: [["Ask North", { succeeds: "out" }], ["Ask East", "fails"], ["Ask West", "fails"], ["First two", "fails"]], run: "Succeeded, 1 handled error",
        ends: [["Ask North", "taken"], ["Ask East", "failed"], ["Ask West", "failed"], ["First two", "failed", "merge_unreachable: two can no longer arrive"], ["Book cheaper", "skipped"], ["Book any", "skipped"], ["Ask a person", "taken"]],
      },
    ],
  },
  {
    id: "loop", title: "A loop over a list, as records", rules: ["region-1", "region-2", "region-4", "region-5"],
    text: "Split turns the list into records; the channel is the loop. Every step on it works once a record. Collect ends it: what stands after Collect or at done runs once, when all records are done. Here the order has 3 lines.",
    steps: [
      { name: "Order placed", type: "core/webhook", kind: "trigger", at: [0, 0], about: "trigger" },
      { name: "Split lines", type: "core/split", kind: "source", at: [1, 0], about: "3 lines, 3 records" },
      { name: "Check stock", ...action, at: [2, 0], about: "once a record" },
      { name: "Collect", type: "core/collect", kind: "sink", at: [3, 0], about: "a list of the answers" },
      { name: "Tell shop", ...action, at: [4, 0], about: "once" },
      { name: "Count lines", ...action, at: [2, 1], about: "once, at done" },
    ],
    edges: ["Order placed -> Split lines", "Split lines => Check stock", "Check stock => Collect", "Collect -> Tell shop", "Split lines.done -> Count lines"],
    cases: [
      {
        when: "All 3 lines succeed", play: [["Split lines", { succeeds: "done" }]], run: "Succeeded",
        ends: [["Split lines", "taken", "done: read 3, rejected 0"], ["Check stock", "taken", "3 times"], ["Collect", "taken", "items has 3 answers, in order"], ["Tell shop", "taken", "once"], ["Count lines", "taken", "once"]],
      },
      {
        when: "The second line fails", play: [["Split lines", { succeeds: "done" }]], run: "Succeeded, 1 record rejected",
        ends: [["Split lines", "taken", "done: read 3, rejected 1"], ["Check stock", "taken", "2 go on, 1 is rejected with its reason"], ["Collect", "taken", "items has 2 answers"], ["Tell shop", "taken", "once"], ["Count lines", "taken", "once"]],
      },
      {
        when: "More are rejected than the source allows", play: [["Split lines", "fails"]], run: "Failed at Split lines",
        ends: [["Split lines", "failed", "with the counts so far"], ["Check stock", "never", "nothing of the region is taken"], ["Collect", "never"], ["Tell shop", "never"], ["Count lines", "never"]],
      },
    ],
  },
];
