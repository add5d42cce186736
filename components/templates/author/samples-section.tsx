"use client";

import { useQuery } from "@tanstack/react-query";
import { Trash2 } from "lucide-react";
import { useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { IconButton } from "#components/ui/icon-button.tsx";
import { isMissingPart } from "#components/ui/is-missing-part.ts";
import { TextArea } from "#components/ui/text-area.tsx";
import { TextInput } from "#components/ui/text-input.tsx";
import { nodeTypeQuery, nodeTypesQuery } from "#lib/client/queries/node-types.ts";
import type { Json } from "#lib/json.ts";
import { type AuthorDraft, type AuthorSample, isJsonText } from "./author-draft.ts";
import { focusAt } from "./focus-at.ts";
import type { TemplatePreview } from "./questions-section.tsx";
import type { ChangeDraft } from "./use-author-draft.ts";

const most = 10;

function freeId(samples: readonly AuthorSample[]): string {
  return String(1 + Math.max(-1, ...samples.map(({ id }) => Number(id))));
}

/** What the flow can be tried with. Made from what its trigger declares, or written; never taken from what really came. */
export function SamplesSection({ draft: { samples }, preview: { content }, onChange }: { draft: AuthorDraft; preview: TemplatePreview; onChange: ChangeDraft }) {
  const types = useQuery(nodeTypesQuery()).data;
  const trigger = content.document.nodes.find((node) => types?.get(node.type)?.kind === "trigger");
  const detail = useQuery({ ...nodeTypeQuery(trigger?.type ?? ""), enabled: trigger !== undefined }).data;
  const [isMissing, setMissing] = useState(false);
  function add(name: string, value: Json) {
    const id = freeId(samples);
    onChange({ samples: [...samples, { id, name: `${name} ${Number(id) + 1}`, text: JSON.stringify(value, null, 2) }] });
    focusAt(`sample.${id}.name`);
  }
  /** Expressions may be read for it, which the page needs for nothing else. */
  async function generate() {
    if (!trigger || !detail || !types) return;
    try {
      const [{ sampleOutputs }, { wiringOf }] = await Promise.all([import("#components/editor/inspector/sample-outputs.ts"), import("#components/editor/wiring/wiring.ts")]);
      add("Generated", sampleOutputs(wiringOf(content.document, types), [trigger], new Map([[trigger.type, detail]])).outputs.get(trigger.id)?.value ?? null);
      setMissing(false);
    } catch (error) {
      if (!isMissingPart(error)) throw error;
      setMissing(true);
    }
  }
  const change = (id: string, part: Partial<AuthorSample>) => onChange({ samples: samples.map((sample) => (sample.id === id ? { ...sample, ...part } : sample)) });
  return (
    <section className="sec" aria-labelledby="ta-samples">
      <div className="sec-head">
        <h2 id="ta-samples">Samples</h2>
        <p className="muted">What the flow begins with when somebody tries it. Every version is run with each of them, and what came of it is shown. Nothing is taken from real runs; write nothing about real people.</p>
      </div>
      {samples.length === 0 ? <p className="muted">None yet. A template with samples shows that it works.</p> : (
        <ul className="ta-cards">
          {samples.map(({ id, name, text }) => (
            <li key={id} className="ta-card">
              <div className="ta-card-end">
                <Field label="Name">{(control) => <TextInput {...control} data-at={`sample.${id}.name`} maxLength={80} value={name} onChange={(event) => change(id, { name: event.currentTarget.value })} />}</Field>
                <IconButton icon={Trash2} label={`Remove the sample ${name}`} onClick={() => onChange({ samples: samples.filter((sample) => sample.id !== id) })} />
              </div>
              <Field label="What the trigger puts out, as JSON" error={isJsonText(text) ? null : "This is not JSON. Check quotes, commas and brackets."}>
                {(control) => <TextArea {...control} data data-at={`sample.${id}.text`} rows={Math.min(14, Math.max(4, text.split("\n").length))} spellCheck={false} value={text} onChange={(event) => change(id, { text: event.currentTarget.value })} />}
              </Field>
            </li>
          ))}
        </ul>
      )}
      {samples.length >= most ? <p className="small muted">A template has at most {most} samples.</p> : trigger ? (
        <div className="row wrap">
          <Button aria-disabled={detail === undefined || undefined} onClick={() => void generate()}>Generate one</Button>
          <Button onClick={() => add("Sample", {})}>Write or paste one</Button>
          <span className="small muted" role="status">{isMissing ? "It could not be generated: there is no network. Try again when there is, or write one." : `Generated from what ${trigger.name} declares.`}</span>
        </div>
      ) : types === undefined ? null : <p className="muted">The flow has no trigger, so there is nothing to begin with.</p>}
    </section>
  );
}
