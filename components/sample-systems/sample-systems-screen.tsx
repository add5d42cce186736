"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useWorkspace } from "#components/shell/workspace-context.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { ErrorState } from "#components/ui/error-state.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";
import { TabPanel } from "#components/ui/tab-panel.tsx";
import { Tabs } from "#components/ui/tabs.tsx";
import { useSearchFilter } from "#components/ui/use-search-filter.ts";
import { errorText } from "#lib/client/error-text.ts";
import { sampleSystemsQuery } from "#lib/client/queries/sample-systems.ts";
import { SampleKey } from "./sample-key.tsx";
import { SamplePanel } from "./sample-panel.tsx";

/** Four small systems to try flows on, and what flows did there. */
export function SampleSystemsScreen() {
  const { slug, may } = useWorkspace();
  const samples = useQuery(sampleSystemsQuery(slug));
  const [chosen, choose] = useSearchFilter("system");
  const systems = samples.data?.systems ?? [];
  const system = systems.find(({ id }) => id === chosen) ?? systems[0];
  return (
    <main id="page" className="pg">
      <header className="pg-head"><h1>Sample systems</h1></header>
      {samples.isPending ? <Skeleton label="Reading the sample systems" rows={6} /> : null}
      {samples.isError && !samples.data ? <ErrorState title="The sample systems did not load" onRetry={() => void samples.refetch()}>{errorText(samples.error)}</ErrorState> : null}
      {samples.data?.isOn === false ? (
        <EmptyState title="The sample systems are off">They are for trying things out, beside the built-in database. Whoever runs this instance turns them on with MILLRACE_SAMPLES=1.</EmptyState>
      ) : null}
      {system ? (
        <>
          <div className="smp-intro">
            <p className="muted">Four small systems to build the first flows on. They run inside this instance, hold made-up data that is this workspace’s own, and reach nobody. Their steps are in the editor under their names and need no connection.</p>
            <p>Flows to begin with are <Link href={`/w/${slug}/templates?system=sample-${system.id}`} prefetch={false}>templates that use {system.title.replace("Sample", "the sample")}</Link>. Most need no connection, and run as soon as they are installed.</p>
          </div>
          {may("samples:write") ? <SampleKey /> : null}
          <div className="sec">
            <div className="smp-tabs">
              <Tabs set="sample" label="Sample systems" selected={system.id} onSelect={choose} tabs={systems.map(({ id, title }) => ({ id, face: title.replace("Sample ", "").replace(/^./, (first) => first.toUpperCase()) }))} />
            </div>
            <TabPanel set="sample" id={system.id} className="smp-panel"><SamplePanel key={system.id} system={system} /></TabPanel>
          </div>
        </>
      ) : null}
    </main>
  );
}
