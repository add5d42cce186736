import { z } from "zod";
import { contract } from "./contract.ts";
import { idParam, Instant, Nothing, Page } from "./shared.schema.ts";

/** The workspace's name; null when it is gone. */
const ofWorkspace = { workspace: z.string(), workspaceName: z.string().nullable() };

export const Queue = z.object({
  depth: z.object({
    due: z.number(), sleeping: z.number(), running: z.number(), quarantined: z.number(), oldestDueMs: z.number(), nextDueMs: z.number().nullable(),
    /** Each count above goes up to this; `estimated` is of all jobs, by the database's statistics. */
    countedTo: z.number(), estimated: z.number().nullable(), crashesEver: z.number(), quarantinedEver: z.number(),
  }),
  workers: z.array(z.object({ id: z.string(), startedAt: Instant, seenAt: Instant, version: z.string().nullable(), alive: z.boolean(), held: z.number() })),
  groupsCountedTo: z.number(),
  groups: z.array(z.object({ ...ofWorkspace, due: z.number(), sleeping: z.number(), running: z.number(), oldestDueMs: z.number().nullable() })),
  quarantined: z.array(z.object({ ...ofWorkspace, run: z.string(), at: Instant, reason: z.string().nullable() })),
  database: z.object({ bytes: z.number(), connections: z.number(), maxConnections: z.number() }),
});
export type Queue = z.infer<typeof Queue>;

export const jobStates = ["leased", "due", "sleeping", "suspect"] as const;
export type JobState = (typeof jobStates)[number];

export const QueueJob = z.object({
  ...ofWorkspace, run: z.string(),
  /** With `key` and `fence` it names one lease. */
  job: z.string(), key: z.string(), fence: z.number(),
  kind: z.string(), dueAt: Instant.nullable(), attempt: z.number(), crashes: z.number(), leasedBy: z.string().nullable(), leaseUntil: Instant.nullable(),
});
export type QueueJob = z.infer<typeof QueueJob>;

export const readQueue = contract({
  method: "GET", path: "/api/v1/admin/queue", access: { kind: "instance-admin" }, status: 200,
  summary: "The queue of all workspaces: depth, workers, shares, runs that were set aside, and the database's load.",
  answer: Queue,
});

export const listQueueJobs = contract({
  method: "GET", path: "/api/v1/admin/queue/jobs", access: { kind: "instance-admin" }, status: 200,
  summary: "Jobs of one state by the time they are due, the oldest first.",
  query: Page.extend({ state: z.enum(jobStates).default("leased"), workspace: idParam.optional(), cursor: z.string().max(600).optional() }),
  answer: z.object({ jobs: z.array(QueueJob), next: z.string().nullable() }),
});

export const handBackJob = contract({
  method: "POST", path: "/api/v1/admin/queue/hand-back", access: { kind: "instance-admin" }, status: 204,
  summary: "Ends one lease, so that the job is taken anew; its holder writes nothing more.",
  body: z.strictObject({ job: z.string().min(1).max(200), key: z.string().min(1).max(200), fence: z.number().int().nonnegative() }),
  answer: Nothing,
});
