import { useMemo, useSyncExternalStore } from "react";
import { type KeptFile, readKeptFile, watchKeptFile } from "./kept-file.ts";

/** A kept file, read: `json` is what it holds, `problem` why that cannot be asked. */
export interface ReadFile {
  id: string;
  name: string;
  json: unknown;
  problem: string | null;
}

function readFile({ id, name, text }: KeptFile): ReadFile {
  if (text === null) return { id, name, json: null, problem: "It is larger than 4 MB, and no template is. Choose the file that a template’s page gave." };
  try {
    return { id, name, json: JSON.parse(text) as unknown, problem: null };
  } catch {
    return { id, name, json: null, problem: "It is not JSON. Choose the file that a template’s page gave, as it was." };
  }
}

/** The file that was chosen in this tab; null when there is none, undefined until that is known. */
export function useKeptFile(): ReadFile | null | undefined {
  const kept = useSyncExternalStore<KeptFile | null | undefined>(watchKeptFile, readKeptFile, () => undefined);
  return useMemo(() => (kept ? readFile(kept) : kept), [kept]);
}
