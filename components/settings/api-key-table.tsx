"use client";

import { Button } from "#components/ui/button.tsx";
import { Moment } from "#components/ui/moment.tsx";
import { StatusLabel } from "#components/ui/status-label.tsx";
import { useNow } from "#components/ui/use-now.ts";
import type { ApiKey } from "#lib/contracts/workspaces.schema.ts";

export function ApiKeyTable({ keys, onRevoke }: { keys: readonly ApiKey[]; onRevoke: (key: ApiKey) => void }) {
  const now = useNow(60_000);
  return (
    <table className="tbl stack-tbl">
      <caption className="vh">API keys of the workspace</caption>
      <thead><tr><th>Name</th><th>Key</th><th>Scopes</th><th>Last used</th><th>Ends</th><th><span className="vh">Revoke</span></th></tr></thead>
      <tbody>
        {keys.map((key) => (
          <tr key={key.id}>
            <td className="wide"><b>{key.name}</b></td>
            <td className="wide data">…{key.hint}</td>
            <td className="wide"><span className="chips">{key.scopes.map((scope) => <span key={scope} className="tag data">{scope}</span>)}</span></td>
            <td className="muted only-wide">{key.lastUsedAt ? <Moment iso={key.lastUsedAt} style="ago" /> : "never"}</td>
            <td className="muted" data-label="ends">
              {key.expiresAt === null ? "never" : new Date(key.expiresAt).getTime() <= now ? <StatusLabel mark="cancelled">Expired</StatusLabel> : <Moment iso={key.expiresAt} style="day" />}
            </td>
            <td className="acts"><Button size="s" aria-label={`Revoke ${key.name}`} onClick={() => onRevoke(key)}>Revoke</Button></td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
