import { createStore, type StoreApi } from "zustand/vanilla";
import type { FlowDocument } from "#lib/flow/document.schema.ts";
import type { Pattern } from "#lib/flow/pattern.ts";
import type { EditorStore } from "../editor-store.ts";
import type { Backup, BackupStore } from "./local-backup.ts";

/** What the header says about the draft. `conflict` holds both sides, and what both began with if that is known, until the user has chosen. */
export type SaveStatus =
  | { kind: "saved"; at: number | null }
  | { kind: "unsaved" }
  | { kind: "saving" }
  | { kind: "offline" }
  | { kind: "failed"; message: string }
  | { kind: "conflict"; theirs: Draft; base: FlowDocument | null };

export interface Draft {
  document: FlowDocument;
  name: string;
  draftRevision: number;
  updatedBy: string;
  updatedAt: string;
}

/** How a save can end; what else goes wrong is `failed` with a sentence for people. */
export type SaveOutcome =
  | { kind: "saved"; draftRevision: number; facts: SavedFacts }
  | { kind: "conflict" }
  | { kind: "offline" }
  | { kind: "failed"; message: string };

/** What a save tells about the flow beside its revision. */
interface SavedFacts {
  draftAhead: boolean;
  pattern: Pattern | null;
  updatedAt: string;
}

export interface AutosaveParts {
  editor: EditorStore;
  draftRevision: number;
  backup: BackupStore;
  save(draft: { baseRevision: number; document: FlowDocument; name: string }): Promise<SaveOutcome>;
  load(): Promise<Draft | null>;
  /** Milliseconds without an edit before a save; 800 when not said. */
  quietMs?: number;
}

export interface Autosave {
  status: StoreApi<{ status: SaveStatus; revision: number }>;
  /** Saves now if anything is unsaved; true when the server has everything. */
  flush(): Promise<boolean>;
  /** Ends a conflict. Either way the other side stays one undo away. */
  resolve(choice: "mine" | "theirs" | { merged: FlowDocument }): void;
  /** After a publish, which may raise the revision. */
  rebase(revision: number): void;
  start(): () => void;
}

const longestRetryMs = 30_000;

/** Keeps the server's draft up to date with the store: debounced, one save at a time, never over somebody else's. */
export function createAutosave(parts: AutosaveParts): Autosave {
  const { editor, backup } = parts;
  const quietMs = parts.quietMs ?? 800;
  const status = createStore<{ status: SaveStatus; revision: number }>(() => ({ status: { kind: "saved", at: null }, revision: parts.draftRevision }));
  let stored = { document: editor.getState().document, name: editor.getState().name };
  let lastName = stored.name;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let running: Promise<boolean> | null = null;
  let retryMs = 2_000;

  const isDirty = () => {
    const { document, name } = editor.getState();
    return document !== stored.document || name !== stored.name;
  };
  const say = (next: SaveStatus) => status.setState({ status: next });
  const inConflict = () => status.getState().status.kind === "conflict";

  function keepHere(): void {
    const { document, name } = editor.getState();
    backup.write({ baseRevision: status.getState().revision, base: stored.document, document, name, at: Date.now() });
  }

  function plan(ms: number): void {
    clearTimeout(timer);
    timer = setTimeout(() => void flush(), ms);
  }

  async function saveOnce(): Promise<boolean> {
    const { document, name } = editor.getState();
    // A name cannot be empty; the last good one stays until there is a new one.
    const sent = { document, name: name.trim() === "" ? lastName : name.trim() };
    say({ kind: "saving" });
    const outcome = await parts.save({ baseRevision: status.getState().revision, ...sent });
    switch (outcome.kind) {
      case "saved":
        stored = { document, name };
        lastName = sent.name;
        retryMs = 2_000;
        status.setState({ revision: outcome.draftRevision, status: isDirty() ? { kind: "unsaved" } : { kind: "saved", at: Date.now() } });
        if (!isDirty()) {
          backup.clear();
          return true;
        }
        return await saveOnce();
      case "conflict": {
        keepHere();
        const theirs = await parts.load();
        if (theirs) say({ kind: "conflict", theirs, base: stored.document });
        else retryLater({ kind: "offline" });
        return false;
      }
      case "offline":
        keepHere();
        retryLater({ kind: "offline" });
        return false;
      case "failed":
        keepHere();
        retryLater({ kind: "failed", message: outcome.message });
        return false;
    }
  }

  function retryLater(next: SaveStatus): void {
    say(next);
    plan(retryMs);
    retryMs = Math.min(retryMs * 2, longestRetryMs);
  }

  async function flush(): Promise<boolean> {
    clearTimeout(timer);
    if (inConflict()) return false;
    if (running) return await running;
    if (!isDirty()) return true;
    running = saveOnce().finally(() => {
      running = null;
    });
    return await running;
  }

  function onEdit(): void {
    if (!isDirty() || inConflict()) return;
    keepHere();
    if (running) return;
    if (status.getState().status.kind !== "unsaved") say({ kind: "unsaved" });
    plan(quietMs);
  }

  /** Takes up what an earlier visit could not save: as edits on top, or as a conflict when the server has moved on. */
  function restore(found: Backup): void {
    const { document, replace, rename } = editor.getState();
    if (found.baseRevision === status.getState().revision) {
      replace(found.document, document);
      rename(found.name);
      return;
    }
    const theirs: Draft = { document, name: editor.getState().name, draftRevision: status.getState().revision, updatedBy: "", updatedAt: "" };
    replace(found.document, document);
    rename(found.name);
    say({ kind: "conflict", theirs, base: found.base ?? null });
  }

  return {
    status,
    flush,
    rebase(revision) {
      status.setState({ revision });
    },
    resolve(choice) {
      const { status: now } = status.getState();
      if (now.kind !== "conflict") return;
      const mine = editor.getState();
      const { theirs } = now;
      status.setState({ revision: theirs.draftRevision, status: { kind: "unsaved" } });
      if (choice === "theirs") {
        stored = { document: theirs.document, name: theirs.name };
        mine.replace(theirs.document, mine.document);
        mine.rename(theirs.name);
        backup.clear();
        say({ kind: "saved", at: Date.now() });
        return;
      }
      stored = { document: theirs.document, name: theirs.name };
      if (choice === "mine") mine.replace(mine.document, theirs.document);
      else mine.replace(choice.merged, mine.document);
      void flush();
    },
    start() {
      const stop = editor.subscribe((state, before) => {
        if (state.document !== before.document || state.name !== before.name) onEdit();
      });
      const found = editor.getState().readOnly ? null : backup.read();
      if (found) restore(found);
      const now = () => void flush();
      const onHide = () => {
        if (document.visibilityState === "hidden") void flush();
      };
      window.addEventListener("online", now);
      document.addEventListener("visibilitychange", onHide);
      return () => {
        stop();
        window.removeEventListener("online", now);
        document.removeEventListener("visibilitychange", onHide);
        void flush();
        clearTimeout(timer);
      };
    },
  };
}
