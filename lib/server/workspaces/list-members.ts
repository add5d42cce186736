import { apiKeyNames } from "#db/queries/api-keys.ts";
import { listWorkspaceMembers } from "#db/queries/members.ts";
import type { AnswerOf } from "#lib/contracts/contract.ts";
import type { listMembers as contract } from "#lib/contracts/workspaces.schema.ts";
import type { WorkspaceContext } from "#lib/server/context.ts";
import { database } from "#lib/server/database.ts";
import { demand } from "#lib/server/demand.ts";
import { memberAnswer } from "./member-answer.ts";

export async function listMembers(context: WorkspaceContext): Promise<AnswerOf<typeof contract>> {
  demand(context, "members:read");
  const [rows, keys] = await Promise.all([listWorkspaceMembers(database(), context.workspace.id), apiKeyNames(database(), context.workspace.id)]);
  return { members: rows.map(memberAnswer), keys };
}
