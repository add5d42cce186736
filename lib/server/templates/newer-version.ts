import type { InstallRow } from "#db/queries/template-installs.ts";
import type { TemplateVersion } from "#lib/contracts/templates.schema.ts";
import { AppError } from "#lib/errors.ts";
import { type FoundTemplate, findTemplateByLink, findTemplateFor, type FoundVersion, latestVersionOf, readVersionOf, templateIdOf, versionsOf } from "./found-template.ts";

/** The template of an install as its workspace may see it today: by the link it came by, or as one of the gallery. */
async function templateOf(install: InstallRow): Promise<FoundTemplate | null> {
  if (install.templateId === null) return null;
  try {
    const found = install.link === null ? await findTemplateFor(install.workspaceId, install.templateId) : await findTemplateByLink(install.link, install.workspaceId);
    return templateIdOf(found) === install.templateId ? found : null;
  } catch (error) {
    if (AppError.is(error) && error.code === "not_found") return null;
    throw error;
  }
}

/** The newest version of an install's template, if it is newer than what is installed, and that one as far as it is known; whether it was left aside is not looked at. */
export async function newerVersion(install: InstallRow): Promise<{ newer: FoundVersion; installed: TemplateVersion } | null> {
  const found = await templateOf(install);
  if (found === null || latestVersionOf(found) <= install.version) return null;
  const installed = (await versionsOf(found)).find(({ number }) => number === install.version);
  return { newer: await readVersionOf(found), installed: installed ?? { number: install.version, message: "", publishedAt: install.installedAt.toISOString() } };
}
