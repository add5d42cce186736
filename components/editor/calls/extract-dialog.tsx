"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { TextInput } from "#components/ui/text-input.tsx";
import { errorText } from "#lib/client/error-text.ts";
import { flowKeys } from "#lib/client/queries/flows.ts";
import { request } from "#lib/client/request.ts";
import { useEditor, useEditorSession } from "../editor-context.tsx";
import { extractFlow } from "./extract-flow.ts";

function listed(names: readonly string[]): string {
  return names.length === 0 ? "nothing" : names.join(", ");
}

/** Makes a flow of the selected steps and calls it in their place; or says why they cannot be one. */
export function ExtractDialog({ onClose }: { onClose: () => void }) {
  const session = useEditorSession();
  const queries = useQueryClient();
  const document = useEditor((state) => state.document);
  const nodeTypes = useEditor((state) => state.nodeTypes);
  const [selected] = useState(() => session.store.getState().selection.nodes);
  const extraction = useMemo(() => extractFlow(document, nodeTypes, selected), [document, nodeTypes, selected]);
  const first = document.nodes.find((node) => selected.includes(node.id))?.name ?? "Steps";
  const [name, setName] = useState(`${session.store.getState().name}: ${first}`.slice(0, 120));
  const [isPublished, setPublished] = useState(true);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const why = "why" in extraction ? extraction.why : null;

  async function make() {
    if ("why" in extraction || name.trim() === "") return;
    setBusy(true);
    setProblem(null);
    let said = `“${name.trim()}” is a flow of its own. Publish it before this flow calls it.`;
    try {
      const created = await request("POST /api/v1/flows", { name: name.trim(), document: extraction.child });
      void queries.invalidateQueries({ queryKey: flowKeys.all(session.workspace) });
      if (isPublished) {
        said = await request("POST /api/v1/flows/{flow}/publish", { flow: created.id, baseRevision: created.draftRevision }).then(
          () => `“${name.trim()}” is a flow of its own and is live. Undo brings the steps back here; the new flow stays.`,
          (error: unknown) => `“${name.trim()}” is a flow of its own, but could not be published: ${errorText(error)}`,
        );
      }
      const { operations, call } = extraction.operations(created.id, name.trim());
      const { perform, select, set, show } = session.store.getState();
      perform(operations);
      select({ nodes: [call] });
      set({ said });
      show(null);
      session.view.canvas?.keepVisible(call);
      session.view.canvas?.focus(call);
    } catch (error) {
      setBusy(false);
      setProblem(errorText(error));
    }
  }
  return (
    <Dialog
      title="Move the selected steps into a flow of their own"
      onClose={onClose}
      footer={why === null ? <><Button onClick={onClose}>Cancel</Button><Button look="ink" busy={busy} onClick={() => void make()}>Create the flow</Button></> : <Button onClick={onClose}>Close</Button>}
    >
      {"why" in extraction ? <p role="alert">{extraction.why}</p> : (
        <div className="extract">
          <Field label="Name">{({ id }) => <TextInput id={id} value={name} maxLength={120} onChange={(event) => setName(event.currentTarget.value)} />}</Field>
          <p>It takes <b>{listed(extraction.inputs.map((input) => `${input.name} (${input.type})`))}</b> and answers with <b>{listed(extraction.outputs)}</b>. One step that calls it stands here instead of {selected.length === 1 ? "the step" : `the ${selected.length} steps`}.</p>
          <Checkbox checked={isPublished} onChange={(event) => setPublished(event.currentTarget.checked)} label="Publish it at once, so that this flow can call it" />
          {problem === null ? null : <p role="alert" className="is-bad">{problem}</p>}
        </div>
      )}
    </Dialog>
  );
}
