import { z } from "zod";
import { builtIn } from "../define.ts";
import { fields } from "../fields.ts";

export const callFlow = builtIn({
  title: "Call flow",
  description: "Runs another flow with values you pass, and goes on with its answer.",
  icon: "workflow",
  kind: "action",
  built: "call",
  effect: "write",
  idempotency: "keyed",
  summary: "Call {flow}",
  perRecord: ["input"],
  input: z.object({
    flow: z.string().regex(/^flow_[a-z0-9]+$/).register(fields, { label: "Flow", control: "flow", bindable: false, help: "A published flow that starts with “Called by another flow”." }),
    input: z.record(z.string(), z.json()).default({}).register(fields, { label: "Pass", control: "fields", help: "One row for each value that the called flow takes." }),
    wait: z.enum(["result", "detached"]).default("result").register(fields, { label: "Then", control: "select", bindable: false, options: { result: "Wait for its answer", detached: "Go on at once" } }),
  }),
  output: z.json(),
  sample: null,
  defaults: { wait: "result" },
  help: {
    rule: "The published version at the moment of the call runs as a run of its own, linked to this one. Its answer is this step's result; its failure is this step's error. Going on at once gives the run's id.",
    example: "Call “Check stock” with sku = \"A-1\"; the result is {\"left\": 3}.",
    failures: [
      { when: "The called flow fails", outcome: "This step fails with the child's error; its error path is taken when one is drawn." },
      { when: "The flow is not published, or calls go deeper than 8 levels", outcome: "This step fails with flow_not_published or call_depth." },
    ],
    rules: ["graph-7", "step-7", "step-8", "step-10"],
  },
});

export const code = builtIn({
  title: "Code",
  description: "Runs JavaScript of your own, apart from everything else.",
  icon: "braces",
  kind: "action",
  built: "code",
  effect: "none",
  idempotency: "natural",
  summary: "Run code with {input}",
  perRecord: ["input"],
  input: z.object({
    input: z.record(z.string(), z.json()).default({}).register(fields, { label: "Input", control: "fields", help: "Read in the code as input.name." }),
    source: z.string().min(1).max(100_000).register(fields, { label: "Code", control: "code", help: "Return a value: return { total: input.price * 2 };", bindable: false }),
  }),
  output: z.json(),
  sample: null,
  defaults: { source: "return input;" },
  help: {
    rule: "The code gets input and returns a value. It runs apart from everything else: it reaches no network, no files and no settings of the machine, may take 10 s and use 64 MB. What it writes with console.log is shown with the run.",
    example: "return { initials: input.name.split(\" \").map((part) => part[0]).join(\"\") };",
    failures: [
      { when: "It runs too long or takes too much memory", outcome: "It is stopped and fails with SANDBOX_TIMEOUT or SANDBOX_MEMORY." },
      { when: "It throws", outcome: "It fails with SANDBOX_ERROR, the message and the line." },
    ],
    rules: ["step-1", "test-2"],
  },
});
