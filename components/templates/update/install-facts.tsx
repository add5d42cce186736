"use client";

import { useQuery } from "@tanstack/react-query";
import { GitCompareArrows } from "lucide-react";
import { useWorkspace } from "#components/shell/workspace-context.tsx";
import { MenuItem } from "#components/ui/menu-item.tsx";
import { installQuery } from "#lib/client/queries/templates.ts";

/** In a flow's menu: the template it was made from, and the way to its newer version. Nothing for a flow that was drawn here. */
export function InstallFacts({ flow }: { flow: string }) {
  const { slug } = useWorkspace();
  const install = useQuery(installQuery(slug, flow)).data;
  if (!install) return null;
  const { template, version, newer } = install;
  return (
    <>
      <p className="menu-head small muted" role="presentation">From {template.name}, version {version}</p>
      {newer ? <MenuItem icon={GitCompareArrows} href={`/w/${slug}/flows/${flow}/template-update`}>Version {newer.number} of its template</MenuItem> : null}
    </>
  );
}
