import { classifyReply } from "#lib/egress/classify-reply.ts";
import { EgressError } from "#lib/egress/egress-error.ts";
import type { WorkspaceContext } from "#lib/server/context.ts";
import { demand } from "#lib/server/demand.ts";
import { egress } from "#lib/server/instance/egress.ts";
import { openConnection } from "./open-connection.ts";

interface TestResult {
  ok: boolean;
  status: number | null;
  message: string;
  durationMs: number;
}

/** One GET with the credential. The answer holds a status and our own words, nothing of the reply. */
export async function testConnection(context: WorkspaceContext, input: { connection: string; url: string }): Promise<TestResult> {
  demand(context, "connections:write");
  const credential = await openConnection(context.workspace.id, input.connection);
  const started = performance.now();
  try {
    const reply = await egress().send({ method: "GET", url: input.url, headers: { accept: "*/*" }, timeoutMs: 15_000, credential });
    const refusal = classifyReply(reply.status, reply.headers);
    return { ok: refusal === null, status: reply.status, message: say(reply.status, refusal?.class ?? null), durationMs: Math.round(reply.durationMs) };
  } catch (error) {
    if (!EgressError.is(error)) throw error;
    return { ok: false, status: null, message: error.message, durationMs: Math.round(performance.now() - started) };
  }
}

function say(status: number, refusal: EgressError["class"] | null): string {
  if (refusal === null) return `It works: the answer was ${status}.`;
  if (refusal === "auth") return `The credential was not accepted (${status}). Replace it.`;
  if (refusal === "permission") return `The credential may not do this (${status}). Give it the right, or use another.`;
  if (refusal === "not_found") return `Nothing is at that URL (${status}). The credential may still be good; try another URL.`;
  return `The answer was ${status}.`;
}
