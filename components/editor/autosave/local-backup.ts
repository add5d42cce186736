import type { FlowDocument } from "#lib/flow/document.schema.ts";

/** What this device keeps of a draft until the server has it. */
export interface Backup {
  baseRevision: number;
  /** What the server had at that revision. */
  base?: FlowDocument;
  name: string;
  document: FlowDocument;
  /** Milliseconds since 1970. */
  at: number;
}

export interface BackupStore {
  read(): Backup | null;
  write(backup: Backup): void;
  clear(): void;
}

function isBackup(value: unknown): value is Backup {
  return typeof value === "object" && value !== null && "baseRevision" in value && typeof value.baseRevision === "number" && "document" in value && typeof value.document === "object" && "name" in value && typeof value.name === "string";
}

/** In localStorage, one entry a flow. A full or forbidden storage is not an error: the page itself still holds the draft. */
export function localBackup(flow: string): BackupStore {
  const key = `millrace.draft.${flow}`;
  return {
    read() {
      try {
        const text = window.localStorage.getItem(key);
        const value: unknown = text === null ? null : JSON.parse(text);
        return isBackup(value) ? value : null;
      } catch {
        return null;
      }
    },
    write(backup) {
      try {
        window.localStorage.setItem(key, JSON.stringify(backup));
      } catch {
        return;
      }
    },
    clear() {
      try {
        window.localStorage.removeItem(key);
      } catch {
        return;
      }
    },
  };
}
