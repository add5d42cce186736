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

/** At most that often, and that long for an idle moment: together what a crash could take. */
const everyMs = 300;
const idleMs = 300;

function soon(then: () => void): () => void {
  let idle: number | undefined;
  const timer = setTimeout(() => {
    if (typeof requestIdleCallback === "undefined") then();
    else idle = requestIdleCallback(then, { timeout: idleMs });
  }, everyMs);
  return () => {
    clearTimeout(timer);
    if (idle !== undefined) cancelIdleCallback(idle);
  };
}

/**
 * In localStorage, one entry a flow. A full or forbidden storage is not an error: the page itself still holds the draft.
 * A large document takes longer to write than a keystroke may, so it is written between them, and before the page goes.
 */
export function localBackup(flow: string): BackupStore {
  const key = `millrace.draft.${flow}`;
  let waiting: Backup | null = null;
  let cancel = (): void => undefined;

  function put(): void {
    const backup = waiting;
    forget();
    if (!backup) return;
    try {
      window.localStorage.setItem(key, JSON.stringify(backup));
    } catch {
      return;
    }
  }
  function forget(): void {
    cancel();
    waiting = null;
    window.removeEventListener("pagehide", put);
    document.removeEventListener("visibilitychange", put);
  }
  return {
    read() {
      put();
      try {
        const text = window.localStorage.getItem(key);
        const value: unknown = text === null ? null : JSON.parse(text);
        return isBackup(value) ? value : null;
      } catch {
        return null;
      }
    },
    write(backup) {
      const isNew = waiting === null;
      waiting = backup;
      if (!isNew) return;
      cancel = soon(put);
      window.addEventListener("pagehide", put);
      document.addEventListener("visibilitychange", put);
    },
    clear() {
      forget();
      try {
        window.localStorage.removeItem(key);
      } catch {
        return;
      }
    },
  };
}
