import { z } from "zod";
import { contract } from "./contract.ts";
import { idParam, Instant } from "./shared.schema.ts";
import { ShownText } from "./shown.schema.ts";

export const PollState = z.object({
  flow: z.object({ id: z.string(), name: z.string() }),
  /** Null when the published version does not poll. */
  poll: z.object({
    status: z.enum(["active", "paused"]), url: z.string(), everyMinutes: z.number(), first: z.enum(["now", "all"]),
    nextAt: Instant.nullable(),
    /** When it was answered last; items of that answer, and those that were new. */
    polledAt: Instant.nullable(), items: z.number(), fresh: z.number(),
    /** In a row, and why. */
    failures: z.number(), problem: ShownText.nullable(),
    /** Items that are remembered as taken. */
    known: z.number(),
  }).nullable(),
});
export type PollState = z.infer<typeof PollState>;

export const readPoll = contract({
  method: "GET", path: "/api/v1/flows/{flow}/poll", access: { kind: "workspace", permission: "flows:read" }, status: 200,
  summary: "How a published poll stands: when it asks next, what the last answer held, and why it fails.",
  params: z.strictObject({ flow: idParam }),
  answer: PollState,
});

export const pollNow = contract({
  method: "POST", path: "/api/v1/flows/{flow}/poll", access: { kind: "workspace", permission: "runs:start" }, status: 202,
  summary: "Lets a published poll ask at once.",
  params: z.strictObject({ flow: idParam }),
  answer: PollState,
});
