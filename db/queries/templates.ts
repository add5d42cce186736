import { and, count, desc, eq, inArray, isNull, lt, or, type SQL, sql } from "drizzle-orm";
import type { Queryable } from "../client.ts";
import { templateChecks, templates, templateVersions } from "../schema/templates.ts";

export type TemplateRow = typeof templates.$inferSelect;
export type TemplateVersionRow = typeof templateVersions.$inferSelect;

/** What a workspace may see without a link: its own, and what is shown to the whole instance. */
const seenBy = (workspaceId: string) => and(isNull(templates.withdrawnAt), or(eq(templates.workspaceId, workspaceId), eq(templates.visibility, "gallery")));

export async function insertTemplate(db: Queryable, row: typeof templates.$inferInsert): Promise<TemplateRow | undefined> {
  return (await db.insert(templates).values(row).returning())[0];
}

/** The one made of a flow, and not withdrawn. */
export async function templateOfFlow(db: Queryable, workspaceId: string, flowId: string): Promise<TemplateRow | undefined> {
  return (await db.select().from(templates).where(and(eq(templates.workspaceId, workspaceId), eq(templates.flowId, flowId), isNull(templates.withdrawnAt))))[0];
}

/** One of the workspace's own, and nobody else changes it before this transaction ends. */
export async function lockTemplate(db: Queryable, workspaceId: string, id: string): Promise<TemplateRow | undefined> {
  return (await db.select().from(templates).where(and(eq(templates.workspaceId, workspaceId), eq(templates.id, id), isNull(templates.withdrawnAt))).for("update"))[0];
}

/** One that a workspace may see; one of another workspace only in the gallery. */
export async function findTemplate(db: Queryable, workspaceId: string, id: string): Promise<TemplateRow | undefined> {
  return (await db.select().from(templates).where(and(eq(templates.id, id), seenBy(workspaceId))))[0];
}

/** The one that a link shows to whoever has it. */
export async function templateByLink(db: Queryable, link: string): Promise<TemplateRow | undefined> {
  return (await db.select().from(templates).where(and(eq(templates.link, link), isNull(templates.withdrawnAt), inArray(templates.visibility, ["link", "gallery"]))))[0];
}

export async function updateTemplate(db: Queryable, workspaceId: string, id: string, change: Partial<typeof templates.$inferInsert>): Promise<TemplateRow | undefined> {
  return (await db.update(templates).set({ ...change, updatedAt: new Date() }).where(and(eq(templates.workspaceId, workspaceId), eq(templates.id, id))).returning())[0];
}

export interface TemplateFilter {
  pattern?: "event" | "sync" | "batch" | "cdc" | undefined;
  system?: string | undefined;
  goal?: string | undefined;
  origin?: "own" | "instance" | undefined;
  search?: string | undefined;
}

function matching(workspaceId: string, filter: TemplateFilter): SQL | undefined {
  const text = filter.search?.trim().replaceAll(/[\\%_]/g, (char) => `\\${char}`) ?? "";
  const { card } = templates;
  return and(
    seenBy(workspaceId),
    filter.origin === "own" ? eq(templates.workspaceId, workspaceId) : filter.origin === "instance" ? sql`${templates.workspaceId} <> ${workspaceId}` : undefined,
    filter.pattern === undefined ? undefined : sql`${card} ->> 'pattern' = ${filter.pattern}`,
    filter.goal === undefined ? undefined : sql`${card} ->> 'goal' = ${filter.goal}`,
    filter.system === undefined ? undefined : sql`${card} -> 'systems' ? ${filter.system}`,
    text === "" ? undefined : sql`(${card} ->> 'name' ilike ${`%${text}%`} or ${card} ->> 'sentence' ilike ${`%${text}%`} or ${card} ->> 'author' ilike ${`%${text}%`})`,
  );
}

/** Newest first; `before` is the id of the last one of the page before. */
export async function pageOfTemplates(db: Queryable, workspaceId: string, filter: TemplateFilter, before: string | undefined, limit: number): Promise<TemplateRow[]> {
  return await db.select().from(templates).where(and(matching(workspaceId, filter), before === undefined ? undefined : lt(templates.id, before))).orderBy(desc(templates.id)).limit(limit);
}

export async function countTemplates(db: Queryable, workspaceId: string, filter: TemplateFilter): Promise<number> {
  return (await db.select({ total: count() }).from(templates).where(matching(workspaceId, filter)))[0]?.total ?? 0;
}

/** Ids of the connectors of all that a workspace may see. */
export async function systemsOfTemplates(db: Queryable, workspaceId: string): Promise<string[]> {
  const rows = await db.selectDistinct({ system: sql<string>`jsonb_array_elements_text(${templates.card} -> 'systems')` }).from(templates).where(seenBy(workspaceId));
  return rows.map(({ system }) => system);
}

export async function insertTemplateVersion(db: Queryable, row: typeof templateVersions.$inferInsert): Promise<void> {
  await db.insert(templateVersions).values(row);
}

/** Of a template that was found for its reader before. */
export async function findTemplateVersion(db: Queryable, { workspaceId, id }: Pick<TemplateRow, "workspaceId" | "id">, number: number): Promise<TemplateVersionRow | undefined> {
  return (await db.select().from(templateVersions).where(and(eq(templateVersions.workspaceId, workspaceId), eq(templateVersions.templateId, id), eq(templateVersions.number, number))))[0];
}

/** Without their contents, newest first; 500 at most. */
export async function versionsOfTemplate(db: Queryable, { workspaceId, id }: Pick<TemplateRow, "workspaceId" | "id">): Promise<Pick<TemplateVersionRow, "number" | "message" | "publishedAt">[]> {
  const { number, message, publishedAt } = templateVersions;
  return await db.select({ number, message, publishedAt }).from(templateVersions).where(and(eq(templateVersions.workspaceId, workspaceId), eq(templateVersions.templateId, id))).orderBy(desc(number)).limit(500);
}

/** When the latest version of each was published, by the template's id. */
export async function latestPublished(db: Queryable, rows: readonly TemplateRow[]): Promise<Map<string, Date>> {
  if (rows.length === 0) return new Map();
  const found = await db
    .select({ id: templates.id, at: templateVersions.publishedAt })
    .from(templateVersions)
    .innerJoin(templates, and(eq(templates.workspaceId, templateVersions.workspaceId), eq(templates.id, templateVersions.templateId), eq(templates.latestVersion, templateVersions.number)))
    .where(inArray(templates.id, rows.map(({ id }) => id)));
  return new Map(found.map(({ id, at }) => [id, at]));
}

export type TemplateCheckRow = typeof templateChecks.$inferSelect;

/** Of the latest version of each, by the template's id. */
export async function latestChecks(db: Queryable, rows: readonly TemplateRow[]): Promise<Map<string, TemplateCheckRow>> {
  if (rows.length === 0) return new Map();
  const found = await db
    .select({ check: templateChecks })
    .from(templateChecks)
    .innerJoin(templates, and(eq(templates.workspaceId, templateChecks.workspaceId), eq(templates.id, templateChecks.templateId), eq(templates.latestVersion, templateChecks.version)))
    .where(inArray(templates.id, rows.map(({ id }) => id)));
  return new Map(found.map(({ check }) => [check.templateId, check]));
}

export async function findTemplateCheck(db: Queryable, { workspaceId, id }: Pick<TemplateRow, "workspaceId" | "id">, version: number): Promise<TemplateCheckRow | undefined> {
  return (await db.select().from(templateChecks).where(and(eq(templateChecks.workspaceId, workspaceId), eq(templateChecks.templateId, id), eq(templateChecks.version, version))))[0];
}
