"use client";

import { useQuery } from "@tanstack/react-query";
import { Eye, EyeOff } from "lucide-react";
import { useState } from "react";
import { useWorkspace } from "#components/shell/workspace-context.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { IconButton } from "#components/ui/icon-button.tsx";
import { sampleKeyQuery } from "#lib/client/queries/sample-systems.ts";

/** The key for calls by URL, hidden until somebody wants to read it. */
export function SampleKey() {
  const { slug } = useWorkspace();
  const key = useQuery(sampleKeyQuery(slug));
  const [isShown, setShown] = useState(false);
  if (!key.data) return null;
  return (
    <dl className="smp-facts">
      <dt>Key</dt>
      <dd>
        <span className="data">{isShown ? key.data : `${key.data.slice(0, 10)}${"•".repeat(16)}`}</span>
        <IconButton size="s" label={isShown ? "Hide the key" : "Show the key"} icon={isShown ? EyeOff : Eye} onClick={() => setShown(!isShown)} />
        <CopyButton text={key.data} label="Copy the key" />
        <span className="small muted">For an HTTP request to their URLs, as “Authorization: Bearer …”.</span>
      </dd>
    </dl>
  );
}
