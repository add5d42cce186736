import { findApproval } from "#db/queries/approvals.ts";
import { findMembership } from "#db/queries/members.ts";
import { roleMay } from "#lib/contracts/permissions.ts";
import { AppError } from "#lib/errors.ts";
import { readSession } from "../auth/read-session.ts";
import type { Actor, Context } from "../context.ts";
import { hashToken } from "../crypto/token.ts";
import { database } from "../database.ts";
import { notFound } from "../not-found.ts";
import { readPayloads } from "../payloads/read-payloads.ts";
import { projectRuns } from "../projection/project-runs.ts";
import type { Projector } from "../projection/projector.ts";
import { readerByLink } from "../projection/reader.ts";
import { runtime } from "../runtime.ts";
import { type ApprovalAsk, readAsk } from "./approval-ask.ts";
import { countVisit } from "./visit-limit.ts";
import type { Json } from "#lib/json.ts";

export interface Visit {
  found: NonNullable<Awaited<ReturnType<typeof findApproval>>>;
  ask: ApprovalAsk;
  /** By hash: what is shown with it, and what was decided. */
  stored: ReadonlyMap<string, Json>;
  /** Shows what its maker put on the page, and no field under a rule. */
  project: Projector;
  /** null: nobody is signed in, and nobody has to be. */
  visitor: Extract<Actor, { kind: "user" }> | null;
}

/**
 * An approval as whoever has its link may see it; where members decide, one has to be signed in.
 * @throws AppError not_found, whatever the link lacks; unauthorized, forbidden where members decide.
 */
export async function visitApproval(context: Context, token: string): Promise<Visit> {
  countVisit(context.ip);
  const found = await findApproval(database(), hashToken(token));
  if (found === null) throw notFound();
  const { wait, run, workspace } = found;
  const stored = await readPayloads(runtime().pool, run, [wait.ask, wait.details, wait.result].filter((hash) => hash !== null));
  const project = (await projectRuns(await readerByLink(workspace.id, run.flowId), [run]))(run);
  const ask = readAsk(wait.ask === null ? null : stored.get(wait.ask));
  const visitor = await readSession(context.requestHeaders, context.headers);
  if (ask.who === "link") return { found, ask, stored, project, visitor };
  if (visitor === null) throw new AppError("unauthorized", "Members of the workspace decide this. Sign in to see it.");
  const membership = await findMembership(database(), workspace.id, visitor.userId);
  if (membership === null) throw notFound();
  if (!roleMay(membership.role, "runs:start")) throw new AppError("forbidden", `Your role in ${workspace.name}, ${membership.role}, cannot decide this. An editor can.`);
  return { found, ask, stored, project, visitor };
}
