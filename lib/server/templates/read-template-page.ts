import type { SharedTemplate } from "#lib/contracts/templates.schema.ts";
import { AppError } from "#lib/errors.ts";
import { newId } from "#lib/ids.ts";
import { readSharedTemplate } from "./read-shared-template.ts";

/** What a template's link shows, for pages; null when there is nothing (any more). */
export async function readTemplatePage(link: string): Promise<SharedTemplate | null> {
  const context = { requestId: newId("request"), actor: { kind: "anonymous" as const }, ip: "unknown", headers: new Headers(), requestHeaders: new Headers() };
  try {
    return await readSharedTemplate(context, { link });
  } catch (error) {
    if (AppError.is(error) && error.code === "not_found") return null;
    throw error;
  }
}
