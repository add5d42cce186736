import type { AuthorDraft } from "./author-draft.ts";

/** Raised when what is kept has another form. */
const form = "1";

function keyOf(flow: string): string {
  return `millrace.template.${form}.${flow}`;
}

function isAuthorDraft(value: unknown): value is AuthorDraft {
  return typeof value === "object" && value !== null && "about" in value && typeof value.about === "object" && "questions" in value && Array.isArray(value.questions) && "samples" in value && Array.isArray(value.samples);
}

/** What was typed in this tab and not published yet; null when nothing was, and where nothing can be kept. */
export function readKeptDraft(flow: string): AuthorDraft | null {
  try {
    const value: unknown = JSON.parse(window.sessionStorage.getItem(keyOf(flow)) ?? "null");
    return isAuthorDraft(value) ? value : null;
  } catch {
    return null;
  }
}

export function keepDraft(flow: string, draft: AuthorDraft): void {
  try {
    window.sessionStorage.setItem(keyOf(flow), JSON.stringify(draft));
  } catch {
    // A full or forbidden storage: the page itself still holds it.
  }
}

export function forgetDraft(flow: string): void {
  try {
    window.sessionStorage.removeItem(keyOf(flow));
  } catch {
    // Then nothing was kept either.
  }
}
