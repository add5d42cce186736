"use client";

import { useMutation } from "@tanstack/react-query";
import { Button } from "#components/ui/button.tsx";
import { FormError } from "#components/ui/form-error.tsx";
import { Moment } from "#components/ui/moment.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { StatusLabel } from "#components/ui/status-label.tsx";
import { instanceMutations } from "#lib/client/mutations/instance-mutations.ts";
import type { AnswerOf } from "#lib/contracts/contract.ts";
import type { readInstance } from "#lib/contracts/instance.schema.ts";

const encryptionWords = { tls: "TLS from the start", starttls: "STARTTLS when the server offers it", none: "none" } as const;

/** The mail server that notices leave by: which one, whether it works, and a mail to try it. */
export function MailSection({ mail }: { mail: AnswerOf<typeof readInstance>["mail"] }) {
  const attempt = useMutation(instanceMutations.sendTestMail);
  return (
    <section className="sec">
      <div className="sec-head">
        <h2>Mail</h2>
        <p className="muted">Alerts are sent by it.</p>
      </div>
      {mail === null ? (
        <p>E-mail is not set up, so alert rules cannot choose it. Set <span className="data">MILLRACE_SMTP_URL</span> to a mail server, such as <span className="data">smtps://user:password@mail.example.com</span>, and start Millrace again.</p>
      ) : (
        <>
          <dl className="facts">
            <div><dt>Server</dt><dd className="data">{mail.server}</dd></div>
            <div><dt>Encryption</dt><dd>{encryptionWords[mail.encryption]}</dd></div>
            <div><dt>Login</dt><dd>{mail.login ? "with a password" : "none"}</dd></div>
            <div><dt>Sender</dt><dd className="break">{mail.from}</dd></div>
            <div><dt>Last notice sent</dt><dd>{mail.lastSentAt === null ? "none yet" : <Moment iso={mail.lastSentAt} />}</dd></div>
            {mail.lastError === null ? null : <div><dt>Not sent</dt><dd><StatusLabel mark="warning"><span className="break">{mail.lastError.error}</span></StatusLabel></dd></div>}
          </dl>
          {attempt.data ? <Notice mark={attempt.data.ok ? "success" : "failed"} live>{attempt.data.message}</Notice> : null}
          <FormError error={attempt.error} />
          <div><Button busy={attempt.isPending} onClick={() => attempt.mutate()}>Send a test mail to me</Button></div>
        </>
      )}
    </section>
  );
}
