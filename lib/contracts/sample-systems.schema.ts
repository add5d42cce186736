import { z } from "zod";
import { contract } from "./contract.ts";
import { Instant, Nothing } from "./shared.schema.ts";
import { Shown, ShownText } from "./shown.schema.ts";

export const SampleBehaviour = z.enum(["normal", "slow", "down", "refuses", "limited"]);
export type SampleBehaviour = z.infer<typeof SampleBehaviour>;

export const SampleSystem = z.object({
  id: z.string(), title: z.string(), description: z.string(),
  /** What its API begins with. */
  url: z.string(),
  behaviour: SampleBehaviour,
  /** Logged requests, of which the last 2,000 are kept. */
  requests: z.number(),
  collections: z.array(z.object({ id: z.string(), title: z.string(), count: z.number(), columns: z.array(z.object({ field: z.string(), title: z.string() })) })),
});
export type SampleSystem = z.infer<typeof SampleSystem>;

export const SampleRequest = z.object({
  seq: z.number(), method: z.string(), path: ShownText, status: z.number(), idempotencyKey: z.string().nullable(),
  /** The beginning of what was sent. */
  body: ShownText.nullable(),
  /** It was answered from an earlier request and did nothing new. */
  isRepeat: z.boolean(), at: Instant,
});
export type SampleRequest = z.infer<typeof SampleRequest>;

const read = { kind: "workspace", permission: "samples:read" } as const;
const write = { kind: "workspace", permission: "samples:write" } as const;
const name = z.string().min(1).max(64);
const params = z.strictObject({ system: name });

export const listSampleSystems = contract({
  method: "GET", path: "/api/v1/sample-systems", access: read, status: 200,
  summary: "The sample systems of this workspace; `isOn` is false, and none is listed, while they are off on this instance.",
  answer: z.object({ isOn: z.boolean(), systems: z.array(SampleSystem) }),
});

export const readSampleKey = contract({
  method: "GET", path: "/api/v1/sample-systems/key", access: write, status: 200,
  summary: "The workspace's key to its sample systems, for calls by URL.",
  answer: z.object({ key: z.string() }),
});

export const setSampleBehaviour = contract({
  method: "PATCH", path: "/api/v1/sample-systems/{system}", access: write, status: 200,
  summary: "Says how a sample system acts: normal, slow (1 s), down (503), refuses (422), or limited (every other request is refused with 429).",
  params,
  body: z.strictObject({ behaviour: SampleBehaviour }),
  answer: z.object({ behaviour: SampleBehaviour }),
});

export const resetSampleSystem = contract({
  method: "POST", path: "/api/v1/sample-systems/{system}/reset", access: write, status: 204,
  summary: "Puts a sample system's records, log and behaviour back to the first day.",
  params,
  answer: Nothing,
});

const Before = z.strictObject({ cursor: z.string().max(200).optional(), limit: z.coerce.number().int().min(1).max(200).default(50) });

export const listSampleRecords = contract({
  method: "GET", path: "/api/v1/sample-systems/{system}/records/{collection}", access: read, status: 200,
  summary: "Records of a sample system, newest first.",
  params: params.extend({ collection: name }),
  query: Before,
  answer: z.object({ records: z.array(z.object({ id: z.string(), createdAt: Instant, updatedAt: Instant }).catchall(Shown)), next: z.string().nullable() }),
});

export const listSampleRequests = contract({
  method: "GET", path: "/api/v1/sample-systems/{system}/requests", access: read, status: 200,
  summary: "Requests that a sample system was sent, newest first.",
  params,
  query: Before,
  answer: z.object({ requests: z.array(SampleRequest), next: z.string().nullable() }),
});
