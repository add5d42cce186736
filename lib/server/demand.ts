import { type Permission, roleMay, scopesMay } from "#lib/contracts/permissions.ts";
import { AppError } from "#lib/errors.ts";
import type { WorkspaceContext } from "./context.ts";

export function may(context: WorkspaceContext, permission: Permission): boolean {
  if (context.actor.kind === "api-key") return scopesMay(context.actor.scopes, permission);
  return context.role !== null && roleMay(context.role, permission);
}

/**
 * The first line of every use case of a workspace.
 * @throws AppError forbidden, unless the one authorization table allows it.
 */
export function demand(context: WorkspaceContext, permission: Permission): void {
  if (may(context, permission)) return;
  throw new AppError(
    "forbidden",
    context.actor.kind === "api-key"
      ? "This API key does not have the scope for that. Make a key that has it."
      : "Your role in this workspace does not allow that. Ask an admin or owner.",
  );
}
