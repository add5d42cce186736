import { countTemplates, pageOfTemplates, systemsOfTemplates } from "#db/queries/templates.ts";
import type { TemplateCard } from "#db/schema/templates.ts";
import type { AnswerOf, InputOf } from "#lib/contracts/contract.ts";
import type { listTemplates as contract } from "#lib/contracts/templates.schema.ts";
import type { WorkspaceContext } from "../context.ts";
import { database } from "../database.ts";
import { demand } from "../demand.ts";
import type { FoundTemplate } from "./found-template.ts";
import type { GalleryTemplate } from "./gallery/gallery-template.ts";
import { galleryTemplates } from "./gallery/gallery-templates.ts";
import { templateSummaries } from "./template-answer.ts";
import { systemTitle, templateCard } from "./template-card.ts";

type Input = InputOf<typeof contract>;

function cardOf(template: GalleryTemplate): TemplateCard | undefined {
  const latest = template.versions.at(-1);
  return latest && templateCard(latest.content);
}

function matches(template: GalleryTemplate, { pattern, system, goal, search = "" }: Input): boolean {
  const card = cardOf(template);
  const text = search.trim().toLowerCase();
  return card !== undefined && (pattern === undefined || card.pattern === pattern) && (system === undefined || card.systems.includes(system)) && (goal === undefined || card.goal === goal)
    && (text === "" || [card.name, card.sentence, card.author].some((words) => words.toLowerCase().includes(text)));
}

/** Millrace's own in their order, then what was published, newest first. */
export async function listTemplates(context: WorkspaceContext, input: Input): Promise<AnswerOf<typeof contract>> {
  demand(context, "templates:read");
  const workspaceId = context.workspace.id;
  const db = database();
  const { cursor, limit, origin, ...filter } = input;
  const shipped = origin === undefined || origin === "millrace" ? galleryTemplates.filter((template) => matches(template, input)) : [];
  const passed = cursor === undefined ? -1 : shipped.findIndex(({ id }) => id === cursor);
  const isShipped = cursor === undefined || cursor.startsWith("tmpl_millrace_");
  const first: FoundTemplate[] = isShipped ? shipped.slice(passed + 1, passed + 1 + limit + 1).map((template) => ({ kind: "millrace", template })) : [];
  const wanted = origin === "millrace" ? 0 : limit + 1 - first.length;
  const stored = origin === "millrace" ? null : { ...filter, origin };
  const [rows, count, systems] = await Promise.all([
    stored === null || wanted <= 0 ? [] : pageOfTemplates(db, workspaceId, stored, isShipped ? undefined : cursor, wanted),
    stored === null ? 0 : countTemplates(db, workspaceId, stored),
    systemsOfTemplates(db, workspaceId),
  ]);
  const found = [...first, ...rows.map((row): FoundTemplate => ({ kind: "published", row, isOwn: row.workspaceId === workspaceId }))];
  const templates = await templateSummaries(found.slice(0, limit));
  const all = new Set([...galleryTemplates.flatMap((template) => cardOf(template)?.systems ?? []), ...systems]);
  return {
    templates,
    next: found.length > limit ? (templates.at(-1)?.id ?? null) : null,
    total: shipped.length + count,
    systems: [...all].map((id) => ({ id, title: systemTitle(id) })).toSorted((one, other) => one.title.localeCompare(other.title)),
  };
}
