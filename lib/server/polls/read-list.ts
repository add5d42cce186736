import type { SourcePage } from "#lib/connectors/define.ts";
import { sourceRuntime } from "#lib/connectors/registry.server.ts";
import type { PlanNode } from "#lib/flow/plan.ts";
import type { Json } from "#lib/json.ts";
import { sendFor } from "../engine/send.ts";
import { type PollSettings, pollTrigger } from "./poll-settings.ts";

const pageMs = 30_000;

/** The list that a poll asks for, page by page, through the guarded way out. @throws StepError, EgressError when it is not given. */
export function readList(workspaceId: string, { input, connection }: PollSettings, cursor: Json, signal: AbortSignal): AsyncIterable<SourcePage> {
  const node = { type: pollTrigger, ...(connection === null ? {} : { connection }) } as PlanNode;
  const send = sendFor(workspaceId);
  return sourceRuntime("http/pages").read(input, {
    cursor, pageSize: Number(input["size"]), readOnly: true, signal,
    send: (request) => send(node, request, { signal, timeoutMs: pageMs }),
    database: () => Promise.reject(new Error("A list over HTTP opens no database.")),
  });
}
