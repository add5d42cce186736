import { z } from "zod";
import { eventNamePattern, namePatternProblem } from "#lib/flow/event-name.ts";
import { type AnswerOf, contract } from "./contract.ts";
import { RunError, RunStatus } from "./runs.schema.ts";
import { Payload } from "./payload.schema.ts";
import { idParam, Instant, Page } from "./shared.schema.ts";
import { ShownText } from "./shown.schema.ts";

/** What became of one event at one flow. */
export const Delivery = z.object({
  flow: z.string(),
  status: z.enum(["held", "admitted", "started", "expired", "refused"]),
  run: z.string().nullable(),
  /** 0 is the first; each replay or redrive adds one. */
  round: z.number(),
  /** Its run took it as one of a list, or put it aside for a later one. */
  taken: z.enum(["listed", "replaced"]).nullable(),
  runStatus: RunStatus.nullable(),
  /** Of a failed run: which other run does it again. */
  replayedBy: z.string().nullable(),
  /** Of a refused one: why the filter could not be evaluated. */
  problem: z.string().nullable(),
});
export type Delivery = z.infer<typeof Delivery>;

/** Where an event came from: `api`, a flow's hook, form or poll, or a flow that published it. */
const Source = z.object({ kind: z.enum(["api", "hook", "form", "poll", "flow", "millrace"]), flow: z.string().nullable() });

export const Event = z.object({
  id: z.string(), name: z.string(), source: Source, receivedAt: Instant, size: z.number(),
  /** The newest at each flow. */
  deliveries: z.array(Delivery),
  /** What tells it from others of its name: the business keys of the runs that these started, by name. */
  keys: z.record(z.string(), ShownText),
});
export type Event = z.infer<typeof Event>;

/** A name, or a pattern of names such as `order/*`. */
const NamePattern = z.string().min(1).max(200).refine((name) => namePatternProblem(name) === null, "Write a name like order/paid, or a pattern like order/*.");

const read = { kind: "workspace", permission: "events:read" } as const;
const publish = { kind: "workspace", permission: "events:write" } as const;
const start = { kind: "workspace", permission: "runs:start" } as const;

/** Which events; everything that is not said matches. */
export const EventFilterInput = z.strictObject({
  name: NamePattern.optional(),
  /** An event's id, or the id its sender gave it. */
  id: z.string().min(1).max(200).optional(),
  source: z.enum(["api", "hook", "form", "poll", "flow", "millrace"]).optional(),
  /** Heard by this flow. */
  flow: idParam.optional(),
  since: Instant.optional(), until: Instant.optional(),
  /** The value of a business key of a run that one started. */
  key: z.string().min(1).max(200).optional(),
  /** Those with a delivery that failed, was refused or is held. */
  state: z.enum(["failed", "refused", "held"]).optional(),
});
export type EventFilterInput = z.infer<typeof EventFilterInput>;

export const listEvents = contract({
  method: "GET", path: "/api/v1/events", access: read, status: 200,
  summary: "The event log, newest first, with what became of each event at each flow.",
  query: Page.extend({
    ...EventFilterInput.shape,
    /** Stands in a value of what came, as you may see it; so many of the newest are looked through for one answer. */
    text: z.string().trim().min(2).max(200).optional(),
  }),
  answer: z.object({
    events: z.array(Event),
    /** Of a search for a text: how many events were looked through, and back to when; `closed` were not, because a field rule holds for what published them. */
    looked: z.object({ events: z.number(), closed: z.number(), to: Instant.nullable() }).nullable(),
    /** Those that events on this page were delivered to, and those that they came from. */
    flows: z.array(z.object({ id: z.string(), name: z.string() })), sources: z.array(z.object({ id: z.string(), name: z.string() })),
    next: z.string().nullable(),
  }),
});

export const readEvent = contract({
  method: "GET", path: "/api/v1/events/{event}", access: read, status: 200,
  summary: "An event with its payload, every delivery of every round, and why those that are held wait.",
  params: z.strictObject({ event: idParam }),
  answer: Event.omit({ deliveries: true }).extend({
    /** Null when it is no longer stored. */
    payload: Payload.nullable(),
    /** The id its sender gave it. */
    dedupeId: ShownText.nullable(),
    hops: z.number(), publisher: z.string().nullable(),
    deliveries: z.array(Delivery.extend({
      id: z.string(), createdAt: Instant,
      /** Of a failed run: what went wrong, and the step's name; null when no step did. */
      failure: z.object({ step: z.string().nullable(), error: RunError }).nullable(),
      /** Why it is held, and until when where time decides. */
      held: z.object({ why: z.enum(["paused", "unpublished", "limit", "blocked", "pace", "burst", "list", "soon"]), until: Instant.nullable(), run: z.string().nullable(), /** Of a paused flow, as whoever paused it says. */ reason: z.string().nullable() }).nullable(),
    })),
    flows: z.array(z.object({ id: z.string(), name: z.string() })),
  }),
});
export type EventDetail = AnswerOf<typeof readEvent>;

