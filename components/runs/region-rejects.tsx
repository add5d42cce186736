"use client";

import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useWorkspace } from "#components/shell/workspace-context.tsx";
import { Button } from "#components/ui/button.tsx";
import { formatBytes } from "#components/ui/format-bytes.ts";
import { JsonTree } from "#components/ui/json-tree.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";
import { errorText } from "#lib/client/error-text.ts";
import { rejectsQuery, runKeys } from "#lib/client/queries/runs.ts";
import { hiddenLeaves } from "./hidden-leaves.tsx";
import { HiddenText } from "./hidden-text.tsx";
import { ShapeView } from "./shape-view.tsx";
import type { Region, Reject } from "#lib/contracts/runs.schema.ts";

export interface RegionRejectsProps {
  run: string;
  region: Region;
  nameOf: (node: string) => string;
}

/** Every record that was refused, with the reason; read only once somebody looks. */
export function RegionRejects({ run, region, nameOf }: RegionRejectsProps) {
  const { slug } = useWorkspace();
  const client = useQueryClient();
  const [open, setOpen] = useState(false);
  const list = useInfiniteQuery({ ...rejectsQuery(slug, run, region.source), enabled: open });
  const { rejects } = region;
  useEffect(() => {
    void client.invalidateQueries({ queryKey: runKeys.rejects(slug, run, region.source) });
  }, [client, slug, run, region.source, rejects]);
  const shown = list.data?.pages.flatMap((page) => page.rejects) ?? [];
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className="link">Rejected records, {rejects.toLocaleString("en-GB")}</summary>
      <div className="rg-detail">
        {open && list.isPending ? <Skeleton label="Reading rejected records" rows={2} /> : null}
        {list.isError ? <Notice mark="failed" live action={<Button size="s" onClick={() => void list.refetch()}>Try again</Button>}>{errorText(list.error)}</Notice> : null}
        {shown.length > 0 ? <ol className="rg-rejects">{shown.map((reject) => <li key={reject.seq}><RejectEntry run={run} source={region.source} reject={reject} nameOf={nameOf} /></li>)}</ol> : null}
        {list.hasNextPage ? (
          <div className="row">
            <Button size="s" busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>Show more</Button>
            <span className="small muted">{shown.length} of {rejects.toLocaleString("en-GB")} shown</span>
          </div>
        ) : null}
      </div>
    </details>
  );
}

function RejectEntry({ run, source, reject, nameOf }: { run: string; source: string; reject: Reject; nameOf: (node: string) => string }) {
  const place = { node: source, seq: reject.seq };
  return (
    <details>
      <summary><span className="data">{reject.key}</span> <b>{reject.error.message}</b> <span className="small muted">at {nameOf(reject.node)}, chunk {reject.chunk}, {reject.error.code}</span></summary>
      <HiddenText run={run} place={{ ...place, part: "reject-error" }} text={reject.error.message} />
      {reject.record.kind === "inline" ? <JsonTree value={reject.record.value} label={`Rejected record ${reject.key}`} leaf={hiddenLeaves(run, { ...place, part: "reject" }, reject.record.hidden)} /> : (
        reject.record.kind === "shape" && reject.record.shape !== null ? <ShapeView shape={reject.record.shape} label="Rejected record" /> : <p className="small muted">{formatBytes(reject.record.size)}, too large to show here.</p>
      )}
    </details>
  );
}
