"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useWorkspace } from "#components/shell/workspace-context.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { alertsQuery } from "#lib/client/queries/alerts.ts";

/** Above the flows: what is wrong now. Nothing is drawn when nothing is. */
export function OpenAlertsNotice() {
  const { slug } = useWorkspace();
  const page = useInfiniteQuery(alertsQuery(slug, "open", 3)).data?.pages[0];
  const alerts = page?.alerts ?? [];
  const [first] = alerts;
  if (!first) return null;
  const more = page?.next ? "several more" : alerts.length - 1;
  return (
    <Notice mark={alerts.some(({ what }) => what === "failed") ? "failed" : "warning"} action={<Link className="link" href={`/w/${slug}/alerts`}>Open alerts</Link>}>
      {first.title}{more === 0 ? null : ` And ${more === 1 ? "one more" : more}.`}
    </Notice>
  );
}
