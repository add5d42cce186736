"use client";

import { useQuery } from "@tanstack/react-query";
import { X } from "lucide-react";
import { type FormEvent, useEffect, useMemo, useRef, useState } from "react";
import { ChangeList, diffWords } from "#components/versions/change-list.tsx";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { IconButton } from "#components/ui/icon-button.tsx";
import { TextInput } from "#components/ui/text-input.tsx";
import { flowDraftQuery, flowVersionQuery } from "#lib/client/queries/flows.ts";
import { diffDocuments } from "#lib/flow/diff/diff-documents.ts";
import { useEditor, useEditorSession } from "../editor-context.tsx";

/** What a publish would change, and a line that says why. */
export function PublishPanel({ onClose }: { onClose: () => void }) {
  const session = useEditorSession();
  const { workspace, flow } = session;
  const [message, setMessage] = useState("");
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);
  const document = useEditor((state) => state.document);
  const nodeTypes = useEditor((state) => state.nodeTypes);
  const live = useQuery(flowDraftQuery(workspace, flow)).data?.liveVersion ?? null;
  const before = useQuery({ ...flowVersionQuery(workspace, flow, live ?? 0), enabled: live !== null }).data?.document;
  const diff = useMemo(() => (before ? diffDocuments(before, document, nodeTypes) : null), [before, document, nodeTypes]);
  /** The saved draft beside the live version, as the page of versions shows two states. */
  async function compare() {
    if (!(await session.autosave.flush())) return;
    session.go(`/w/${workspace}/flows/${flow}/versions?at=d${session.autosave.status.getState().revision}&from=v${live}`);
  }
  function submit(event: FormEvent) {
    event.preventDefault();
    onClose();
    void session.publish({ message: message.trim() });
  }
  return (
    <section className="float ed-panel pub" aria-label="Publish">
      <header className="row"><h2 className="h-small grow">Publish version {(live ?? 0) + 1}</h2><IconButton size="s" label="Close" icon={X} onClick={onClose} /></header>
      <form className="form-rows" onSubmit={submit}>
        <Field label="What changed" hint="Optional: it stands beside the version, and can be written later.">
          {(control) => <TextInput {...control} ref={field} maxLength={500} value={message} onChange={(event) => setMessage(event.currentTarget.value)} />}
        </Field>
        <div className="row"><Button look="ink" type="submit">Publish version {(live ?? 0) + 1}</Button><Button look="bare" onClick={onClose}>Cancel</Button></div>
      </form>
      {live === null ? <p className="small muted">Nothing is published yet. Version 1 will run {document.nodes.map((node) => node.name).join(", ")}.</p> : diff ? (
        <>
          <p className="small"><b>Compared with version {live}:</b> {diffWords(diff)} <button type="button" className="link" onClick={() => void compare()}>See both on the canvas</button></p>
          <ChangeList diff={diff} />
        </>
      ) : <p className="small muted" role="status">Comparing with version {live}.</p>}
    </section>
  );
}
