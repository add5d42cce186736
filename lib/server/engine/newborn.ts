import type { ClientBase } from "pg";
import type { LoadedRun } from "./load-run.ts";
import type { Stored } from "./run-state.ts";

/** What is stored with a run whose caller waits, when it is first written (SEMANTICS sync-2). */
export interface Birth {
  eventId: string;
  deliveryId: string;
  source: string;
  name: string;
  /** Hash of the event's payload, which is the run's input. */
  input: string;
  receivedAt: Date;
  version: number;
  /** Told when something waits for an event of that name. */
  onAwaited(): void;
}

/** A run that its own process moves on from memory, and stores when there is something to lose. */
export interface NewbornRun {
  run: LoadedRun;
  /** null: it is stored already, and held by this process. */
  birth: Birth | null;
  /** From then on (milliseconds) no step begins here. */
  until: number;
  onStored(stored: Stored): void;
  /** Why it could not go on, for whoever waits. */
  onError(error: unknown): void;
  /** What stores the run also calls this, in the same transaction, unless the run is over with it. */
  hold(client: Pick<ClientBase, "query">): Promise<void>;
}
