import type { Pattern } from "#lib/flow/pattern.ts";

/** A run's row as it is looked at; `status` null: the run is gone. */
export interface LookedAt {
  workspaceId: string;
  runId: string;
  pattern: Pattern;
  part: number;
  round: number;
  status: string | null;
  isTold: boolean;
  isBegun: boolean;
  isWoken: boolean;
  /** Counts this look too. */
  sends: number;
  tries: number;
  silences: number;
  isHeld: boolean;
  /** Its holder did not renew in time. */
  hasLapsed: boolean;
  /** The server should have called by now. */
  isSilent: boolean;
}

export type Act =
  | "start"
  | "wake"
  /** Told again under a new round: calls of the former one have nothing more to do. */
  | "restart"
  | "drop-hold"
  /** Tells the server that the run was cancelled, and forgets it. */
  | "cancel"
  | "forget"
  | "look-later";

const open = new Set(["queued", "running", "waiting"]);

/** What follows for a run that is looked at. */
export function nextAct(row: LookedAt): Act {
  if (row.status === null || !open.has(row.status)) return row.isTold && row.status === "cancelled" ? "cancel" : "forget";
  if (row.hasLapsed) return "drop-hold";
  if (!row.isTold) return "start";
  if (row.isSilent && !row.isHeld) return row.isBegun ? "restart" : "start";
  return row.isWoken && row.isBegun && !row.isHeld ? "wake" : "look-later";
}

/** Milliseconds until a wake-up is repeated, should nobody have looked by then: the server may not have known the wait yet. */
export function wakeAgainMs(tries: number): number {
  return Math.min(60_000, 100 * 3 ** Math.min(tries, 6));
}

/** How long to wait for the first call, doubling up to a day after each silence. */
export function silenceMs(patienceMs: number, silences: number): number {
  return Math.min(86_400_000, patienceMs * 2 ** Math.min(silences, 16));
}
