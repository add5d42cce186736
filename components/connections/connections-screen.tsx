"use client";

import { useMutation, useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useWorkspace } from "#components/shell/workspace-context.tsx";
import { Button } from "#components/ui/button.tsx";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { ErrorState } from "#components/ui/error-state.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";
import { errorText } from "#lib/client/error-text.ts";
import { connectionMutations } from "#lib/client/mutations/connection-mutations.ts";
import { connectionsQuery } from "#lib/client/queries/connections.ts";
import type { ListedConnection } from "#lib/contracts/connections.schema.ts";
import { type ConnectionAction, ConnectionCard } from "./connection-card.tsx";
import { ConnectionDialog } from "./connection-dialog.tsx";
import { ConnectionTest } from "./connection-test.tsx";

/** The credentials of a workspace. Nobody reads a secret here: it can be used, replaced and deleted. */
export function ConnectionsScreen() {
  const { slug, may } = useWorkspace();
  // What uses them changes in the editor, which does not tell.
  const list = useQuery({ ...connectionsQuery(slug), staleTime: 0 });
  const [asked, setAsked] = useState<{ action: ConnectionAction; connection: ListedConnection } | null>(null);
  const [isMaking, setMaking] = useState(false);
  const remove = useMutation(connectionMutations(slug).delete);
  const close = () => setAsked(null);
  const isRead = list.data !== undefined;
  // The browser looked for the one that the address names before it was there.
  useEffect(() => {
    if (isRead) document.getElementById(window.location.hash.slice(1))?.scrollIntoView({ block: "center" });
  }, [isRead]);
  const makeOne = may("connections:write") ? <Button look="ink" onClick={() => setMaking(true)}>New connection</Button> : undefined;
  return (
    <main id="page" className="pg">
      <header className="pg-head">
        <h1>Connections</h1>
        {list.data && list.data.length > 0 ? <span className="small muted">{list.data.length}</span> : null}
        <span className="grow" />
        {list.data && list.data.length > 0 ? makeOne : null}
      </header>
      {list.isPending ? <Skeleton label="Reading the connections" rows={4} /> : null}
      {list.isError && !list.data ? <ErrorState title="The connections did not load" onRetry={() => void list.refetch()}>{errorText(list.error)}</ErrorState> : null}
      {list.data?.length === 0 ? (
        <EmptyState title="No connections yet" action={makeOne}>
          A connection is a stored credential for one system. Steps use it; nobody can read it again.{may("connections:write") ? "" : " An editor makes them."}
        </EmptyState>
      ) : null}
      {list.data && list.data.length > 0 ? <ul className="cn-list">{list.data.map((connection) => <ConnectionCard key={connection.id} connection={connection} onAction={(action) => setAsked({ action, connection })} />)}</ul> : null}
      {isMaking ? <ConnectionDialog onClose={() => setMaking(false)} /> : null}
      {asked?.action === "change" ? <ConnectionDialog connection={asked.connection} onClose={close} /> : null}
      {asked?.action === "test" ? <Dialog title={`Try ${asked.connection.name}`} onClose={close} footer={<Button onClick={close}>Close</Button>}><ConnectionTest connection={asked.connection} /></Dialog> : null}
      {asked?.action === "delete" ? (
        <ConfirmDialog
          title={`Delete ${asked.connection.name}?`}
          action="Delete connection"
          busy={remove.isPending}
          error={remove.error}
          onClose={() => { remove.reset(); close(); }}
          onConfirm={() => remove.mutate({ connection: asked.connection.id }, { onSuccess: close })}
        >
          Its secret is gone at once. Drafts that name it have an issue until they name another; while a published flow uses it, it stays.
        </ConfirmDialog>
      ) : null}
    </main>
  );
}
