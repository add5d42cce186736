import { countInstalls } from "#db/queries/template-installs.ts";
import { latestChecks, latestPublished } from "#db/queries/templates.ts";
import type { TemplateCard } from "#db/schema/templates.ts";
import { present } from "#lib/assert.ts";
import { templateGoals, type TemplateGoal } from "#lib/flow/templates/template-content.schema.ts";
import type { Template, TemplateSummary } from "#lib/contracts/templates.schema.ts";
import { database } from "../database.ts";
import { runtime } from "../runtime.ts";
import { checkAnswer, type FoundTemplate, readVersionOf, templateIdOf, versionsOf } from "./found-template.ts";
import { galleryCheck } from "./gallery/gallery-check.ts";
import { systemTitle, templateCard } from "./template-card.ts";
import { unavailableBecause } from "./unavailable-because.ts";

function cardFacts(card: TemplateCard): Pick<TemplateSummary, "name" | "sentence" | "author" | "pattern" | "goal" | "systems" | "shape" | "unavailable"> {
  const { name, sentence, author, pattern, systems, shape } = card;
  const goal: TemplateGoal = templateGoals.find((one) => one === card.goal) ?? "synchronise";
  return { name, sentence, author, pattern, goal, systems: systems.map((id) => ({ id, title: systemTitle(id) })), shape, unavailable: unavailableBecause(shape) };
}

function standing(found: FoundTemplate): Pick<TemplateSummary, "origin" | "visibility"> {
  if (found.kind === "millrace") return { origin: "millrace", visibility: "gallery" };
  return { origin: found.isOwn ? "own" : "instance", visibility: found.row.visibility };
}

/** Templates as a list shows them, in their order. */
export async function templateSummaries(found: readonly FoundTemplate[]): Promise<TemplateSummary[]> {
  const db = database();
  const rows = found.flatMap((one) => (one.kind === "published" ? [one.row] : []));
  const [installs, published, checks] = await Promise.all([countInstalls(db, found.map(templateIdOf)), latestPublished(db, rows), latestChecks(db, rows)]);
  return found.map((one) => {
    const id = templateIdOf(one);
    const common = { id, ...standing(one), installs: installs.get(id) ?? 0 };
    if (one.kind === "published") {
      return { ...common, ...cardFacts(one.row.card), version: one.row.latestVersion, publishedAt: present(published.get(id), "the latest version").toISOString(), check: checkAnswer(checks.get(id)) };
    }
    const version = present(one.template.versions.at(-1), "a version");
    return { ...common, ...cardFacts(templateCard(version.content)), version: version.number, publishedAt: version.publishedAt, check: galleryCheck(id, version.number) };
  });
}

/** A template with one of its versions. @throws AppError not_found for a version that is not there. */
export async function templateAnswer(found: FoundTemplate, number?: number): Promise<Template> {
  const id = templateIdOf(found);
  const [version, versions, installs] = await Promise.all([readVersionOf(found, number), versionsOf(found), countInstalls(database(), [id])]);
  const own = found.kind === "published" && found.isOwn ? found.row : null;
  return {
    id, ...standing(found), ...cardFacts(templateCard(version.content)), installs: installs.get(id) ?? 0,
    version: version.number, publishedAt: version.publishedAt, check: version.check, content: version.content, versions,
    flow: own?.flowId ?? null,
    shareUrl: own === null || own.visibility === "workspace" ? null : `${runtime().env.publicUrl}/t/${own.link}`,
  };
}
