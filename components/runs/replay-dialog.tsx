"use client";

import { useMutation, useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { type FormEvent, useId, useState } from "react";
import { useWorkspace } from "#components/shell/workspace-context.tsx";
import { Button } from "#components/ui/button.tsx";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { FormError } from "#components/ui/form-error.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { Segmented } from "#components/ui/segmented.tsx";
import { Select } from "#components/ui/select.tsx";
import { TextArea } from "#components/ui/text-area.tsx";
import { errorText } from "#lib/client/error-text.ts";
import { runMutations } from "#lib/client/mutations/run-mutations.ts";
import { type ReplayChoice, replayPreviewQuery } from "#lib/client/queries/runs.ts";
import type { RunDetail } from "#lib/contracts/runs.schema.ts";
import type { Json } from "#lib/json.ts";
import { errorWords } from "./error-words.ts";
import { PreviewList } from "./preview-list.tsx";
import { previewLines, versionReason } from "./replay-words.ts";

export interface ReplayDialogProps {
  run: RunDetail;
  /** The step to start from at first; the start when there is none. */
  from: string | undefined;
  onClose: () => void;
}

function parsed(text: string): { value: Json } | { problem: string } {
  try {
    return { value: JSON.parse(text) as Json };
  } catch (error) {
    return { problem: `This is not JSON: ${error instanceof Error ? error.message : "it cannot be read"}.` };
  }
}

/** Chooses how a run is done again and says beforehand what that does (SEMANTICS step-9). */
export function ReplayDialog({ run, from: first, onClose }: ReplayDialogProps) {
  const { slug } = useWorkspace();
  const router = useRouter();
  const form = useId();
  const [from, setFrom] = useState(first ?? "");
  const [chosen, setChosen] = useState<ReplayChoice["version"] | null>(null);
  const [again, setAgain] = useState(false);
  const [edited, setEdited] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const replay = useMutation(runMutations(slug, run.id).replay);

  const step = from === "" ? {} : { from };
  // Asked of the version that ran, which is always there: it says which one is the latest too.
  const asked = useQuery(replayPreviewQuery(slug, run.id, { ...step, version: "same" }));
  const latest = asked.data?.latest ?? null;
  const hasNewer = latest !== null && latest !== run.version;
  const version = chosen ?? (hasNewer && run.version !== null && run.status === "failed" ? "latest" : "same");
  const choice: ReplayChoice = { ...step, version };
  const preview = useQuery(replayPreviewQuery(slug, run.id, choice));
  const reason = run.version === null ? null : versionReason(run.version, latest, run.status === "failed");
  const input = from === "" ? edited : null;
  const repeats = again || input !== null;
  const nameOf = (node: string) => run.document.nodes.find((candidate) => candidate.id === node)?.name ?? node;

  function submit(event: FormEvent) {
    event.preventDefault();
    const read = input === null ? null : parsed(input);
    setProblem(read && "problem" in read ? read.problem : null);
    if (read && "problem" in read) return;
    replay.mutate({ ...choice, again, ...(read ? { input: read.value } : {}) }, { onSuccess: ({ run: started }) => router.push(`/w/${slug}/runs/${started}`) });
  }
  const button = <Button look="ink" type="submit" form={form} busy={replay.isPending || replay.isSuccess}>{from === "" ? "Replay" : `Replay from ${nameOf(from)}`}</Button>;
  return (
    <Dialog className="is-wide" title="Replay this run" onClose={onClose} footer={<><Button onClick={onClose}>Cancel</Button>{button}</>}>
      <form id={form} className="form-rows" onSubmit={submit}>
        <Field label="Begin at" hint={`Steps that do not come after it keep their results and are not run again.${run.regions.length > 0 ? " Among records the whole region runs again." : ""}`}>
          {(control) => <Select {...control} value={from} options={[{ value: "", label: "The start" }, ...run.steps.map((step) => ({ value: step.node, label: step.name }))]} onValue={setFrom} />}
        </Field>
        <div className="frow">
          <span className="frow-label">Version</span>
          <div>
            {hasNewer ? (
              <Segmented
                label="Version"
                value={version}
                segments={[{ value: "same", face: run.version === null ? "The draft that ran" : `The one that ran (${run.version})` }, { value: "latest", face: `The latest (${latest})` }]}
                onValue={setChosen}
              />
            ) : asked.data ? (run.version === null ? "The draft that ran" : `The one that ran (${run.version})${latest === run.version ? ", which is the latest" : ""}`) : null}
          </div>
          {reason !== null ? <p className="small muted">{reason}</p> : null}
        </div>
        {from === "" ? (
          <Checkbox
            label="Change the input"
            hint="It counts as another run then: confirmed effects are done again."
            checked={edited !== null}
            onChange={(event) => setEdited(event.currentTarget.checked ? (run.input?.kind === "inline" ? JSON.stringify(run.input.value, null, 2) : "") : null)}
          />
        ) : null}
        {input === null ? null : (
          <Field label="Input" hint="JSON: what the trigger puts out." error={problem}>
            {(control) => <TextArea {...control} data rows={8} spellCheck={false} value={input} onChange={(event) => setEdited(event.currentTarget.value)} />}
          </Field>
        )}
        {preview.isError ? <Notice mark="failed" live>{errorText(preview.error)}</Notice> : null}
        {preview.data && !preview.isError ? (
          <div className="replay-preview" role="status" aria-busy={preview.isPlaceholderData}>
            <PreviewList lines={previewLines(preview.data, repeats)} />
            {run.kind === "test" ? null : <p className="small muted">Steps that run again send real requests.{run.error && errorWords(run.error.class).advice.startsWith("Retrying gets the same answer") && version === "same" && input === null ? " The last try was refused: with nothing changed, this one gets the same answer." : ""}</p>}
            {version === "latest" ? <p className="small muted">A step keeps its result only if it is the same in the latest version.</p> : null}
          </div>
        ) : null}
        {preview.data && preview.data.confirmed.length > 0 && input === null ? (
          <Checkbox label="Do it again: send once more what was sent before" checked={again} onChange={(event) => setAgain(event.currentTarget.checked)} />
        ) : null}
        <FormError error={replay.error} />
      </form>
    </Dialog>
  );
}
