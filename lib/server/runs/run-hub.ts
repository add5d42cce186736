import pg from "pg";
import { runtime } from "../runtime.ts";
import { runChannel } from "./run-signals.ts";

interface Changed {
  /** Whatever happened before this may not have been told: it has just begun to listen. */
  begins?: boolean;
  runs: string[];
  /** Flows and connections that people changed. */
  changes: string[];
}

type Listener = (changed: Changed) => void;

interface Hub {
  listeners: Map<string, Set<Listener>>;
  connected: boolean;
  listening: boolean;
  /** Ends each open stream. */
  streams: Set<() => void>;
}

/** One per process, whichever copy of this module asks first. */
const slot = Symbol.for("millrace.run-hub");
type Holder = { [slot]?: Hub };

function theHub(): Hub {
  return ((globalThis as Holder)[slot] ??= { listeners: new Map(), connected: false, listening: false, streams: new Set() });
}

function deliver(hub: Hub, payload: string | undefined): void {
  const { w: workspace, r: runs = [], c: changes = [] } = JSON.parse(payload ?? "{}") as { w?: string; r?: string[]; c?: string[] };
  for (const listener of hub.listeners.get(workspace ?? "") ?? []) listener({ runs, changes });
}

/** Listens for as long as somebody watches; a lost connection is made again, and pages poll in between. */
async function connect(hub: Hub): Promise<void> {
  const { env, log } = runtime();
  hub.connected = true;
  const client = new pg.Client({ connectionString: env.databaseUrl, application_name: "millrace-signals", keepAlive: true });
  const lost = Promise.withResolvers<void>();
  client.on("error", () => lost.resolve());
  client.on("end", () => lost.resolve());
  client.on("notification", (message) => deliver(hub, message.payload));
  try {
    await client.connect();
    await client.query(`listen ${runChannel}`);
    hub.listening = true;
    for (const listeners of hub.listeners.values()) for (const listener of listeners) listener({ begins: true, runs: [], changes: [] });
    await lost.promise;
  } catch (err) {
    log.warn({ err }, "run-hub.lost");
  } finally {
    hub.listening = false;
    await client.end().catch(() => undefined);
    setTimeout(() => {
      hub.connected = false;
      if (hub.listeners.size > 0) void connect(hub);
    }, 1_000).unref();
  }
}

/** Calls `listener` with the ids of what changed in a workspace, until the returned function is called; `begins` when listening does. */
export function watchRuns(workspaceId: string, listener: Listener): () => void {
  const hub = theHub();
  const mine = hub.listeners.get(workspaceId) ?? new Set();
  hub.listeners.set(workspaceId, mine.add(listener));
  if (hub.listening) listener({ begins: true, runs: [], changes: [] });
  if (!hub.connected) void connect(hub);
  return () => {
    mine.delete(listener);
    if (mine.size === 0 && hub.listeners.get(workspaceId) === mine) hub.listeners.delete(workspaceId);
  };
}

/** Remembers how to end a stream, until the returned function is called. */
export function registerStream(end: () => void): () => void {
  const { streams } = theHub();
  streams.add(end);
  return () => void streams.delete(end);
}

/** Ends every open stream, so that a stopping server need not wait for its readers; they come back by themselves. */
export function endStreams(): void {
  for (const end of theHub().streams) end();
}
