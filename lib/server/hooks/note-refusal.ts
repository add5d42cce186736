import { randomUUID } from "node:crypto";
import type { RefusalReason, RefusedRequest } from "#lib/contracts/refusals.schema.ts";
import { addRefusals, type FlowRefusals, lastRefusals } from "#db/queries/hook-refusals.ts";
import { database } from "../database.ts";
import { runtime } from "../runtime.ts";
import type { HookRequest } from "./hook-request.ts";

/** A stranger's requests cost one statement in this time, however many they are. */
const everyMs = 1_000;
/** Flows that are told about at once; refusals at more are counted by the instance alone. */
const mostFlows = 500;

const waiting = new Map<string, FlowRefusals>();
let timer: NodeJS.Timeout | null = null;

function textOf(value: string | string[] | undefined): string | null {
  return typeof value === "string" ? value.slice(0, 200) : null;
}

/** Values of headers are left out: they may be secrets that went to the wrong place. */
function looksOf(reason: RefusalReason, request: HookRequest): RefusedRequest {
  return {
    id: randomUUID(), at: new Date().toISOString(), reason, method: request.method.slice(0, 10), contentType: textOf(request.headers["content-type"]), bytes: request.body.byteLength,
    agent: textOf(request.headers["user-agent"]), headers: Object.keys(request.headers).slice(0, 40).map((name) => name.slice(0, 80)),
  };
}

async function store(): Promise<void> {
  timer = null;
  const flows = [...waiting.values()].toSorted((a, b) => (a.flowId < b.flowId ? -1 : 1));
  waiting.clear();
  await addRefusals(database(), flows).catch((err: unknown) => runtime().log.warn({ err, flows: flows.length }, "hook.refusals-not-stored"));
}

/** Tells the flow's people why a request was not taken in: the last ones, and how many there were. */
export function noteRefusal({ workspaceId, flowId }: { workspaceId: string; flowId: string }, reason: RefusalReason, request: HookRequest): void {
  const known = waiting.get(flowId);
  if (known === undefined && waiting.size >= mostFlows) return;
  waiting.set(flowId, { workspaceId, flowId, count: (known?.count ?? 0) + 1, recent: [looksOf(reason, request), ...(known?.recent ?? [])].slice(0, lastRefusals) });
  timer ??= setTimeout(() => void store(), everyMs).unref();
}
