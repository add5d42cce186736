import { EgressError } from "#lib/egress/egress-error.ts";
import type { PlannedAct, PlannedStatement } from "#lib/flow/planned-write.ts";
import type { Json } from "#lib/json.ts";
import type { DatabaseSession, DatabaseValue, OutboundRequest } from "./define.ts";
import { runAction } from "./registry.server.ts";
import { StepError } from "./step-error.ts";

export interface Planning {
  /** Where a system is that comes with the product. */
  baseUrl: string | undefined;
  effectKey: string;
  /** The key is minted anew in every run; false when the step's own settings make it. */
  isKeyPerRun: boolean;
  /** A session that can change nothing. */
  database(): Promise<DatabaseSession>;
  signal: AbortSignal;
}

/** Ends an operation at the point where its request would leave, or its event be published. */
class KeptBack extends Error {}

const changes = /^\s*(insert|update|delete|merge|copy|create|alter|drop|truncate)\b/i;

/** Looks things up as it is asked to, and keeps every statement that would change something instead of running it. */
function keepingSession(session: DatabaseSession, kept: PlannedStatement[], inWrite: boolean): DatabaseSession {
  return {
    async query(text, values = [], options) {
      if (!inWrite && !changes.test(text)) return await session.query(text, values, options);
      kept.push({ kind: "statement", text, values: values as DatabaseValue[] as Json[] });
      return { rows: [], rowCount: 0, fields: [] };
    },
    parameterTypes: (text) => session.parameterTypes(text),
    async copyFrom(text) {
      kept.push({ kind: "statement", text, values: [] });
      return 0;
    },
    transaction: (work, options) => work(keepingSession(session, kept, options?.readOnly !== true)),
    end: () => session.end(),
  };
}

function requestOf(request: OutboundRequest, { effectKey, isKeyPerRun }: Planning): PlannedAct {
  const perRun = isKeyPerRun ? Object.keys(request.headers).filter((name) => request.headers[name] === effectKey) : [];
  return { kind: "request", method: request.method, url: request.url, headers: request.headers, body: request.body ?? null, perRun };
}

/**
 * What an action would send, made by the action itself: its request or statements, none of which leaves (SEMANTICS
 * test-1). What keeps it from being made is a problem in words, not a failure.
 */
export async function planAction(type: string, input: unknown, planning: Planning): Promise<PlannedAct[]> {
  const statements: PlannedStatement[] = [];
  const requests: PlannedAct[] = [];
  const events: PlannedAct[] = [];
  try {
    await runAction(type, input, {
      baseUrl: planning.baseUrl,
      effectKey: planning.effectKey,
      readOnly: false,
      signal: planning.signal,
      database: async () => keepingSession(await planning.database(), statements, false),
      publish: ({ name, data }) => {
        events.push({ kind: "event", name, data });
        return Promise.reject(new KeptBack());
      },
      send: (request) => {
        requests.push(requestOf(request, planning));
        return Promise.reject(new KeptBack());
      },
    });
  } catch (error) {
    planning.signal.throwIfAborted();
    // What an operation makes of the empty answer to a statement that was kept is nothing to tell.
    if (requests.length + events.length + statements.length === 0) return [problemOf(error)];
  }
  return [...requests, ...events, ...statements];
}

function problemOf(error: unknown): PlannedAct {
  const isTold = error instanceof StepError || EgressError.is(error);
  return { kind: "problem", message: isTold ? error.message : "What it would send could not be worked out before it is sent." };
}
