import { findTemplate, findTemplateCheck, findTemplateVersion, type TemplateCheckRow, type TemplateRow, templateByLink, versionsOfTemplate } from "#db/queries/templates.ts";
import type { TemplateCheck, TemplateVersion } from "#lib/contracts/templates.schema.ts";
import type { TemplateContent } from "#lib/flow/templates/template-content.schema.ts";
import { database } from "../database.ts";
import { notFound } from "../not-found.ts";
import { galleryCheck } from "./gallery/gallery-check.ts";
import type { GalleryTemplate } from "./gallery/gallery-template.ts";
import { galleryTemplates } from "./gallery/gallery-templates.ts";
import { storedContent } from "./stored-content.ts";

/** A template that its reader may see: one that comes with the product, or one that somebody published. */
export type FoundTemplate = { kind: "millrace"; template: GalleryTemplate } | { kind: "published"; row: TemplateRow; isOwn: boolean };

/** One version, as everybody who may see the template sees it. */
export interface FoundVersion extends TemplateVersion {
  content: TemplateContent;
  check: TemplateCheck | null;
}

/** @throws AppError not_found for one that is missing, withdrawn or another workspace's and not in the gallery. */
export async function findTemplateFor(workspaceId: string, id: string): Promise<FoundTemplate> {
  const shipped = galleryTemplates.find((template) => template.id === id);
  if (shipped) return { kind: "millrace", template: shipped };
  const row = await findTemplate(database(), workspaceId, id);
  if (!row) throw notFound();
  return { kind: "published", row, isOwn: row.workspaceId === workspaceId };
}

/** @throws AppError not_found for a link that shows nothing, or nothing any more. */
export async function findTemplateByLink(link: string, workspaceId?: string): Promise<Extract<FoundTemplate, { kind: "published" }>> {
  const row = await templateByLink(database(), link);
  if (!row) throw notFound();
  return { kind: "published", row, isOwn: row.workspaceId === workspaceId };
}

export function templateIdOf(found: FoundTemplate): string {
  return found.kind === "millrace" ? found.template.id : found.row.id;
}

export function latestVersionOf(found: FoundTemplate): number {
  return found.kind === "millrace" ? found.template.versions.length : found.row.latestVersion;
}

/** Newest first. */
export async function versionsOf(found: FoundTemplate): Promise<TemplateVersion[]> {
  if (found.kind === "millrace") return found.template.versions.map(({ number, message, publishedAt }) => ({ number, message, publishedAt })).toReversed();
  return (await versionsOfTemplate(database(), found.row)).map((version) => ({ ...version, publishedAt: version.publishedAt.toISOString() }));
}

export function checkAnswer(row: TemplateCheckRow | undefined): TemplateCheck | null {
  if (!row || row.at === null) return null;
  return { version: row.version, passed: row.passed ?? 0, of: row.of ?? 0, at: row.at.toISOString(), problems: row.problems };
}

/** The newest version, or the one asked for. @throws AppError not_found. */
export async function readVersionOf(found: FoundTemplate, number = latestVersionOf(found)): Promise<FoundVersion> {
  if (found.kind === "millrace") {
    const version = found.template.versions.find((one) => one.number === number);
    if (!version) throw notFound();
    return { ...version, check: galleryCheck(found.template.id, number) };
  }
  const version = await findTemplateVersion(database(), found.row, number);
  if (!version) throw notFound();
  const check = await findTemplateCheck(database(), found.row, number);
  return { number, message: version.message, publishedAt: version.publishedAt.toISOString(), content: storedContent(version.content, check?.expected), check: checkAnswer(check) };
}
