"use client";

import { useMutation, useQuery } from "@tanstack/react-query";
import { type FormEvent, useId, useState } from "react";
import { useWorkspace } from "#components/shell/workspace-context.tsx";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { FormError } from "#components/ui/form-error.tsx";
import { formatDuration } from "#components/ui/format-duration.ts";
import { Notice } from "#components/ui/notice.tsx";
import { Segmented } from "#components/ui/segmented.tsx";
import { Select } from "#components/ui/select.tsx";
import { TextInput } from "#components/ui/text-input.tsx";
import { errorText } from "#lib/client/error-text.ts";
import { eventMutations } from "#lib/client/mutations/event-mutations.ts";
import { type EventReplayChoice, eventReplayPreviewQuery } from "#lib/client/queries/events.ts";
import { flowNamesQuery } from "#lib/client/queries/flows.ts";

export interface EventReplayDialogProps {
  title: string;
  /** Which events; to which flow is asked for. */
  choice: Pick<EventReplayChoice, "event" | "name" | "since" | "until" | "flow">;
  onClose: () => void;
}

const usualRate = 20;
const withYear = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23" });

/** Delivers events again; says beforehand how many, to whom, and what is not repeated. */
export function EventReplayDialog({ title, choice, onClose }: EventReplayDialogProps) {
  const { slug } = useWorkspace();
  const form = useId();
  const [flow, setFlow] = useState(choice.flow ?? "");
  const [mode, setMode] = useState<"same" | "again">("same");
  const [rateText, setRateText] = useState(String(usualRate));
  const flows = useQuery(flowNamesQuery(slug)).data ?? [];
  const wanted = { ...choice, flow: flow === "" ? undefined : flow, mode };
  const preview = useQuery(eventReplayPreviewQuery(slug, wanted));
  const start = useMutation(eventMutations(slug).startReplay);
  const rate = Number(rateText);
  const isRate = rate >= 0.1 && rate <= 1_000;
  const { data } = preview;
  const total = data?.deliveries.reduce((sum, { count }) => sum + count, 0) ?? 0;
  function submit(event: FormEvent) {
    event.preventDefault();
    if (isRate) start.mutate({ ...wanted, rate }, { onSuccess: onClose });
  }
  const button = <Button look="ink" type="submit" form={form} busy={start.isPending} disabled={!data || total === 0 || !isRate}>Deliver again</Button>;
  return (
    <Dialog className="is-wide" title={title} onClose={onClose} footer={<><Button onClick={onClose}>Close</Button>{button}</>}>
      <form id={form} className="form-rows" onSubmit={submit}>
        {choice.event === undefined ? <p>{choiceInWords(choice)}</p> : null}
        <Field label="To">{(control) => <Select {...control} value={flow} options={[{ value: "", label: "All flows that listen now" }, ...flows.map(({ id, name }) => ({ value: id, label: name }))]} onValue={setFlow} />}</Field>
        <div className="frow">
          <span className="frow-label">What was done before</span>
          <div><Segmented label="What was done before" value={mode} segments={[{ value: "same", face: "Is not repeated" }, { value: "again", face: "Is done again" }]} onValue={setMode} /></div>
          <p className="small muted">{mode === "same" ? "What an earlier run of an event sent and confirmed is skipped." : "Every step runs and sends again, as for a new event."}</p>
        </div>
        {choice.event === undefined ? (
          <Field label="Events a second" hint="It can be paused and stopped while it runs." error={isRate ? null : "Between 0.1 and 1,000."}>
            {(control) => <TextInput {...control} data inputMode="decimal" value={rateText} onChange={(event) => setRateText(event.currentTarget.value)} />}
          </Field>
        ) : null}
        {preview.isError ? <Notice mark="failed" live>{errorText(preview.error)}</Notice> : null}
        {data ? (
          <div className="replay-preview" role="status">
            <p><b>{total === 0 ? "No flow would hear it." : `${data.events === 1 ? "1 event" : `${data.events.toLocaleString("en")} events`}, ${data.more ? "at least " : ""}${total === 1 ? "1 delivery" : `${total.toLocaleString("en")} deliveries`}.`}</b></p>
            {total > 0 ? <ul className="small">{data.deliveries.map(({ id, name, count, before }) => <li key={id}>{name}: {count.toLocaleString("en")}{before > 0 ? `, of which ${before.toLocaleString("en")} ran before` : ""}</li>)}</ul> : null}
            {choice.event === undefined && isRate && data.events > 1 ? <p className="small muted">At least {formatDuration((data.events / rate) * 1_000)}. Oldest first. Limits and pace of the flows hold.</p> : null}
          </div>
        ) : null}
        <FormError error={start.error} />
      </form>
    </Dialog>
  );
}

/** Which events: what is filtered by, said again before anything is sent. */
function choiceInWords({ name, since, until }: EventReplayDialogProps["choice"]): string {
  const which = name === undefined ? "Events of all names" : `Events named ${name}`;
  const from = since === undefined ? "" : ` from ${withYear.format(new Date(since))}`;
  const to = until === undefined ? " up to now" : ` until ${withYear.format(new Date(until))}`;
  return `${which}, received${since === undefined && until === undefined ? " at any time" : `${from}${to}`}.`;
}
