"use client";

import { useEffect, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { TextArea } from "#components/ui/text-area.tsx";
import { useEditorSession } from "../editor-context.tsx";
import { openDocument } from "./open-document.ts";
import { pasteText } from "./paste-text.ts";
import { readExcerpt } from "./read-excerpt.ts";

/** A field for JSON where the clipboard cannot be read, and where what was wrong with a pasted text is said. */
export function PasteDialog({ text, onClose }: { text: string; onClose: () => void }) {
  const session = useEditorSession();
  const [value, setValue] = useState(text);
  const [problems, setProblems] = useState<readonly string[]>([]);
  useEffect(() => {
    if (text === "") return;
    void readExcerpt(text, openDocument).then((read) => setProblems(read.ok ? [] : read.problem));
  }, [text]);
  return (
    <Dialog
      title="Paste JSON"
      onClose={onClose}
      footer={(
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="ink" onClick={() => void pasteText(session, value).then(setProblems)}>Paste</Button>
        </>
      )}
    >
      <Field className="paste" label="Steps copied in an editor, or the document of a flow">
        {({ id }) => <TextArea id={id} rows={10} spellCheck={false} data value={value} aria-invalid={problems.length > 0} aria-describedby="paste-problems" onChange={(event) => setValue(event.currentTarget.value)} />}
      </Field>
      <div id="paste-problems" role="alert">
        {problems.length > 0 ? <ul className="paste-problems">{problems.map((problem) => <li key={problem}>{problem}</li>)}</ul> : null}
      </div>
    </Dialog>
  );
}
