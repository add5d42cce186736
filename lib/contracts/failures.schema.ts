import { z } from "zod";
import { contract } from "./contract.ts";
import { RunError, RunChoice } from "./runs.schema.ts";
import { idParam, Instant, Name, Nothing } from "./shared.schema.ts";

const read = { kind: "workspace", permission: "runs:read" } as const;
const start = { kind: "workspace", permission: "runs:start" } as const;

/** Failed runs of one flow that failed in the same way: the same step, error and message, values in it left aside. */
export const FailureGroup = z.object({
  flow: z.object({ id: z.string(), name: z.string(), /** Published now. */ live: z.number().nullable() }), fingerprint: z.string(),
  /** The step that failed, by its name in the version of the last one; null when no step did. */
  step: z.string().nullable(),
  /** Of the last one. */
  error: RunError, lastRun: z.string(),
  /** Failed runs that are kept; those of them that no other run has replayed. */
  total: z.number(), left: z.number(),
  firstAt: Instant, lastAt: Instant, versions: z.array(z.number()),
  /** `resolved` until it happens again. */
  state: z.enum(["open", "muted", "resolved"]), stateBy: z.string().nullable(), stateAt: Instant.nullable(),
});
export type FailureGroup = z.infer<typeof FailureGroup>;

export const listFailures = contract({
  method: "GET", path: "/api/v1/failures", access: read, status: 200,
  summary: "Failures of live runs, grouped by what they have in common, the latest first; the 100 latest groups.",
  query: z.strictObject({ flow: idParam.optional(), since: Instant.optional(), state: z.enum(["open", "muted", "resolved"]).optional() }),
  answer: z.object({ groups: z.array(FailureGroup) }),
});

export const setFailureState = contract({
  method: "PUT", path: "/api/v1/failures/{flow}/{fingerprint}", access: start, status: 200,
  summary: "Mutes a group of failures, says that it is resolved, or takes that back.",
  params: z.strictObject({ flow: idParam, fingerprint: z.string().min(1).max(64) }),
  body: z.strictObject({ state: z.enum(["open", "muted", "resolved"]) }),
  answer: FailureGroup,
});

const StepCount = z.object({ flow: z.string(), step: z.string().nullable(), count: z.number() });

const Choice = z.strictObject({
  filter: RunChoice,
  /** From what failed, or from the start. */
  from: z.enum(["failed", "start"]).default("failed"),
  version: z.enum(["same", "latest"]).default("latest"),
});

export const Redrive = z.object({
  id: z.string(), status: z.enum(["running", "paused", "done", "stopped"]), filter: RunChoice, from: z.enum(["failed", "start"]), version: z.enum(["same", "latest"]),
  rate: z.number(), total: z.number(), started: z.number(),
  /** How the runs that it started stand. */
  runs: z.object({ open: z.number(), succeeded: z.number(), failed: z.number(), cancelled: z.number() }),
  /** Runs that could not be done again, by the reason. */
  refused: z.array(z.object({ reason: z.string(), count: z.number() })),
  startedBy: z.string(), createdAt: Instant, finishedAt: Instant.nullable(),
});
export type Redrive = z.infer<typeof Redrive>;

export const previewRedrive = contract({
  method: "POST", path: "/api/v1/redrives/preview", access: read, status: 200,
  summary: "How many runs a redrive would do again, of how many flows, where they failed, and what was sent before and is not sent again.",
  body: Choice,
  answer: z.object({
    runs: z.number(), flows: z.number(),
    /** Where and why they failed, the most first; the step's name where it is known. */
    kinds: z.array(z.object({ flow: z.string(), step: z.string().nullable(), class: z.string().nullable(), count: z.number() })),
    /** There are more than could be counted; the numbers are of the newest 10,000. */
    more: z.boolean(),
    confirmed: z.number(), /** The same by step. */ confirmedBy: z.array(StepCount),
    /** Requests of which nobody knows whether they arrived, by step. */
    unknownBy: z.array(StepCount),
    /** Matching runs that are left out: what is not over or did not fail, and what another run replays already; null when too many match to be counted. */
    leftOut: z.number().nullable(),
  }),
});

export const startRedrive = contract({
  method: "POST", path: "/api/v1/redrives", access: start, status: 202,
  summary: "Does the runs that match again, oldest first, at a rate; confirmed effects are skipped.",
  body: Choice.extend({ /** Runs a second. */ rate: z.number().min(0.1).max(100).default(5) }),
  answer: Redrive,
});

export const listRedrives = contract({
  method: "GET", path: "/api/v1/redrives", access: read, status: 200,
  summary: "The 50 latest redrives.",
  answer: z.object({ redrives: z.array(Redrive) }),
});

export const readRedrive = contract({
  method: "GET", path: "/api/v1/redrives/{redrive}", access: read, status: 200,
  summary: "A redrive and how its runs stand.",
  params: z.strictObject({ redrive: idParam }),
  answer: Redrive,
});

export const changeRedrive = contract({
  method: "PATCH", path: "/api/v1/redrives/{redrive}", access: start, status: 200,
  summary: "Pauses, resumes or stops a redrive, or changes its rate.",
  params: z.strictObject({ redrive: idParam }),
  body: z.strictObject({ status: z.enum(["running", "paused", "stopped"]).optional(), rate: z.number().min(0.1).max(100).optional() }),
  answer: Redrive,
});

export const RunView = z.object({ id: z.string(), name: z.string(), query: z.string(), createdBy: z.string() });
export type RunView = z.infer<typeof RunView>;

export const listRunViews = contract({
  method: "GET", path: "/api/v1/run-views", access: read, status: 200,
  summary: "Named filters of the run list.",
  answer: z.object({ views: z.array(RunView) }),
});

export const saveRunView = contract({
  method: "POST", path: "/api/v1/run-views", access: start, status: 201,
  summary: "Names a filter of the run list, for everybody in the workspace; `query` is as in the page's address.",
  body: z.strictObject({ name: Name, query: z.string().max(2_000) }),
  answer: RunView,
});

export const deleteRunView = contract({
  method: "DELETE", path: "/api/v1/run-views/{view}", access: start, status: 204,
  summary: "Forgets a named filter.",
  params: z.strictObject({ view: idParam }),
  answer: Nothing,
});
