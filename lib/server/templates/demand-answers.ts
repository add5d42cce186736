import { and, eq, inArray, isNull } from "drizzle-orm";
import type { Queryable } from "#db/client.ts";
import { connections } from "#db/schema/connections.ts";
import { flows } from "#db/schema/flows.ts";
import { AppError } from "#lib/errors.ts";
import type { TemplateAnswers } from "#lib/flow/templates/fill-template.ts";
import { isStorable } from "#lib/flow/templates/is-storable.ts";
import type { TemplateContent } from "#lib/flow/templates/template-content.schema.ts";

type Problem = { at: string; message: string };

async function connectionProblems(db: Queryable, workspaceId: string, content: Pick<TemplateContent, "connections">, chosen: TemplateAnswers["connections"]): Promise<Problem[]> {
  const ids = [...new Set(Object.values(chosen))];
  // One named here cannot be deleted before this transaction ends.
  const rows = ids.length === 0 ? [] : await db.select({ id: connections.id, kind: connections.kind }).from(connections).where(and(eq(connections.workspaceId, workspaceId), inArray(connections.id, ids))).for("share");
  const kindOf = new Map<string, string>(rows.map(({ id, kind }) => [id, kind]));
  const needed = new Map(content.connections.map((connection) => [connection.key, connection]));
  return Object.entries(chosen).flatMap(([key, id]) => {
    const need = needed.get(key);
    const kind = kindOf.get(id);
    if (!need) return [{ at: `connections.${key}`, message: "The template needs no such connection." }];
    if (kind === undefined) return [{ at: `connections.${key}`, message: `There is no such connection in this workspace. Choose another for “${need.title}”.` }];
    return need.kinds.includes(kind) ? [] : [{ at: `connections.${key}`, message: `“${need.title}” needs another kind of connection. Choose one that fits.` }];
  });
}

async function flowProblems(db: Queryable, workspaceId: string, content: Pick<TemplateContent, "parameters">, given: TemplateAnswers["parameters"]): Promise<Problem[]> {
  const asked = content.parameters.filter(({ key, options }) => options?.from === "flows" && typeof given[key] === "string" && given[key] !== "");
  const ids = asked.map(({ key }) => String(given[key]));
  const rows = ids.length === 0 ? [] : await db.select({ id: flows.id }).from(flows).where(and(eq(flows.workspaceId, workspaceId), inArray(flows.id, ids), isNull(flows.deletedAt)));
  const there = new Set(rows.map(({ id }) => id));
  return asked.filter(({ key }) => !there.has(String(given[key]))).map(({ key }) => ({ at: `parameters.${key}`, message: "There is no such flow in this workspace. Choose another." }));
}

/** @throws AppError invalid for a connection or a flow that is not the workspace's, or does not fit. */
export async function demandAnswers(db: Queryable, workspaceId: string, content: Pick<TemplateContent, "connections" | "parameters">, answers: TemplateAnswers): Promise<void> {
  if (!isStorable(answers)) throw new AppError("invalid", "An answer holds a character that cannot be stored (U+0000, or half of a pair). Take it out.");
  const details = [...(await connectionProblems(db, workspaceId, content, answers.connections)), ...(await flowProblems(db, workspaceId, content, answers.parameters))];
  if (details.length > 0) throw new AppError("invalid", details[0]?.message ?? "", { details });
}
