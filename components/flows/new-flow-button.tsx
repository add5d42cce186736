"use client";

import { useMutation } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useRouter } from "next/navigation";
import { useWorkspace } from "#components/shell/workspace-context.tsx";
import { Button } from "#components/ui/button.tsx";
import { errorText } from "#lib/client/error-text.ts";
import { flowMutations } from "#lib/client/mutations/flow-mutations.ts";

/** Makes an empty flow and opens it; it is named in the editor. */
export function NewFlowButton() {
  const { slug } = useWorkspace();
  const router = useRouter();
  const { create: createFlow } = flowMutations(slug);
  const create = useMutation(createFlow);
  function start() {
    // Not by a callback of this button: the list may arrive meanwhile and put another one in its place.
    create.mutateAsync({ name: "Untitled flow" }).then((flow) => router.push(`/w/${slug}/flows/${flow.id}`), () => undefined);
  }
  return (
    <>
      {create.isError ? <span className="st" data-s="failed" role="alert">{errorText(create.error)}</span> : null}
      <Button look="ink" busy={create.isPending || create.isSuccess} onClick={start}><Plus className="ic ic-s" aria-hidden />New flow</Button>
    </>
  );
}
