"use client";

import { useQuery } from "@tanstack/react-query";
import { ErrorState } from "#components/ui/error-state.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";
import { StatusLabel } from "#components/ui/status-label.tsx";
import { errorText } from "#lib/client/error-text.ts";
import { instanceQuery } from "#lib/client/queries/instance.ts";
import { EgressSection } from "./egress-section.tsx";
import { MailSection } from "./mail-section.tsx";
import { QueueSection } from "./queue-section.tsx";
import { WorkspacesSection } from "./workspaces-section.tsx";

export function AdminScreen() {
  const instance = useQuery(instanceQuery());
  return (
    <main id="page" className="pg">
      <header className="pg-head"><h1>Admin</h1></header>
      {instance.isPending ? <Skeleton label="Reading the state of the instance" rows={5} /> : null}
      {instance.isError && !instance.data ? <ErrorState title="The state of the instance did not load" onRetry={() => void instance.refetch()}>{errorText(instance.error)}</ErrorState> : null}
      {instance.data ? (
        <>
          {instance.isError ? <p className="small" role="status"><StatusLabel mark="warning">Not answering now; these figures are old.</StatusLabel></p> : null}
          {instance.data.executor === "embedded" ? <QueueSection /> : null}
          <EgressSection rules={instance.data.egress} />
          <MailSection mail={instance.data.mail} />
          <WorkspacesSection workspaces={instance.data.workspaces} />
          <section className="sec">
            <div className="sec-head"><h2>This instance</h2></div>
            <dl className="facts">
              <div><dt>Version</dt><dd className="data">{instance.data.version}</dd></div>
              <div><dt>Address</dt><dd className="data">{instance.data.publicUrl}</dd></div>
              <div><dt>Runs are executed by</dt><dd>{instance.data.executor === "embedded" ? "the built-in executor" : "an Inngest server"}</dd></div>
              {instance.data.server ? (
                <>
                  <div><dt>Inngest server</dt><dd>{instance.data.server.problem === null ? <StatusLabel mark="success">Takes what it is told</StatusLabel> : <StatusLabel mark="warning">{instance.data.server.problem}</StatusLabel>}</dd></div>
                  <div><dt>Not told yet</dt><dd className="data">{instance.data.server.outbox}</dd></div>
                </>
              ) : null}
            </dl>
          </section>
        </>
      ) : null}
    </main>
  );
}
