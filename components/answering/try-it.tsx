"use client";

import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { CodeView } from "#components/ui/code-view.tsx";
import { Field } from "#components/ui/field.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { TextArea } from "#components/ui/text-area.tsx";
import { tryFlow, type TriedCall } from "#lib/client/mutations/try-flow.ts";
import { CallerProof, type Proof } from "./caller-proof.tsx";
import type { CallerScheme } from "./caller-scheme.ts";
import { proofHeaders } from "./proof-headers.ts";

function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

/** Sends a real call from this page, and shows what came back. */
export function TryIt({ path, scheme, sample }: { path: string; scheme: CallerScheme; sample: string }) {
  const [text, setText] = useState(sample);
  const [proof, setProof] = useState<Proof>({ user: "", secret: "" });
  const call = useMutation(tryFlow());
  const send = () => call.mutate({ path, body: text, proof: proofHeaders(scheme, proof) });
  return (
    <details className="try">
      <summary>Try it</summary>
      <form className="try-form" onSubmit={(event) => { event.preventDefault(); send(); }}>
        <CallerProof scheme={scheme} proof={proof} onChange={setProof} />
        <Field label="Body, as JSON">{(control) => <TextArea {...control} data rows={Math.min(12, text.split("\n").length + 1)} value={text} spellCheck={false} onChange={(event) => setText(event.currentTarget.value)} />}</Field>
        <div className="row"><Button type="submit" busy={call.isPending}>Send</Button><span className="small muted">This is a real call: the flow runs.</span></div>
        {call.isError ? <Notice mark="failed" live>No answer came. Look at your connection, then send it again.</Notice> : null}
      </form>
      {call.data ? <Tried call={call.data} /> : null}
    </details>
  );
}

function Tried({ call: { headers, ms, status, text } }: { call: TriedCall }) {
  return (
    <div className="try-answer" aria-live="polite">
      <p><strong>{status}</strong> <span className="muted">in {ms} ms</span></p>
      {text === "" ? <p className="small muted">Without a body.</p> : <CodeView label="Answer" text={pretty(text)} />}
      <details><summary>Headers</summary><CodeView label="Headers of the answer" text={headers.map(([name, value]) => `${name}: ${value}`).join("\n")} /></details>
    </div>
  );
}
