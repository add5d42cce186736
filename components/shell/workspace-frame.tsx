"use client";

import { Bell, Braces, FlaskConical, LayoutTemplate, ListTree, Menu as MenuIcon, Plug, Radio, Server, Settings2, Workflow } from "lucide-react";
import Link from "next/link";
import { usePathname } from "next/navigation";
import type { ReactNode } from "react";
import { MenuItem } from "#components/ui/menu-item.tsx";
import type { Session } from "#lib/contracts/account.schema.ts";
import { AccountMenu } from "./account-menu.tsx";
import { AppFrame } from "./app-frame.tsx";
import { Logo } from "./logo.tsx";
import { RailLink } from "./rail-link.tsx";
import { useWorkspace, WorkspaceProvider } from "./workspace-context.tsx";
import { WorkspaceSwitch } from "./workspace-switch.tsx";

/** Everything around a page of a workspace. */
export function WorkspaceFrame({ session, slug, children }: { session: Session; slug: string; children: ReactNode }) {
  const path = usePathname();
  const tight = /^\/w\/[^/]+\/(flows|runs)\/(?!failures$)[^/]+/.test(path);
  return (
    <WorkspaceProvider session={session} slug={slug}>
      <AppFrame tight={tight} rail={<Rail />} tabbar={<Tabbar />}>{children}</AppFrame>
    </WorkspaceProvider>
  );
}

function Rail() {
  const { slug, user, samples } = useWorkspace();
  return (
    <nav className="rail" aria-label="Workspace">
      <Link className="brand" href={`/w/${slug}/flows`} aria-label="Millrace"><Logo /><span>Millrace</span></Link>
      <WorkspaceSwitch />
      <RailLink href={`/w/${slug}/flows`} icon={Workflow}>Flows</RailLink>
      <RailLink href={`/w/${slug}/runs`} icon={ListTree}>Runs</RailLink>
      <RailLink href={`/w/${slug}/events`} icon={Radio}>Events</RailLink>
      <RailLink href={`/w/${slug}/alerts`} icon={Bell}>Alerts</RailLink>
      <RailLink href={`/w/${slug}/connections`} icon={Plug}>Connections</RailLink>
      <RailLink href={`/w/${slug}/templates`} icon={LayoutTemplate}>Templates</RailLink>
      <RailLink href={`/w/${slug}/api`} icon={Braces}>API</RailLink>
      <span className="gap" />
      {samples ? <RailLink href={`/w/${slug}/sample-systems`} icon={FlaskConical}>Sample systems</RailLink> : null}
      {user.instanceAdmin ? <RailLink href="/admin" icon={Server}>Admin</RailLink> : null}
      <RailLink href={`/w/${slug}/settings`} icon={Settings2}>Settings</RailLink>
      <AccountMenu
        user={user}
        trigger={(props) => (
          <button {...props} type="button" className="who" aria-label={`Account of ${user.name}`} title={user.name}>
            <span className="who-mark" data-initial={user.name.slice(0, 1).toUpperCase()} />
            <span className="grow cut">{user.name}</span>
          </button>
        )}
      />
    </nav>
  );
}

function Tabbar() {
  const { slug, user, workspaces, samples } = useWorkspace();
  const others = workspaces.filter((workspace) => workspace.slug !== slug);
  const places = (
    <>
      <MenuItem icon={Bell} href={`/w/${slug}/alerts`}>Alerts</MenuItem>
      <MenuItem icon={Plug} href={`/w/${slug}/connections`}>Connections</MenuItem>
      <MenuItem icon={Braces} href={`/w/${slug}/api`}>API</MenuItem>
      <MenuItem icon={Settings2} href={`/w/${slug}/settings`}>Settings</MenuItem>
      {samples ? <MenuItem icon={FlaskConical} href={`/w/${slug}/sample-systems`}>Sample systems</MenuItem> : null}
      {user.instanceAdmin ? <MenuItem icon={Server} href="/admin">Admin</MenuItem> : null}
      {others.map((workspace) => <MenuItem key={workspace.id} href={`/w/${workspace.slug}/flows`}>Go to {workspace.name}</MenuItem>)}
    </>
  );
  return (
    <nav className="tabbar" aria-label="Workspace, small screen">
      <RailLink href={`/w/${slug}/flows`} icon={Workflow}>Flows</RailLink>
      <RailLink href={`/w/${slug}/runs`} icon={ListTree}>Runs</RailLink>
      <RailLink href={`/w/${slug}/events`} icon={Radio}>Events</RailLink>
      <RailLink href={`/w/${slug}/templates`} icon={LayoutTemplate}>Templates</RailLink>
      <AccountMenu user={user} places={places} trigger={(props) => <button {...props} type="button"><MenuIcon className="ic" aria-hidden /><span>More</span></button>} />
    </nav>
  );
}
