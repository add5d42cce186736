"use client";

import { useQuery } from "@tanstack/react-query";
import { X } from "lucide-react";
import { useState } from "react";
import { IconButton } from "#components/ui/icon-button.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { installQuery } from "#lib/client/queries/templates.ts";

/** Over the canvas: the template of this flow has a newer version. Putting it away is for this visit; leaving it is said on its page. */
export function InstallNotice({ workspace, flow }: { workspace: string; flow: string }) {
  const [isAway, setAway] = useState(false);
  const install = useQuery(installQuery(workspace, flow)).data;
  const newer = install?.newer ?? null;
  if (!install || newer === null || isAway) return null;
  return (
    <Notice mark="hint" action={<><LinkButton size="s" href={`/w/${workspace}/flows/${flow}/template-update`}>See what changed</LinkButton><IconButton size="s" label="Put away for now" icon={X} onClick={() => setAway(true)} /></>}>
      <b>{install.template.name} has version {newer.number}.</b> This flow was made from version {install.version}.{newer.message === "" ? "" : ` Its author says: “${newer.message}”`}
    </Notice>
  );
}
