"use client";

import { useMutation, useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { type FormEvent, useId, useState } from "react";
import { PreviewList } from "#components/runs/preview-list.tsx";
import { useWorkspace } from "#components/shell/workspace-context.tsx";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { FormError } from "#components/ui/form-error.tsx";
import { formatDuration } from "#components/ui/format-duration.ts";
import { Notice } from "#components/ui/notice.tsx";
import { Segmented } from "#components/ui/segmented.tsx";
import { TextInput } from "#components/ui/text-input.tsx";
import { errorText } from "#lib/client/error-text.ts";
import { failureMutations } from "#lib/client/mutations/failure-mutations.ts";
import { type RedriveChoice, redrivePreviewQuery } from "#lib/client/queries/failures.ts";
import { previewInWords, redriveLines, redriveSeconds } from "./redrive-words.ts";

const usualRate = 5;

export interface RedriveDialogProps {
  /** Which runs, in words, for the title. */
  title: string;
  filter: RedriveChoice["filter"];
  onClose: () => void;
}

/** Does many runs again; says beforehand how many, how fast, and what is not repeated. */
export function RedriveDialog({ title, filter, onClose }: RedriveDialogProps) {
  const { slug } = useWorkspace();
  const router = useRouter();
  const form = useId();
  const [from, setFrom] = useState<"failed" | "start">("failed");
  const [version, setVersion] = useState<"same" | "latest">("latest");
  const [rateText, setRateText] = useState(String(usualRate));
  const start = useMutation(failureMutations(slug).startRedrive);
  const preview = useQuery(redrivePreviewQuery(slug, { filter, from, version }));
  const rate = Number(rateText);
  const isRate = rate >= 0.1 && rate <= 100;
  function submit(event: FormEvent) {
    event.preventDefault();
    if (isRate) start.mutate({ filter, from, version, rate }, { onSuccess: () => router.push(`/w/${slug}/runs/failures#redrives`) });
  }
  const { data } = preview;
  const button = <Button look="ink" type="submit" form={form} busy={start.isPending || start.isSuccess} disabled={!data || data.runs === 0 || !isRate}>{data && data.runs > 0 ? `Redrive ${data.more ? "all" : data.runs.toLocaleString("en")}` : "Redrive"}</Button>;
  return (
    <Dialog className="is-wide" title={title} onClose={onClose} footer={<><Button onClick={onClose}>Cancel</Button>{button}</>}>
      <form id={form} className="form-rows" onSubmit={submit}>
        <div className="frow">
          <span className="frow-label">Begin at</span>
          <div><Segmented label="Begin at" value={from} segments={[{ value: "failed", face: "What failed" }, { value: "start", face: "The start" }]} onValue={setFrom} /></div>
          <p className="small muted">{from === "failed" ? "Steps that succeeded keep their results and are not run again." : "Every step runs again; what was sent before is not sent again all the same."}</p>
        </div>
        <div className="frow">
          <span className="frow-label">Version</span>
          <div><Segmented label="Version" value={version} segments={[{ value: "latest", face: "The latest" }, { value: "same", face: "The one that ran" }]} onValue={setVersion} /></div>
          <p className="small muted">{version === "latest" ? "The latest is chosen at first: what was published since may hold the fix." : "Each run is done again as it was done before."}</p>
        </div>
        <Field label="Runs a second" hint="So that the systems behind the flow are not flooded. It can be changed, paused and stopped while it runs." error={isRate ? null : "Between 0.1 and 100."}>
          {(control) => <TextInput {...control} data inputMode="decimal" value={rateText} onChange={(event) => setRateText(event.currentTarget.value)} />}
        </Field>
        {preview.isError ? <Notice mark="failed" live>{errorText(preview.error)}</Notice> : null}
        {data ? (
          <div className="replay-preview" role="status">
            <p><b>{previewInWords(data, isRate ? rate : usualRate)}</b></p>
            <PreviewList lines={redriveLines(data, from)} />
            {data.runs > 0 ? <p className="small muted">Steps that run again send real requests.</p> : null}
            {data.runs > 0 && isRate ? <p className="small muted">At least {formatDuration(redriveSeconds(data.runs, rate) * 1_000)}{data.flows > 1 ? `, in ${data.flows} flows` : ""}. Oldest first.</p> : null}
            {data.leftOut !== null && data.leftOut > 0 ? <p className="small muted">{data.leftOut.toLocaleString("en")} more match and are left out: they are not over, {from === "failed" ? "did not fail, " : ""}or another run replays them already.</p> : null}
          </div>
        ) : null}
        <FormError error={start.error} />
      </form>
    </Dialog>
  );
}
