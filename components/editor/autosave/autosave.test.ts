import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { createEditorStore } from "../editor-store.ts";
import { sampleDocument, sampleNodeTypes } from "../sample-document.test-support.ts";
import { type Autosave, createAutosave, type Draft, type SaveOutcome } from "./autosave.ts";
import type { Backup } from "./local-backup.ts";

const facts = { draftAhead: true, pattern: null, updatedAt: "2026-11-23T10:00:00.000Z" };

/** A server that holds one draft and answers as told; a device that keeps one backup. */
function setting(kept: Backup | null = null) {
  const store = createEditorStore({ document: sampleDocument(), name: "Orders", nodeTypes: sampleNodeTypes, readOnly: false });
  const server = { revision: 1, saves: [] as { baseRevision: number; name: string; nodes: number }[], answer: null as SaveOutcome | null, theirs: null as Draft | null };
  const device = { kept };
  const autosave: Autosave = createAutosave({
    editor: store,
    draftRevision: 1,
    backup: {
      read: () => device.kept,
      write: (backup) => {
        device.kept = backup;
      },
      clear: () => {
        device.kept = null;
      },
    },
    async load() {
      return server.theirs;
    },
    async save({ baseRevision, document, name }) {
      server.saves.push({ baseRevision, name, nodes: document.nodes.length });
      if (server.answer) return server.answer;
      if (baseRevision !== server.revision) return { kind: "conflict" };
      server.revision += 1;
      return { kind: "saved", draftRevision: server.revision, facts };
    },
  });
  const drop = (node: string) => store.getState().dispatch({ type: "remove", nodes: [node], edges: [] });
  return { store, server, device, autosave, drop, said: () => autosave.status.getState().status.kind };
}

describe("autosave", () => {
  beforeEach(() => {
    vi.useFakeTimers();
    vi.stubGlobal("window", new EventTarget());
    vi.stubGlobal("document", new EventTarget());
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  test("saves once after edits have been quiet, and keeps a backup until then", async () => {
    const { store, server, device, autosave, drop, said } = setting();
    autosave.start();
    drop("n_call");
    store.getState().rename("Orders to CRM");
    await vi.advanceTimersByTimeAsync(700);
    expect(server.saves).toEqual([]);
    expect(device.kept).toMatchObject({ baseRevision: 1, name: "Orders to CRM" });
    await vi.advanceTimersByTimeAsync(200);
    expect(server.saves).toEqual([{ baseRevision: 1, name: "Orders to CRM", nodes: 2 }]);
    expect(device.kept).toBeNull();
    expect(said()).toBe("saved");
  });

  test("an empty name is never sent", async () => {
    const { store, server, autosave } = setting();
    autosave.start();
    store.getState().rename(" ");
    await autosave.flush();
    expect(server.saves[0]?.name).toBe("Orders");
  });

  test("offline keeps the draft here and tries again, ever more rarely, until it is saved", async () => {
    const { server, device, autosave, drop, said } = setting();
    autosave.start();
    server.answer = { kind: "offline" };
    drop("n_call");
    await vi.advanceTimersByTimeAsync(1_000);
    expect(said()).toBe("offline");
    await vi.advanceTimersByTimeAsync(7_000);
    expect(server.saves.length).toBe(3);
    server.answer = null;
    await vi.advanceTimersByTimeAsync(20_000);
    expect(said()).toBe("saved");
    expect(device.kept).toBeNull();
  });

  test("a conflict writes nothing more until the user has chosen, and either choice keeps both sides", async () => {
    for (const choice of ["mine", "theirs"] as const) {
      const { store, server, autosave, drop, said } = setting();
      autosave.start();
      server.revision = 5;
      const other = sampleDocument();
      server.theirs = { document: { ...other, nodes: other.nodes.slice(0, 1), edges: [] }, name: "Theirs", draftRevision: 5, updatedBy: "user:x", updatedAt: facts.updatedAt };
      drop("n_call");
      await vi.advanceTimersByTimeAsync(1_000);
      expect(said()).toBe("conflict");
      const tries = server.saves.length;
      drop("n_map");
      await vi.advanceTimersByTimeAsync(60_000);
      expect(server.saves.length).toBe(tries);
      store.getState().undo();

      autosave.resolve(choice);
      await vi.advanceTimersByTimeAsync(2_000);
      expect(store.getState().document.nodes).toHaveLength(choice === "mine" ? 2 : 1);
      expect(server.saves.slice(tries)).toEqual(choice === "mine" ? [{ baseRevision: 5, name: "Orders", nodes: 2 }] : []);
      store.getState().undo();
      expect(store.getState().document.nodes).toHaveLength(choice === "mine" ? 1 : 2);
    }
  });

  test("what an earlier visit could not save is taken up, as a conflict when the server has moved on", async () => {
    const mine = sampleDocument();
    const kept = { name: "Kept", document: { ...mine, nodes: mine.nodes.slice(0, 2), edges: mine.edges.slice(0, 1) }, at: 0 };
    const same = setting({ ...kept, baseRevision: 1 });
    same.autosave.start();
    await same.autosave.flush();
    expect(same.server.saves).toEqual([{ baseRevision: 1, name: "Kept", nodes: 2 }]);

    const moved = setting({ ...kept, baseRevision: 0 });
    moved.autosave.start();
    expect(moved.said()).toBe("conflict");
    await vi.advanceTimersByTimeAsync(5_000);
    expect(moved.server.saves).toEqual([]);
  });
});
