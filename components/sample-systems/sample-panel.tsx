"use client";

import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useWorkspace } from "#components/shell/workspace-context.tsx";
import { Button } from "#components/ui/button.tsx";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { FormError } from "#components/ui/form-error.tsx";
import { Segmented } from "#components/ui/segmented.tsx";
import { TabPanel } from "#components/ui/tab-panel.tsx";
import { Tabs } from "#components/ui/tabs.tsx";
import { useSearchFilter } from "#components/ui/use-search-filter.ts";
import { sampleSystemMutations } from "#lib/client/mutations/sample-system-mutations.ts";
import type { SampleBehaviour, SampleSystem } from "#lib/contracts/sample-systems.schema.ts";
import { behaviourWords } from "./behaviour-words.ts";
import { SampleRecords } from "./sample-records.tsx";
import { SampleRequests } from "./sample-requests.tsx";

const behaviours = Object.entries(behaviourWords).map(([value, { name }]) => ({ value: value as SampleBehaviour, face: name }));
const log = "requests";

/** One system: where it is, how it acts, what it holds and what it was asked. */
export function SamplePanel({ system }: { system: SampleSystem }) {
  const { slug, may } = useWorkspace();
  const { behave, reset } = sampleSystemMutations(slug);
  const behaving = useMutation(behave);
  const resetting = useMutation(reset);
  const [asking, setAsking] = useState(false);
  const [shown, show] = useSearchFilter("show");
  const collection = system.collections.find(({ id }) => id === shown);
  const tab = collection?.id ?? log;
  const mayWrite = may("samples:write");
  const behaviour = behaving.isPending ? behaving.variables.behaviour : system.behaviour;
  return (
    <>
      <p className="muted">{system.description}</p>
      <dl className="smp-facts">
        <dt>URL</dt>
        <dd>
          <span className="data">{system.url}</span>
          <CopyButton text={system.url} label="Copy the URL" />
          <CopyButton text={`${system.url}/openapi.json`} label="Copy the URL of its OpenAPI document" worded />
        </dd>
        <dt>Behaviour</dt>
        <dd>
          {mayWrite ? <Segmented label="Behaviour" value={behaviour} segments={behaviours} onValue={(value) => behaving.mutate({ system: system.id, behaviour: value })} /> : <b>{behaviourWords[behaviour].name}</b>}
          <span className="small muted" role="status">{behaviourWords[behaviour].what}</span>
          <FormError error={behaving.error} />
        </dd>
        {mayWrite ? (
          <>
            <dt>Data</dt>
            <dd>
              <Button onClick={() => setAsking(true)}>Reset</Button>
              <span className="small muted">Back to the first day: records, requests and behaviour.</span>
            </dd>
          </>
        ) : null}
      </dl>
      <div className="smp-tabs">
        <Tabs
          set="sample-data" label={`What the ${system.title.toLowerCase()} holds`} selected={tab} onSelect={(id) => show(id === log ? undefined : id)}
          tabs={[{ id: log, face: <Counted title="Requests" count={system.requests} /> }, ...system.collections.map(({ id, title, count }) => ({ id, face: <Counted title={title} count={count} /> }))]}
        />
      </div>
      <TabPanel set="sample-data" id={tab}>
        {collection ? <SampleRecords key={collection.id} system={system.id} collection={collection} /> : <SampleRequests system={system.id} />}
      </TabPanel>
      {asking ? (
        <ConfirmDialog
          title={`Reset the ${system.title.toLowerCase()}?`} action="Reset" busy={resetting.isPending} error={resetting.error} onClose={() => setAsking(false)}
          onConfirm={() => resetting.mutate({ system: system.id }, { onSuccess: () => setAsking(false) })}
        >
          Its records become those of the first day, its log of requests is emptied, and it behaves normally again. What flows wrote there is gone. The other systems keep theirs.
        </ConfirmDialog>
      ) : null}
    </>
  );
}

function Counted({ title, count }: { title: string; count: number }) {
  return <>{title} <span className="count">{count.toLocaleString("en-GB")}</span></>;
}
