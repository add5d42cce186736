import { z } from "zod";
import { contract } from "./contract.ts";
import { Payload } from "./payload.schema.ts";
import { idParam, Instant, Name, Nothing } from "./shared.schema.ts";

const node = z.string().min(1).max(64);
const flow = z.strictObject({ flow: idParam });
const one = z.strictObject({ flow: idParam, sample: idParam });
const read = { kind: "workspace", permission: "flows:read" } as const;
const write = { kind: "workspace", permission: "flows:write" } as const;

/** A named payload of a trigger or step; its value is read apart. */
export const Sample = z.object({
  id: z.string(), node: z.string(), name: z.string(), size: z.number(),
  origin: z.enum(["captured", "run", "generated", "pasted", "template"]),
  /** What its step is said to give has changed since it was made. */
  stale: z.boolean(), createdBy: z.string(), createdAt: Instant,
});
export type Sample = z.infer<typeof Sample>;

export const listSamples = contract({
  method: "GET", path: "/api/v1/flows/{flow}/samples", access: read, status: 200,
  summary: "The samples of a flow or of one of its steps, newest first, without their values.",
  params: flow,
  query: z.strictObject({ node: node.optional() }),
  answer: z.object({ samples: z.array(Sample) }),
});

export const createSample = contract({
  method: "POST", path: "/api/v1/flows/{flow}/samples", access: write, status: 201,
  summary: "Keeps a sample: a value given here, a step's output in a run, or one generated from what the step is said to give.",
  params: flow,
  body: z.strictObject({
    node, name: Name.optional(),
    from: z.discriminatedUnion("kind", [
      z.strictObject({ kind: z.literal("pasted"), value: z.json() }),
      z.strictObject({ kind: z.literal("run"), run: idParam }),
      z.strictObject({ kind: z.literal("generated") }),
    ]),
  }),
  maxBody: 4 * 1024 * 1024,
  answer: Sample,
});

export const readSample = contract({
  method: "GET", path: "/api/v1/flows/{flow}/samples/{sample}", access: read, status: 200,
  summary: "A sample with its value, as its reader may see it.",
  params: one,
  answer: Sample.extend({ payload: Payload }),
});

export const renameSample = contract({
  method: "PATCH", path: "/api/v1/flows/{flow}/samples/{sample}", access: write, status: 200,
  summary: "Renames a sample.",
  params: one,
  body: z.strictObject({ name: Name }),
  answer: Sample,
});

export const deleteSample = contract({
  method: "DELETE", path: "/api/v1/flows/{flow}/samples/{sample}", access: write, status: 204,
  summary: "Deletes a sample, and the mock that uses it.",
  params: one,
  answer: Nothing,
});

/** Classes of failure that a mock may have: those that steps really fail with. */
export const mockClasses = ["auth", "permission", "validation", "not_found", "conflict", "rate_limit", "transient", "provider", "fatal"] as const;
const MockError = z.strictObject({ class: z.enum(mockClasses), message: z.string().trim().min(1).max(500) });

/** What stands in for a step: a value, a sample, or a failure. */
export const NewMock = z.union([
  z.strictObject({ value: z.json() }),
  z.strictObject({ sample: idParam }),
  z.strictObject({ error: MockError }),
]);
export type NewMock = z.infer<typeof NewMock>;

export const Mock = z.object({
  node: z.string(), kind: z.enum(["value", "sample", "error"]),
  /** The sample it uses. */
  sample: Sample.nullable(), error: MockError.nullable(),
  /** Of a value. */
  payload: Payload.nullable(), updatedBy: z.string(), updatedAt: Instant,
});
export type Mock = z.infer<typeof Mock>;

export const listMocks = contract({
  method: "GET", path: "/api/v1/flows/{flow}/mocks", access: read, status: 200,
  summary: "What stands in for steps in every test-run of a flow.",
  params: flow,
  answer: z.object({ mocks: z.array(Mock) }),
});

export const putMock = contract({
  method: "PUT", path: "/api/v1/flows/{flow}/mocks/{node}", access: write, status: 204,
  summary: "Lets a value, a sample or a failure stand in for a step in every test-run.",
  params: z.strictObject({ flow: idParam, node }),
  body: z.strictObject({ mock: NewMock }),
  maxBody: 4 * 1024 * 1024,
  answer: Nothing,
});

export const deleteMock = contract({
  method: "DELETE", path: "/api/v1/flows/{flow}/mocks/{node}", access: write, status: 204,
  summary: "Lets a step run again in test-runs.",
  params: z.strictObject({ flow: idParam, node }),
  answer: Nothing,
});

/** The next requests on a hook's one URL are kept as samples, too. */
export const Capture = z.object({
  node: z.string(), wanted: z.number(), remaining: z.number(), endsAt: Instant,
  /** `stopped` by somebody or by time; `done` when all came. */
  state: z.enum(["open", "done", "stopped"]),
  /** Whether a published flow also runs; else a request is captured, not run. */
  runs: z.boolean(), url: z.string(),
});
export type Capture = z.infer<typeof Capture>;

export const startCapture = contract({
  method: "POST", path: "/api/v1/flows/{flow}/captures", access: write, status: 201,
  summary: "Keeps the next requests on the hook's URL as samples; a published flow runs as ever. Ends by itself.",
  params: flow,
  body: z.strictObject({ count: z.number().int().min(1).max(50).default(1), forSeconds: z.number().int().min(10).max(3_600).default(600) }),
  answer: Capture,
});

export const readCapture = contract({
  method: "GET", path: "/api/v1/flows/{flow}/captures", access: read, status: 200,
  summary: "The last capture of a flow's hook.",
  params: flow,
  answer: z.object({ capture: Capture.nullable() }),
});

export const stopCapture = contract({
  method: "DELETE", path: "/api/v1/flows/{flow}/captures", access: write, status: 204,
  summary: "Ends a capture before its time.",
  params: flow,
  answer: Nothing,
});