const NewEvent = z.strictObject({
  name: z.string().regex(eventNamePattern, "Name it like order/paid."),
  /** Your own id: the same one again is accepted and does nothing. */
  id: z.string().min(1).max(200).optional(),
  data: z.json(),
});

export const publishEvents = contract({
  method: "POST", path: "/api/v1/events", access: publish, status: 202,
  summary: "Publishes one event or several; 202 means they are stored.",
  body: z.union([NewEvent, z.strictObject({ events: z.array(NewEvent).min(1).max(1_000) })]),
  maxBody: 4 * 1024 * 1024,
  answer: z.object({ events: z.array(z.object({ id: z.string(), duplicate: z.boolean() })) }),
});

const Named = z.object({ id: z.string(), name: z.string() });

export const EventName = z.object({
  name: z.string(), seen: z.number(), firstAt: Instant.nullable(), lastAt: Instant.nullable(),
  sources: z.array(Source),
  /** Flows that publish it, and that listen to it; the pattern when they listen to more. */
  publishers: z.array(Named), subscribers: z.array(Named.extend({ pattern: z.string(), filtered: z.boolean(), status: z.enum(["active", "paused"]) })),
  /** Paths of the data with their types, as learnt from events that came; `always`: in each of them. */
  shape: z.array(z.object({ path: z.string(), type: z.string(), always: z.boolean() })), looked: z.number(),
  /** What came otherwise than before, newest first. */
  drift: z.array(z.object({ path: z.string(), kind: z.enum(["added", "retyped", "gone"]), was: z.string(), is: z.string(), event: z.string(), at: Instant })),
});
export type EventName = z.infer<typeof EventName>;

export const listEventNames = contract({
  method: "GET", path: "/api/v1/event-names", access: read, status: 200,
  summary: "The names of events: who publishes and who listens, what they look like, and what changed.",
  answer: z.object({ names: z.array(EventName) }),
});

/** Events that are delivered again: `event` for a single one. */
const ReplayChoice = z.strictObject({
  event: idParam.optional(), name: NamePattern.optional(), since: Instant.optional(), until: Instant.optional(),
  /** To this flow alone; to all that listen now when not said. */
  flow: idParam.optional(),
  /** `same`: what earlier runs of an event have done for sure is not done twice. `again`: everything is done again. */
  mode: z.enum(["same", "again"]).default("same"),
});

export const EventReplay = z.object({
  id: z.string(), status: z.enum(["running", "paused", "done", "stopped"]),
  name: z.string().nullable(), flow: z.string().nullable(), mode: z.enum(["same", "again"]), rate: z.number(),
  /** Events of the range, looked at so far, and deliveries made. */
  total: z.number(), looked: z.number(), delivered: z.number(),
  startedBy: z.string(), createdAt: Instant, finishedAt: Instant.nullable(),
});
export type EventReplay = z.infer<typeof EventReplay>;

export const previewEventReplay = contract({
  method: "POST", path: "/api/v1/event-replays/preview", access: read, status: 200,
  summary: "What a replay of these events would deliver, and to whom.",
  body: ReplayChoice,
  answer: z.object({
    events: z.number(),
    /** By flow; of the newest 1,000 events of the range. */
    deliveries: z.array(Named.extend({ count: z.number(), before: z.number() })),
    /** There are more events than were looked at. */
    more: z.boolean(),
  }),
});

const rate = z.number().min(0.1).max(1_000);

export const startEventReplay = contract({
  method: "POST", path: "/api/v1/event-replays", access: start, status: 202,
  summary: "Delivers events again, oldest first, at a rate, as a new round.",
  body: ReplayChoice.extend({ /** Events a second. */ rate: rate.default(20) }),
  answer: EventReplay,
});

export const listEventReplays = contract({
  method: "GET", path: "/api/v1/event-replays", access: read, status: 200,
  summary: "The 20 latest replays of events.",
  answer: z.object({ replays: z.array(EventReplay) }),
});

export const changeEventReplay = contract({
  method: "PATCH", path: "/api/v1/event-replays/{replay}", access: start, status: 200,
  summary: "Pauses, resumes or stops a replay of events, or changes its rate.",
  params: z.strictObject({ replay: idParam }),
  body: z.strictObject({ status: z.enum(["running", "paused", "stopped"]).optional(), rate: rate.optional() }),
  answer: EventReplay,
});
