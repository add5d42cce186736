"use client";

import { useMutation, useQuery } from "@tanstack/react-query";
import { Pencil, Trash2 } from "lucide-react";
import { useEffect, useMemo, useRef, useState } from "react";
import { ShapeView } from "#components/runs/shape-view.tsx";
import { formatAgo } from "#components/ui/format-ago.ts";
import { formatBytes } from "#components/ui/format-bytes.ts";
import { IconButton } from "#components/ui/icon-button.tsx";
import { JsonView } from "#components/ui/json-view.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { TextInput } from "#components/ui/text-input.tsx";
import { useNow } from "#components/ui/use-now.ts";
import { errorText } from "#lib/client/error-text.ts";
import { sampleMutations } from "#lib/client/mutations/sample-mutations.ts";
import { sampleQuery } from "#lib/client/queries/samples.ts";
import type { Sample } from "#lib/contracts/samples.schema.ts";
import { CommandButton } from "../commands/command-button.tsx";
import { testWithSample } from "../commands/test-commands.ts";
import { useEditor, useEditorSession } from "../editor-context.tsx";

const origins: Record<Sample["origin"], string> = { captured: "captured", run: "from a run", generated: "generated", pasted: "pasted", template: "from its template" };

/** One sample: its name opens its value; it is renamed and deleted in place. */
export function SampleRow({ sample }: { sample: Sample }) {
  const { workspace, flow } = useEditorSession();
  const readOnly = useEditor((state) => state.readOnly);
  const mutations = sampleMutations(workspace, flow);
  const rename = useMutation(mutations.rename);
  const remove = useMutation(mutations.remove);
  const [open, setOpen] = useState(false);
  const [name, setName] = useState<string | null>(null);
  const value = useQuery({ ...sampleQuery(workspace, flow, sample.id), enabled: open });
  const field = useRef<HTMLInputElement>(null);
  const isRenaming = name !== null;
  useEffect(() => {
    field.current?.focus();
    field.current?.select();
  }, [isRenaming]);
  const test = useMemo(() => testWithSample(sample), [sample]);
  const now = useNow(30_000);
  const error = rename.error ?? remove.error ?? value.error;
  function finish() {
    const next = name?.trim() ?? "";
    setName(null);
    if (next !== "" && next !== sample.name) rename.mutate({ sample: sample.id, name: next });
  }
  return (
    <li>
      <div className="smp-row">
        {name === null ? (
          <button type="button" className="link cut grow" aria-expanded={open} onClick={() => setOpen(!open)}>{sample.name}</button>
        ) : (
          <TextInput
            aria-label={`New name of ${sample.name}`} ref={field} maxLength={120} value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            onBlur={finish}
            onKeyDown={(event) => {
              if (event.key !== "Enter" && event.key !== "Escape") return;
              event.stopPropagation();
              if (event.key === "Enter") finish();
              else setName(null);
            }}
          />
        )}
        {readOnly ? null : (
          <>
            <IconButton size="s" label={`Rename ${sample.name}`} icon={Pencil} onClick={() => setName(sample.name)} />
            <IconButton size="s" label={`Delete ${sample.name}`} icon={Trash2} onClick={() => remove.mutate({ sample: sample.id })} />
          </>
        )}
      </div>
      <div className="smp-row">
        <p className="small faint grow">{origins[sample.origin]}, {formatBytes(sample.size)}, {formatAgo(sample.createdAt, now)}</p>
        {readOnly ? null : <CommandButton worded command={test} />}
      </div>
      {sample.stale ? <p className="small plan-mark">Older than the step it came from: what the step gives has changed since.</p> : null}
      {open && value.data?.kind === "inline" ? <JsonView value={value.data.value} label={`Sample ${sample.name}`} fileName={sample.name} /> : null}
      {open && value.data?.kind === "shape" && value.data.shape !== null ? <ShapeView shape={value.data.shape} label={`Sample ${sample.name}`} /> : null}
      {error ? <Notice mark="failed" live>{errorText(error)}</Notice> : null}
    </li>
  );
}
