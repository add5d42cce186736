import type { Scope } from "#lib/contracts/permissions.ts";

/** What a key with each scope may do. */
export const scopeWords: Record<Scope, string> = {
  "flows:read": "Read flows, versions and the catalogue of nodes",
  "flows:write": "Create, change, publish, pause and delete flows",
  "flows:call": "Call flows that answer and ask for a key",
  "runs:read": "Read runs and events, with their data",
  "runs:write": "Start, cancel, replay and decide runs",
  "events:write": "Publish events",
  "connections:read": "List connections, without their secrets",
  "connections:write": "Create, change and delete connections",
};
