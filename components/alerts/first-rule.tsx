"use client";

import { useMutation } from "@tanstack/react-query";
import { useWorkspace } from "#components/shell/workspace-context.tsx";
import { Button } from "#components/ui/button.tsx";
import { FormError } from "#components/ui/form-error.tsx";
import { type Mark, StatusMark } from "#components/ui/status-mark.tsx";
import { alertMutations } from "#lib/client/mutations/alert-mutations.ts";
import { newDraft, newRuleOf } from "./rule-draft.ts";

export interface FirstRuleProps {
  /** Why nobody can be told by e-mail; null when they can. */
  emailProblem: string | null;
  /** Whether a flow can be started by an alert. */
  hasTakers: boolean;
  /** Opens the dialog of a new rule. */
  onNew: () => void;
}

/** What stands here while no rule watches: what a rule is, the ways it tells somebody, and how to begin. */
export function FirstRule({ emailProblem, hasTakers, onNew }: FirstRuleProps) {
  const { slug, may, role, user } = useWorkspace();
  const create = useMutation(alertMutations(slug).createRule);
  const mailWorks = emailProblem === null;
  const make = () => create.mutate(newRuleOf(newDraft("failed", mailWorks ? user.email : null)));
  const ways: readonly { name: string; mark: Mark; text: string }[] = [
    { name: "Here", mark: "success", text: "Every alert is on this page, and open ones above the list of flows." },
    mailWorks
      ? { name: "E-mail", mark: "success", text: "To up to ten addresses." }
      : { name: "E-mail", mark: "skipped", text: `Not set up. ${user.instanceAdmin ? "To set it up, give MILLRACE_SMTP_URL the address of a mail server and start Millrace again." : "Ask whoever runs this installation to set it up."}` },
    { name: "Webhook", mark: "success", text: "A POST with JSON to an address of yours." },
    hasTakers
      ? { name: "A flow", mark: "success", text: "Gets the alert as its input, to pass it on to a chat, for example." }
      : { name: "A flow", mark: "skipped", text: "Not yet: no published flow starts by hand, by another flow or by an event." },
  ];
  return (
    <div className="empty al-first">
      <b className="empty-title">No alert rules yet: nobody is told when a run fails</b>
      <p className="muted">A rule says what is wrong (runs fail, are slow, start late, do not come, or pile up) and who is told: once when it begins, once when it is over.</p>
      <ul className="al-ways" aria-label="Ways to be told">
        {ways.map(({ name, mark, text }) => <li key={name}><StatusMark mark={mark} /><b>{name}</b><span className="muted">{text}</span></li>)}
      </ul>
      {may("alerts:write") ? (
        <>
          {mailWorks ? <p>“Watch all flows for failures” sends an e-mail to {user.email}.</p> : null}
          <div className="empty-action row wrap">
            {mailWorks ? (
              <><Button look="ink" busy={create.isPending} onClick={make}>Watch all flows for failures</Button><Button onClick={onNew}>Another rule</Button></>
            ) : (
              <><Button look="ink" onClick={onNew}>New rule</Button><Button busy={create.isPending} onClick={make}>Show failures on this page only</Button></>
            )}
          </div>
        </>
      ) : <p>Your role, {role}, can look at alerts; an editor makes rules.</p>}
      <FormError error={create.error} />
    </div>
  );
}
