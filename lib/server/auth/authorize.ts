import { findMembership } from "#db/queries/members.ts";
import type { Access, Contract } from "#lib/contracts/contract.ts";
import { AppError } from "#lib/errors.ts";
import type { Context, UserContext, WorkspaceContext } from "#lib/server/context.ts";
import { database } from "#lib/server/database.ts";
import { demand } from "#lib/server/demand.ts";
import { checkOrigin } from "#lib/server/http/check-origin.ts";
import { clientAddressHeader } from "#lib/server/http/client-address.ts";
import { notFound } from "#lib/server/not-found.ts";
import { runtime } from "#lib/server/runtime.ts";
import { demandMetrics } from "./demand-metrics.ts";
import { readApiKey } from "./read-api-key.ts";
import { readSession } from "./read-session.ts";

export type ContextOf<A extends Access> = A extends { kind: "workspace" } ? WorkspaceContext : A extends { kind: "public" | "metrics" } ? Context : UserContext;

type Asked = Pick<Contract, "method" | "access"> & { query?: { shape: object } };

/**
 * Looks up who calls and whether the contract lets them; memberships and roles are read anew at every request.
 * @throws AppError unauthorized, forbidden, or not_found for a workspace that is missing or foreign.
 */
export async function authorize(contract: Asked, request: Request, requestId: string): Promise<Context | UserContext | WorkspaceContext> {
  const context: Context = {
    requestId, actor: { kind: "anonymous" }, ip: request.headers.get(clientAddressHeader) ?? "unknown", headers: new Headers(), requestHeaders: request.headers,
  };
  const origin = { method: request.method, headers: request.headers, publicUrl: runtime().env.publicUrl };
  const { access } = contract;
  if (access.kind === "public") {
    checkOrigin({ ...origin, byCookie: false });
    return context;
  }
  if (access.kind === "metrics") {
    await demandMetrics(context);
    return context;
  }
  const holder = await readApiKey(request.headers);
  if (holder !== null) {
    if (access.kind !== "workspace") throw new AppError("forbidden", "An API key cannot do that; a signed-in person can.");
    const named = workspaceNamed(contract, request);
    if (named !== null && named !== holder.workspace.id && named !== holder.workspace.slug) throw notFound();
    return allowed({ ...context, actor: holder.actor, workspace: holder.workspace, role: null }, access);
  }
  const actor = await readSession(request.headers, context.headers);
  if (actor === null) throw new AppError("unauthorized", "Sign in first, or send an API key as a bearer token.");
  checkOrigin({ ...origin, byCookie: true });
  if (access.kind === "user") return { ...context, actor } satisfies UserContext;
  if (access.kind === "instance-admin") {
    if (!actor.instanceAdmin) throw new AppError("forbidden", "Only the admin of this instance may do that.");
    return { ...context, actor } satisfies UserContext;
  }
  const named = workspaceNamed(contract, request);
  if (named === null) throw new AppError("malformed", "Name the workspace in the X-Millrace-Workspace header.");
  const membership = await findMembership(database(), named, actor.userId);
  if (membership === null) throw notFound();
  return allowed({ ...context, actor, workspace: membership.workspace, role: membership.role }, access);
}

function allowed(context: WorkspaceContext, access: Extract<Access, { kind: "workspace" }>): WorkspaceContext {
  demand(context, access.permission);
  return context;
}

/** EventSource cannot send headers, so contracts that declare a `workspace` query parameter take it from there too. */
function workspaceNamed(contract: Asked, request: Request): string | null {
  const header = request.headers.get("x-millrace-workspace");
  if (header !== null) return header;
  const inQuery = contract.method === "GET" && contract.query !== undefined && "workspace" in contract.query.shape;
  return inQuery ? new URL(request.url).searchParams.get("workspace") : null;
}
