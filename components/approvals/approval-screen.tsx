"use client";

import { useMutation, useQuery } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { Remaining } from "#components/runs/remaining.tsx";
import { ErrorState } from "#components/ui/error-state.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { Moment } from "#components/ui/moment.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";
import { errorText } from "#lib/client/error-text.ts";
import { approvalMutations } from "#lib/client/mutations/approval-mutations.ts";
import { approvalQuery } from "#lib/client/queries/approvals.ts";
import { RequestError } from "#lib/client/request.ts";
import type { ApprovalPage } from "#lib/contracts/approvals.schema.ts";
import { ApprovalDetails } from "./approval-details.tsx";
import { ApprovalForm } from "./approval-form.tsx";

function Refused({ error, token, onRetry }: { error: Error; token: string; onRetry: () => void }) {
  const code = error instanceof RequestError ? error.code : "";
  if (code === "unauthorized") {
    return (
      <>
        <div><h1>Approval</h1><p className="muted">Members of the workspace decide this one. Sign in to see what is asked.</p></div>
        <LinkButton look="ink" size="l" href={`/sign-in?next=${encodeURIComponent(`/a/${token}`)}`}>Sign in</LinkButton>
      </>
    );
  }
  const text = code === "not_found" ? "It may not have been asked yet, the link may be incomplete, or another account may see it. Check the link, or try again later." : errorText(error);
  return <><h1>Approval</h1><ErrorState title={code === "not_found" ? "There is no question here" : code === "forbidden" ? "You cannot decide this" : "This approval did not load"} onRetry={onRetry}>{text}</ErrorState></>;
}

function Ended({ page }: { page: ApprovalPage }) {
  const { status, decided } = page;
  if (status === "cancelled") return <Notice mark="cancelled" live>The run that asked this was ended, so there is nothing to decide any more.</Notice>;
  if (decided === null) return <Notice mark="skipped" live>Its time is over{page.expiresAt === null ? "" : <> since <Moment iso={page.expiresAt} /></>}. Nobody decided, and the flow went on without.</Notice>;
  return (
    <Notice mark={status === "approved" ? "success" : "cancelled"} live>
      {status === "approved" ? "Approved" : "Rejected"} by <b>{decided.by}</b>{decided.signedIn ? "" : " (by link, not signed in)"} at <Moment iso={decided.at} />. The flow goes on; there is nothing more to do here.
    </Notice>
  );
}

/** The public page behind an approval's link: what is asked, the form, and how it ended. Reading it decides nothing. */
export function ApprovalScreen({ token }: { token: string }) {
  const approval = useQuery(approvalQuery(token));
  const decide = useMutation(approvalMutations.decide(token));
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (decide.isSuccess) heading.current?.focus();
  }, [decide.isSuccess]);
  if (approval.isPending) return <><h1>Approval</h1><Skeleton label="Reading what is asked" rows={3} /></>;
  if (approval.isError && approval.data === undefined) return <Refused error={approval.error} token={token} onRetry={() => void approval.refetch()} />;
  const page = approval.data;
  const isLate = decide.error instanceof RequestError && decide.error.code === "conflict";
  return (
    <>
      <div>
        <h1 ref={heading} tabIndex={-1} className="ap-title">{page.title}</h1>
        <p className="muted">
          Asked by {page.flow} of {page.workspace}, <Moment iso={page.askedAt} />.
          {page.test ? " This is a test run of a draft." : ""}
        </p>
      </div>
      {page.status === "open" ? (
        <>
          <ApprovalDetails message={page.ask.message} details={page.details} />
          <ApprovalForm ask={page.ask} asksName={page.visitor === null} busy={decide.isPending} error={decide.error} onDecide={(answer) => decide.mutate(answer)} />
          <p className="small muted">
            {page.expiresAt === null ? null : <>Waits until <Remaining until={page.expiresAt} />, in your time zone. </>}
            {page.visitor === null ? null : <>You decide as {page.visitor}.</>}
          </p>
        </>
      ) : (
        <>
          {isLate ? <p>You were not the first: your answer was not used.</p> : null}
          <Ended page={page} />
        </>
      )}
    </>
  );
}
