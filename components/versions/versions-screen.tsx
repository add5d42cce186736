"use client";

import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { FlowCrumbs } from "#components/flows/flow-crumbs.tsx";
import { useMemberNames } from "#components/runs/use-member-names.ts";
import { useWorkspace } from "#components/shell/workspace-context.tsx";
import { ErrorState } from "#components/ui/error-state.tsx";
import { formatInstant } from "#components/ui/format-instant.ts";
import { LinkButton } from "#components/ui/link-button.tsx";
import { Segmented } from "#components/ui/segmented.tsx";
import { Select } from "#components/ui/select.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";
import { useSearchFilter } from "#components/ui/use-search-filter.ts";
import { errorText } from "#lib/client/error-text.ts";
import { draftsQuery, flowQuery, versionsQuery } from "#lib/client/queries/flows.ts";
import { nodeTypesQuery } from "#lib/client/queries/node-types.ts";
import { RequestError } from "#lib/client/request.ts";
import { CompareView } from "./compare-view.tsx";
import { MomentList } from "./moment-list.tsx";
import { type FlowMoment, momentKey, momentName, momentsOf } from "./moment-of-flow.ts";
import { useMomentDocument } from "./use-moment-document.ts";
import { VersionMessage } from "./version-message.tsx";

const nothing = "nothing";

/** What a flow was, who made it so, what differs, and the way back. */
export function VersionsScreen({ flow: id }: { flow: string }) {
  const { slug, may } = useWorkspace();
  const [at, setAt] = useSearchFilter("at");
  const [from, setFrom] = useSearchFilter("from");
  const [show, setShow] = useSearchFilter("show");
  const flow = useQuery(flowQuery(slug, id));
  const versions = useQuery(versionsQuery(slug, id));
  const drafts = useQuery(draftsQuery(slug, id));
  const all = useMemo(() => momentsOf(versions.data ?? [], drafts.data ?? []), [versions.data, drafts.data]);
  const names = useMemberNames(all.map((moment) => (moment.kind === "version" ? moment.version.publishedBy : moment.draft.savedBy)));
  const newest = drafts.data?.[0]?.revision;
  // A draft that is what is live says nothing beside it.
  const isNews = flow.data?.draftAhead ?? true;
  const shown = show === "all" ? all : all.filter((moment) => moment.kind === "version" || (isNews && moment.draft.revision === newest));
  const error = flow.error ?? versions.error ?? drafts.error;
  const selected = all.find((moment) => momentKey(moment) === at) ?? shown[0];
  const before = selected ? all.slice(all.indexOf(selected) + 1) : [];
  const older = selected?.kind === "version" ? before.find(({ kind }) => kind === "version") : before[0];
  const against = from === nothing ? undefined : (all.find((moment) => momentKey(moment) === from) ?? older);
  const home = `/w/${slug}`;
  const mayRestore = (moment: FlowMoment) => may("flows:write") && (moment.kind === "version" || moment.draft.revision !== newest);
  return (
    <main id="page" className="pg">
      <header className="pg-head">
        <FlowCrumbs flow={id} name={flow.data?.name} />
        <h1>Versions</h1>
      </header>
      {error ? (
        <ErrorState title="The versions did not load" requestId={error instanceof RequestError ? error.requestId : null} onRetry={() => void Promise.all([flow.refetch(), versions.refetch(), drafts.refetch()])}>{errorText(error)}</ErrorState>
      ) : !flow.data || !versions.data || !drafts.data ? <Skeleton label="Reading the versions" rows={6} /> : (
        <div className="vs">
          <nav className="vs-side" aria-label="What the flow was">
            <Segmented label="Show" value={show === "all" ? "all" : "versions"} segments={[{ value: "versions", face: "Versions" }, { value: "all", face: "With drafts" }]} onValue={(value) => setShow(value === "all" ? "all" : undefined)} />
            <MomentList moments={shown} newest={newest} live={flow.data.liveVersion} selected={selected && momentKey(selected)} names={names} onSelect={(key) => { setAt(key); setFrom(undefined); }} />
          </nav>
          {selected ? (
            <section className="vs-main" aria-label={momentName(selected, newest)}>
              <div className="row wrap">
                <h2>{momentName(selected, newest)}</h2>
                <span className="row small muted">compared with
                  <Select
                    aria-label="Compared with"
                    value={against ? momentKey(against) : nothing}
                    options={[...all.filter((moment) => moment !== selected).map((moment) => ({ value: momentKey(moment), label: optionWords(moment, newest) })), { value: nothing, label: "an empty canvas" }]}
                    onValue={setFrom}
                  />
                </span>
                <span className="grow" />
                {mayRestore(selected) ? (
                  <LinkButton href={`${home}/flows/${id}?restore=${momentKey(selected)}`}>Restore into the draft</LinkButton>
                ) : <LinkButton href={`${home}/flows/${id}`}>Open the draft</LinkButton>}
              </div>
              {mayRestore(selected) ? <p className="small muted">Restoring replaces the draft with this. Undo brings the draft back, and it stays listed with the drafts. What is live is not changed.</p> : null}
              {selected.kind === "version" ? <VersionMessage key={selected.version.number} flow={id} version={selected.version} /> : null}
              <Compared flow={id} before={against} after={selected} />
            </section>
          ) : null}
        </div>
      )}
    </main>
  );
}

function optionWords(moment: FlowMoment, newest: number | undefined): string {
  const name = momentName(moment, newest);
  if (moment.kind === "version") return moment.version.message === "" ? name : `${name}: ${moment.version.message.slice(0, 40)}`;
  return moment.draft.revision === newest ? name : `${name}, ${formatInstant(moment.at)}`;
}

function Compared({ flow, before, after }: { flow: string; before: FlowMoment | undefined; after: FlowMoment }) {
  const types = useQuery(nodeTypesQuery());
  const old = useMomentDocument(flow, before);
  const now = useMomentDocument(flow, after);
  const error = old.error ?? now.error ?? types.error;
  if (error) return <ErrorState title="The two could not be compared" onRetry={() => void Promise.all([old.refetch(), now.refetch(), types.refetch()])}>{errorText(error)}</ErrorState>;
  const empty = now.document && !before ? { ...now.document, nodes: [], edges: [], layout: { nodes: {} } } : undefined;
  const from = old.document ?? empty;
  if (!from || !now.document || !types.data) return <Skeleton label="Comparing" rows={4} />;
  return <CompareView before={from} after={now.document} nodeTypes={types.data} />;
}
