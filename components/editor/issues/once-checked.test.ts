import { expect, test } from "vitest";
import { createEditorStore } from "../editor-store.ts";
import { sampleDocument, sampleNodeTypes } from "../sample-document.test-support.ts";
import { onceChecked } from "./once-checked.ts";

test("what was checked before the last edit is not enough", async () => {
  const store = createEditorStore({ document: sampleDocument(), name: "Orders", nodeTypes: sampleNodeTypes, readOnly: false });
  const seen = () => store.getState().set({ issues: [], checked: true, checkedOf: store.getState().document });
  seen();
  await onceChecked(store);
  store.getState().dispatch({ type: "remove", nodes: ["n_call"], edges: [] });
  let ended = false;
  const waiting = onceChecked(store).then(() => {
    ended = true;
  });
  store.getState().set({ said: null });
  await Promise.resolve();
  expect(ended).toBe(false);
  seen();
  await waiting;
});
