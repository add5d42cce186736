import { z } from "zod";
import { contract } from "./contract.ts";
import { idParam, Instant, Page } from "./shared.schema.ts";

/** What a version has that the one before had not; `fields`: what its trigger takes in; `limits`: how many runs at once. */
export const VersionDifference = z.object({ added: z.number(), removed: z.number(), changed: z.number(), fields: z.boolean(), limits: z.boolean() });
export type VersionDifference = z.infer<typeof VersionDifference>;

const connection = z.object({ id: z.string(), /** null: it is gone, or the reader may not see connections. */ name: z.string().nullable() });

/** Something done to a flow, or to a connection that its version of that time uses, that may change how its runs go. */
export const FlowChange = z.object({
  id: z.string(), at: Instant,
  /** `user:usr_…` or `key:key_…`. */
  by: z.string(),
  change: z.discriminatedUnion("what", [
    z.object({ what: z.literal("published"), version: z.number(), message: z.string(), /** null: it was the first, or is not known. */ differs: VersionDifference.nullable() }),
    z.object({ what: z.literal("paused"), reason: z.string() }),
    z.object({ what: z.literal("resumed") }),
    z.object({ what: z.literal("kept"), days: z.number(), megabytes: z.number().nullable() }),
    /** A newer version of the flow's template was put into its draft. */
    z.object({ what: z.literal("template-taken"), version: z.number(), template: z.object({ id: z.string().nullable(), name: z.string().nullable() }) }),
    z.object({ what: z.literal("connection-replaced"), connection }),
    z.object({ what: z.literal("connection-renamed"), connection, from: z.string().nullable() }),
    z.object({ what: z.literal("connection-tested"), connection, ok: z.boolean() }),
  ]),
});
export type FlowChange = z.infer<typeof FlowChange>;

export const listFlowChanges = contract({
  method: "GET", path: "/api/v1/flows/{flow}/changes", access: { kind: "workspace", permission: "flows:read" }, status: 200,
  summary: "What was changed that runs of a flow depend on, newest first: versions, pauses, retention, connections, newer versions of its template.",
  params: z.strictObject({ flow: idParam }),
  /** From the first time, before the second. */
  query: Page.extend({ since: Instant.optional(), until: Instant.optional() }),
  answer: z.object({ changes: z.array(FlowChange), next: z.string().nullable() }),
});
