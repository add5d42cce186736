"use client";

import { Building2, ChevronsUpDown } from "lucide-react";
import { Menu } from "#components/ui/menu.tsx";
import { MenuItem } from "#components/ui/menu-item.tsx";
import { useWorkspace } from "./workspace-context.tsx";

/** The workspace's name; a menu when there is another one to go to. */
export function WorkspaceSwitch() {
  const { name, slug, workspaces } = useWorkspace();
  if (workspaces.length < 2) {
    return <div className="ws" title={name}><Building2 className="ic" aria-hidden /><span className="grow cut">{name}</span></div>;
  }
  return (
    <Menu
      label="Workspaces"
      trigger={(props) => (
        <button {...props} type="button" className="ws" aria-label={`Workspace ${name}, switch`}>
          <Building2 className="ic" aria-hidden />
          <span className="grow cut">{name}</span>
          <span><ChevronsUpDown className="ic ic-s" aria-hidden /></span>
        </button>
      )}
    >
      {workspaces.map((workspace) => (
        <MenuItem key={workspace.id} href={`/w/${workspace.slug}/flows`} current={workspace.slug === slug}>{workspace.name}</MenuItem>
      ))}
    </Menu>
  );
}
