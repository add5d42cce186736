/** A template's file on its way from the gallery to its preview and on to the wizard. */
export interface KeptFile {
  /** A new one for each file that is chosen. */
  id: string;
  name: string;
  /** Null: it is too large to be one. */
  text: string | null;
}

const place = "millrace.template-file";
/** What the server takes, and more than what it says of larger ones. */
export const largestFile = 4 * 1024 * 1024;

let held: KeptFile | null = null;
const listeners = new Set<() => void>();

export function watchKeptFile(changed: () => void): () => void {
  listeners.add(changed);
  return () => listeners.delete(changed);
}

/** Keeps a file for this tab; a reload finds it again, as far as the browser has room. */
export async function keepFile(file: File): Promise<void> {
  held = { id: crypto.randomUUID(), name: file.name, text: file.size > largestFile ? null : await file.text() };
  try {
    sessionStorage.setItem(place, JSON.stringify(held));
  } catch {
    sessionStorage.removeItem(place);
  }
  for (const tell of listeners) tell();
}

/** The file of this tab; the same object until another one is kept. */
export function readKeptFile(): KeptFile | null {
  if (held !== null) return held;
  try {
    held = JSON.parse(sessionStorage.getItem(place) ?? "null") as KeptFile | null;
  } catch {
    held = null;
  }
  return held;
}
