"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useWorkspace } from "#components/shell/workspace-context.tsx";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { ErrorState } from "#components/ui/error-state.tsx";
import { JsonView } from "#components/ui/json-view.tsx";
import { Moment } from "#components/ui/moment.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";
import { errorText } from "#lib/client/error-text.ts";
import { sampleRecordsQuery } from "#lib/client/queries/sample-systems.ts";
import type { SampleSystem } from "#lib/contracts/sample-systems.schema.ts";
import type { Json } from "#lib/json.ts";

function textOf(value: unknown): string {
  if (value === null || value === undefined || value === "") return "–";
  if (Array.isArray(value)) return value.map(textOf).join(", ");
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

/** Records of one collection, newest first; each opens whole. */
export function SampleRecords({ system, collection }: { system: string; collection: SampleSystem["collections"][number] }) {
  const { slug } = useWorkspace();
  const list = useInfiniteQuery(sampleRecordsQuery(slug, system, collection.id));
  const [open, setOpen] = useState<string | null>(null);
  const records = list.data?.pages.flatMap((page) => page.records) ?? [];
  const opened = records.find(({ id }) => id === open);
  const columns = collection.columns.filter(({ field }) => field !== "id");
  if (list.isPending) return <Skeleton label={`Reading ${collection.title.toLowerCase()}`} rows={6} />;
  if (!list.data) return <ErrorState title="The records did not load" onRetry={() => void list.refetch()}>{errorText(list.error)}</ErrorState>;
  if (records.length === 0) return <EmptyState title="Nothing here yet">What flows write appears here.</EmptyState>;
  return (
    <>
      <table className="tbl stack-tbl smp-tbl">
        <caption className="vh">{collection.title}, newest first</caption>
        <thead><tr><th>Id</th>{columns.map(({ field, title }) => <th key={field}>{title}</th>)}<th>Changed</th></tr></thead>
        <tbody>
          {records.map((record) => (
            <tr key={record.id}>
              <td className="wide"><button type="button" className="link" onClick={() => setOpen(record.id)}>{record.id}</button></td>
              {columns.map(({ field, title }) => <td key={field} className="wide" data-label={`${title}:`}><span className="cut">{textOf(record[field])}</span></td>)}
              <td className="muted wide" data-label="Changed:"><Moment iso={record.updatedAt} style="ago" /></td>
            </tr>
          ))}
        </tbody>
      </table>
      {list.hasNextPage ? (
        <div className="more-row">
          <Button busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>Show more</Button>
          <span className="small muted">{records.length.toLocaleString("en-GB")} of {collection.count.toLocaleString("en-GB")} shown</span>
        </div>
      ) : null}
      {opened ? <Dialog title={opened.id} onClose={() => setOpen(null)}><JsonView value={opened as Json} label={opened.id} fileName={opened.id} /></Dialog> : null}
    </>
  );
}
