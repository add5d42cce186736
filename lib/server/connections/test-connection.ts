import { classifyReply } from "#lib/egress/classify-reply.ts";
import { type Credential, type DatabaseCredential, demandHttp } from "#lib/egress/credential.ts";
import { EgressError } from "#lib/egress/egress-error.ts";
import { AppError } from "#lib/errors.ts";
import { audit } from "#lib/server/audit.ts";
import type { WorkspaceContext } from "#lib/server/context.ts";
import { database } from "#lib/server/database.ts";
import { demand } from "#lib/server/demand.ts";
import { egress } from "#lib/server/instance/egress.ts";
import { openConnection } from "./open-connection.ts";

interface TestResult {
  ok: boolean;
  status: number | null;
  message: string;
  durationMs: number;
}

const timeoutMs = 15_000;

/** One GET with the credential, or a database's version. The answer holds a status and our own words, nothing of a reply. */
export async function testConnection(context: WorkspaceContext, input: { connection: string; url?: string | undefined }): Promise<TestResult> {
  demand(context, "connections:write");
  const result = await tryConnection(await openConnection(context.workspace.id, input.connection), input.url);
  await audit(database(), context, "connection.test", input.connection, { ok: result.ok });
  return result;
}

async function tryConnection(opened: Awaited<ReturnType<typeof openConnection>>, url: string | undefined): Promise<TestResult> {
  const started = performance.now();
  try {
    if ("password" in opened) return await testDatabase(opened, url, started);
    return await testHttp(demandHttp(opened), url);
  } catch (error) {
    if (!EgressError.is(error)) throw error;
    return { ok: false, status: null, message: error.message, durationMs: Math.round(performance.now() - started) };
  }
}

async function testHttp(credential: Credential, url: string | undefined): Promise<TestResult> {
  if (url === undefined) throw new AppError("invalid", "Say which URL to try.", { details: [{ at: "body.url", message: "Needed for HTTP." }] });
  const reply = await egress().send({ method: "GET", url, headers: { accept: "*/*" }, timeoutMs, credential });
  const refusal = classifyReply(reply.status, reply.headers);
  return { ok: refusal === null, status: reply.status, message: say(reply.status, refusal?.class ?? null), durationMs: Math.round(reply.durationMs) };
}

async function testDatabase(credential: DatabaseCredential, url: string | undefined, started: number): Promise<TestResult> {
  if (url !== undefined) throw new AppError("invalid", "A database is tried at its own host. Leave the URL out.", { details: [{ at: "body.url", message: "Leave it out." }] });
  const session = await egress().openDatabase({ credential, signal: AbortSignal.timeout(timeoutMs), timeoutMs, readOnly: true });
  try {
    const { rows } = await session.query("select version() as version");
    const version = /^\S+ [\d.]+/.exec(String(rows[0]?.["version"]))?.[0] ?? "An unknown server";
    return { ok: true, status: null, message: `It works: ${version} answered as ${credential.user} in ${credential.database}.`, durationMs: Math.round(performance.now() - started) };
  } finally {
    await session.end();
  }
}

function say(status: number, refusal: EgressError["class"] | null): string {
  if (refusal === null) return `It works: the answer was ${status}.`;
  if (refusal === "auth") return `The credential was not accepted (${status}). Replace it.`;
  if (refusal === "permission") return `The credential may not do this (${status}). Give it the right, or use another.`;
  if (refusal === "not_found") return `Nothing is at that URL (${status}). The credential may still be good; try another URL.`;
  return `The answer was ${status}.`;
}
