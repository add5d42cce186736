"use client";

import { useMutation } from "@tanstack/react-query";
import type { FormEvent } from "react";
import { useWorkspace } from "#components/shell/workspace-context.tsx";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { TextInput } from "#components/ui/text-input.tsx";
import { errorText } from "#lib/client/error-text.ts";
import { templateMutations } from "#lib/client/mutations/template-mutations.ts";
import { blockedWords } from "./author-blocks.ts";
import type { AuthorDraft, WireDraft } from "./author-draft.ts";
import { focusAt } from "./focus-at.ts";
import type { ChangeDraft } from "./use-author-draft.ts";

interface PublishSectionProps {
  draft: AuthorDraft;
  wire: WireDraft;
  flow: string;
  /** Number of the version that this makes. */
  next: number;
  /** How many things block it. */
  blocks: number;
  /** What is on the page is what was looked at. */
  isChecked: boolean;
  checkError: Error | null;
  onChange: ChangeDraft;
  onPublished: (version: number) => void;
}

/** Whether something blocks it, and the button. */
export function PublishSection({ draft, wire, flow, next, blocks, isChecked, checkError, onChange, onPublished }: PublishSectionProps) {
  const { slug } = useWorkspace();
  const publish = useMutation(templateMutations(slug).publish);
  const isFree = blocks === 0 && isChecked;
  function submit(event: FormEvent) {
    event.preventDefault();
    if (isFree && !publish.isPending) publish.mutate({ flow, ...wire, message: draft.message.trim() }, { onSuccess: ({ version }) => onPublished(version) });
  }
  return (
    <section aria-labelledby="ta-publish" className="ta-publish">
      <h2 id="ta-publish">Publish version {next}</h2>
      <form className="form-rows" onSubmit={submit}>
        {next > 1 ? (
          <Field label="What changed" hint="Optional. Whoever has an earlier version reads it with the notice of this one.">
            {(control) => <TextInput {...control} maxLength={500} value={draft.message} onChange={(event) => onChange({ message: event.currentTarget.value })} />}
          </Field>
        ) : null}
        <div id="ta-why" role="status">
          {checkError ? <p className="small"><b>Not looked at yet:</b> {errorText(checkError)}</p>
            : blocks > 0 ? <p><b>{blockedWords(blocks)}.</b> <button type="button" className="link" onClick={() => focusAt("blocked")}>Show what</button></p>
            : <p className="small muted">{!isChecked ? "Looking for secrets and private data…" : next === 1 ? "Only this workspace sees it until an admin shows it to others." : "Whoever sees the template sees this version at once. Flows made from earlier ones stay as they are, and their owners are told."}</p>}
        </div>
        {publish.error ? <Notice mark="failed" live><b>Not published.</b> {errorText(publish.error)} What you wrote is kept.</Notice> : null}
        <div className="form-end"><Button look="ink" type="submit" busy={publish.isPending} aria-disabled={!isFree || undefined} aria-describedby="ta-why">{publish.isPending ? "Publishing…" : `Publish version ${next}`}</Button></div>
      </form>
    </section>
  );
}
