"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { type ChangeSpan, flowChangesQuery } from "#lib/client/queries/flows.ts";
import type { FlowChange } from "#lib/contracts/flow-changes.schema.ts";

const none: readonly FlowChange[] = [];

/** Changes of one flow, newest first, read page by page back to a time; none without a flow. */
export function useChangesSince(workspace: string, span: ChangeSpan | null, oldest: string | undefined): readonly FlowChange[] {
  const { data, hasNextPage, isFetching, isError, fetchNextPage } = useInfiniteQuery({ ...flowChangesQuery(workspace, span ?? { flow: "" }), enabled: span !== null });
  const changes = data?.pages.flatMap((page) => page.changes) ?? none;
  const reached = changes.at(-1)?.at;
  const isShort = oldest !== undefined && reached !== undefined && reached > oldest;
  useEffect(() => {
    if (isShort && hasNextPage && !isFetching && !isError) void fetchNextPage();
  }, [isShort, hasNextPage, isFetching, isError, fetchNextPage]);
  return span === null ? none : changes;
}
