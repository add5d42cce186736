import { Ellipsis, FlaskConical, PenLine, Trash2 } from "lucide-react";
import Link from "next/link";
import { useWorkspace } from "#components/shell/workspace-context.tsx";
import { IconButton } from "#components/ui/icon-button.tsx";
import { Menu } from "#components/ui/menu.tsx";
import { MenuItem } from "#components/ui/menu-item.tsx";
import { Moment } from "#components/ui/moment.tsx";
import { NodeIcon } from "#components/ui/node-icon.tsx";
import type { ListedConnection } from "#lib/contracts/connections.schema.ts";
import { kindWords } from "./credential-draft.ts";
import { formerOf } from "./former-of.ts";

export type ConnectionAction = "test" | "change" | "delete";

const flowsShown = 4;

/** A connection: what it is, where its secret may go, who uses it. */
export function ConnectionCard({ connection, onAction }: { connection: ListedConnection; onAction: (action: ConnectionAction) => void }) {
  const { slug, may } = useWorkspace();
  const { usedBy } = connection;
  const isDatabase = connection.kind === "postgres/password";
  const isWebhook = connection.kind === "webhook/secret";
  const former = formerOf(connection.settings);
  const account = connection.settings["username"] ?? connection.settings["user"];
  return (
    <li id={connection.id} className="cn-card">
      <span className="cn-mark"><NodeIcon icon={isDatabase ? "database" : isWebhook ? "webhook" : "globe"} title={kindWords[connection.kind]} /></span>
      <div className="cn-main">
        <h2 className="h-body">{connection.name}</h2>
        <p className="small muted">{kindWords[connection.kind]}{typeof account === "string" ? `, as ${account}` : ""} · {connection.version === 1 ? "stored" : "replaced"} <Moment iso={connection.updatedAt} style="day" /></p>
        {isWebhook ? <p className="small"><span className="muted">Checks what arrives, goes nowhere.</span>{former === null ? null : <> The former secret counts {former.until === null ? "until it is dropped" : <>until <Moment iso={former.until} /></>}.</>}</p> : null}
        {isWebhook ? null : <p className="small"><span className="muted">Goes to </span>{connection.allowedHosts.map((host) => <span key={host} className="data cn-host">{host}</span>)}</p>}
        <p className="small">
          {usedBy.length === 0 ? <span className="muted">Used by no flow.</span> : (
            <>
              <span className="muted">Used by </span>
              {usedBy.slice(0, flowsShown).map((flow, at) => <span key={flow.id}>{at > 0 ? ", " : ""}<Link href={`/w/${slug}/flows/${flow.id}`} prefetch={false}>{flow.name}</Link>{flow.live ? "" : " (draft)"}</span>)}
              {usedBy.length > flowsShown ? <span className="muted"> and {usedBy.length - flowsShown} more</span> : null}
            </>
          )}
        </p>
      </div>
      {may("connections:write") ? (
        <Menu label={connection.name} align="end" trigger={(props) => <IconButton {...props} label={`More about ${connection.name}`} icon={Ellipsis} />}>
          {isWebhook ? null : <MenuItem icon={FlaskConical} onSelect={() => onAction("test")}>Try it</MenuItem>}
          <MenuItem icon={PenLine} onSelect={() => onAction("change")}>Rename or replace</MenuItem>
          <MenuItem icon={Trash2} onSelect={() => onAction("delete")}>Delete</MenuItem>
        </Menu>
      ) : null}
    </li>
  );
}
