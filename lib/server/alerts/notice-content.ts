import { alertTitle } from "#lib/flow/alerts/alert-title.ts";
import type { AlertFacts, AlertKind } from "#lib/flow/alerts/alert-condition.ts";
import type { AlertRow, AlertRuleRow, ToldKind } from "./alert-look.ts";

/** What a notice says, the same at every try and to every recipient: names, figures and links; no data of any run. */
export interface NoticeContent {
  /** Of the alert; null for a try. */
  alert: string | null;
  notice: ToldKind | "test";
  what: AlertKind;
  title: string;
  flow: { id: string; name: string };
  rule: { id: string; name: string };
  workspace: { slug: string; name: string };
  since: string;
  at: string;
  count: number;
  cause: { class: string; code: string; step: string | null } | null;
  facts: AlertFacts;
  links: { alerts: string; flow: string; lastRun: string | null };
}

export interface NoticeNames {
  flow: string;
  workspace: { slug: string; name: string };
}

export interface NoticeSubject {
  alert: AlertRow;
  rule: AlertRuleRow;
  kind: ToldKind;
}

export function noticeContent({ alert, rule, kind }: NoticeSubject, names: NoticeNames, now: Date, publicUrl: string): NoticeContent {
  const home = `${publicUrl}/w/${names.workspace.slug}`;
  return {
    alert: alert.id, notice: kind, what: alert.what,
    title: kind === "recovered" ? `${names.flow}: over. ${wasAbout(alert)}` : alertTitle({ what: alert.what, flow: names.flow, cause: alert.cause, facts: alert.facts }, now.getTime()),
    flow: { id: alert.flowId, name: names.flow }, rule: { id: rule.id, name: rule.name }, workspace: names.workspace,
    since: (alert.openedAt ?? now).toISOString(), at: now.toISOString(), count: alert.count, cause: alert.cause, facts: alert.facts,
    links: { alerts: `${home}/alerts`, flow: `${home}/flows/${alert.flowId}`, lastRun: alert.lastRunId === null ? null : `${home}/runs/${alert.lastRunId}` },
  };
}

function wasAbout(alert: AlertRow): string {
  switch (alert.what) {
    case "failed":
      return alert.endedBy === "recovered" ? `A run succeeded since ${alert.cause?.step ? `“${alert.cause.step}”` : "it"} failed.` : "Somebody marked it as resolved.";
    case "slow":
      return "Runs are as quick as they should be.";
    case "late":
      return "Runs start on time.";
    case "silent":
      return "A run was started.";
    case "queue":
      return "The queue is as short as it should be.";
  }
}

/** What a rule's recipients get when somebody tries them. */
export function tryContent(rule: AlertRuleRow, workspace: NoticeNames["workspace"], now: Date, publicUrl: string): NoticeContent {
  const home = `${publicUrl}/w/${workspace.slug}`;
  return {
    alert: null, notice: "test", what: rule.what, title: `A try of the alert rule “${rule.name}”. Nothing is wrong.`, flow: { id: "", name: "" }, rule: { id: rule.id, name: rule.name }, workspace,
    since: now.toISOString(), at: now.toISOString(), count: 0, cause: null, facts: {}, links: { alerts: `${home}/alerts`, flow: `${home}/flows`, lastRun: null },
  };
}
