"use client";

import { useMutation, useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useSearchParams } from "next/navigation";
import { useState } from "react";
import { useWorkspace } from "#components/shell/workspace-context.tsx";
import { Button } from "#components/ui/button.tsx";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { ErrorState } from "#components/ui/error-state.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";
import { errorText } from "#lib/client/error-text.ts";
import { workspaceMutations } from "#lib/client/mutations/workspace-mutations.ts";
import { apiKeysQuery } from "#lib/client/queries/workspace.ts";
import type { ApiKey } from "#lib/contracts/workspaces.schema.ts";
import { ApiKeyTable } from "./api-key-table.tsx";
import { NewApiKeyDialog } from "./new-api-key-dialog.tsx";

export function ApiKeysScreen() {
  const { slug, may, role } = useWorkspace();
  const allowed = may("api-keys:manage");
  const keys = useQuery({ ...apiKeysQuery(slug), enabled: allowed });
  const revoke = useMutation(workspaceMutations(slug).revokeApiKey);
  // Other pages lead here to make a key for something: `?new=flows:call`.
  const wanted = useSearchParams().get("new");
  const [making, setMaking] = useState(wanted !== null);
  const [revoking, setRevoking] = useState<ApiKey | null>(null);
  const done = (): void => {
    setMaking(false);
    if (wanted !== null) window.history.replaceState(null, "", window.location.pathname);
  };
  if (!allowed) {
    return <section className="sec"><EmptyState title="API keys are for admins">Your role, {role}, cannot see them. An admin or owner makes a key for you.</EmptyState></section>;
  }
  const makeOne = <Button look="ink" onClick={() => setMaking(true)}>New API key</Button>;
  return (
    <section className="sec">
      <div className="row wrap">
        <div className="sec-head grow">
          <h2>API keys</h2>
          <p className="muted">A key acts within this workspace, with the scopes it was given. <Link href="/help/api">API reference</Link></p>
        </div>
        {keys.data && keys.data.length > 0 ? makeOne : null}
      </div>
      {keys.isPending ? <Skeleton label="Reading API keys" /> : null}
      {keys.isError && !keys.data ? <ErrorState title="The API keys did not load" onRetry={() => void keys.refetch()}>{errorText(keys.error)}</ErrorState> : null}
      {keys.data?.length === 0 ? <EmptyState title="No API keys yet" action={makeOne}>Scripts and other systems call Millrace with a key instead of a password.</EmptyState> : null}
      {keys.data && keys.data.length > 0 ? <ApiKeyTable keys={keys.data} onRevoke={setRevoking} /> : null}
      {making ? <NewApiKeyDialog wanted={wanted} onClose={done} /> : null}
      {revoking ? (
        <ConfirmDialog
          title={`Revoke ${revoking.name}?`}
          action="Revoke key"
          busy={revoke.isPending}
          error={revoke.error}
          onClose={() => setRevoking(null)}
          onConfirm={() => revoke.mutate({ key: revoking.id }, { onSuccess: () => setRevoking(null) })}
        >
          Whatever uses it is refused from now on. A revoked key does not come back.
        </ConfirmDialog>
      ) : null}
    </section>
  );
}
