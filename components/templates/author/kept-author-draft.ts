import type { AuthorDraft } from "./author-draft.ts";

/** Raised when what is kept has another form. */
const form = "2";

export interface KeptAuthorDraft {
  draft: AuthorDraft;
  /** When it was last written, as an ISO time. */
  at: string;
}

function keyOf(flow: string): string {
  return `millrace.template.${form}.${flow}`;
}

function isAuthorDraft(value: unknown): value is AuthorDraft {
  return typeof value === "object" && value !== null && "about" in value && typeof value.about === "object" && "questions" in value && Array.isArray(value.questions) && "samples" in value && Array.isArray(value.samples);
}

/** What this member wrote on this device and has not published; null when nothing was, and where nothing can be kept. */
export function readKeptDraft(flow: string, member: string): KeptAuthorDraft | null {
  try {
    const value: unknown = JSON.parse(window.localStorage.getItem(keyOf(flow)) ?? "null");
    // Whoever else signs in on this device begins with what is published.
    if (typeof value !== "object" || value === null || !("by" in value) || value.by !== member) return null;
    return "draft" in value && isAuthorDraft(value.draft) && "at" in value && typeof value.at === "string" ? { draft: value.draft, at: value.at } : null;
  } catch {
    return null;
  }
}

/** When it was kept; null where nothing can be: a full or forbidden storage. The page itself still holds it. */
export function keepDraft(flow: string, member: string, draft: AuthorDraft): string | null {
  const at = new Date().toISOString();
  try {
    window.localStorage.setItem(keyOf(flow), JSON.stringify({ by: member, at, draft }));
    return at;
  } catch {
    return null;
  }
}

export function forgetDraft(flow: string): void {
  try {
    window.localStorage.removeItem(keyOf(flow));
  } catch {
    // Then nothing was kept either.
  }
}
