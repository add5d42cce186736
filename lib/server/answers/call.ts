import type { JsonObject } from "#lib/json.ts";
import type { Subscriber } from "../events/store-events.ts";
import type { AnswerKey } from "./answer-key.ts";

/** A request to a flow that answers, authorized and checked. */
export interface Call {
  requestId: string;
  workspaceId: string;
  subscriber: Subscriber & { /** Milliseconds after which the caller is told to come back. */ answerMs: number };
  /** Where it came from, such as `hook:flow_…`, and the name of its event. */
  source: string;
  name: string;
  /** What the trigger puts out. */
  input: JsonObject;
  /** What came with `Idempotency-Key`. */
  key: Pick<AnswerKey, "key" | "sent"> | null;
}

/** A request on its way: what it is stored under, and when its caller is told to come back. */
export interface Arrived extends Call {
  eventId: string;
  receivedAt: Date;
  answerKey: AnswerKey | null;
  /** On this process's monotonic clock. */
  until: number;
}
