"use client";

import { useMutation } from "@tanstack/react-query";
import { ChevronDown, LayoutTemplate, Plus, Upload } from "lucide-react";
import { useRouter } from "next/navigation";
import { useWorkspace } from "#components/shell/workspace-context.tsx";
import { Button } from "#components/ui/button.tsx";
import { Menu } from "#components/ui/menu.tsx";
import { MenuItem } from "#components/ui/menu-item.tsx";
import { errorText } from "#lib/client/error-text.ts";
import { flowMutations } from "#lib/client/mutations/flow-mutations.ts";

/** Makes an empty flow and opens it; it is named in the editor. `withMenu`: beside it, the other ways to begin. */
export function NewFlowButton({ withMenu = false }: { withMenu?: boolean }) {
  const { slug } = useWorkspace();
  const router = useRouter();
  const { create: createFlow } = flowMutations(slug);
  const create = useMutation(createFlow);
  function start() {
    // Not by a callback of this button: the list may arrive meanwhile and put another one in its place.
    create.mutateAsync({ name: "Untitled flow" }).then((flow) => router.push(`/w/${slug}/flows/${flow.id}`), () => undefined);
  }
  const button = <Button look="ink" busy={create.isPending || create.isSuccess} onClick={start}><Plus className="ic ic-s" aria-hidden />New flow</Button>;
  return (
    <>
      {create.isError ? <span className="st" data-s="failed" role="alert">{errorText(create.error)}</span> : null}
      {withMenu ? (
        <span className="split">
          {button}
          <Menu label="Begin with" align="end" trigger={(props) => <Button {...props} look="ink" aria-label="Other ways to begin" title="Other ways to begin"><ChevronDown className="ic ic-s" aria-hidden /></Button>}>
            <MenuItem icon={LayoutTemplate} href={`/w/${slug}/templates`}>From a template</MenuItem>
            <MenuItem icon={Upload} href={`/w/${slug}/templates/import`}>From a template’s file</MenuItem>
            <MenuItem icon={Plus} onSelect={start}>Blank canvas</MenuItem>
          </Menu>
        </span>
      ) : button}
    </>
  );
}
