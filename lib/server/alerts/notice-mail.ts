import { conditionWords } from "#lib/flow/alerts/condition-words.ts";
import { spanWords } from "#lib/flow/alerts/span-words.ts";
import type { Mail } from "../mail/send-mail.ts";
import type { AlertRuleRow } from "./alert-look.ts";
import type { NoticeContent } from "./notice-content.ts";

/** Mail readers are in any zone, so a mail says UTC. */
function utc(iso: string): string {
  return `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`;
}

function times(content: NoticeContent): string {
  const since = `Since ${utc(content.since)}.`;
  if (content.notice === "test") return "It shows that notices of this rule arrive here.";
  if (content.count === 0) return since;
  return `${since} ${content.count.toLocaleString("en")} ${content.count === 1 ? "run" : "runs"} so far.`;
}

function next(content: NoticeContent, rule: Pick<AlertRuleRow, "cooldownMinutes">): string {
  if (content.notice === "recovered") return "Nothing has to be done for this notice.";
  if (content.notice === "test") return "Nothing has to be done.";
  return `While it goes on you get one reminder after ${spanWords(rule.cooldownMinutes * 60_000)}, later ones less and less often, and one notice when it is over.`;
}

function escape(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}

const prefixes = { opened: "", reminder: "Still: ", recovered: "", test: "" } as const;

/** A notice as a mail: plain text, and the same as simple HTML that loads nothing. */
export function noticeMail(notice: { id: string; alertId: string | null; recipient: string }, content: NoticeContent, rule: Pick<AlertRuleRow, "cooldownMinutes" | "condition">): Mail {
  const title = `${prefixes[content.notice]}${content.title}`;
  const paragraphs = [
    times(content),
    next(content, rule),
    `Told by the rule “${content.rule.name}” (${conditionWords(rule.condition)}) of the workspace ${content.workspace.name}.`,
  ];
  const links = [
    ...(content.links.lastRun === null ? [] : [{ name: "The last run", url: content.links.lastRun }]),
    ...(content.flow.id === "" ? [] : [{ name: "The flow", url: content.links.flow }]),
    { name: "Alerts: mute, resolve, change the rule", url: content.links.alerts },
  ];
  return {
    id: notice.id, thread: notice.alertId, to: notice.recipient, subject: title,
    text: [title, ...paragraphs.slice(0, 2), links.map(({ name, url }) => `${name}:\n${url}`).join("\n"), paragraphs[2]].join("\n\n") + "\n",
    html: [
      `<p><b>${escape(title)}</b></p>`, ...paragraphs.slice(0, 2).map((text) => `<p>${escape(text)}</p>`),
      `<ul>${links.map(({ name, url }) => `<li><a href="${escape(url)}">${escape(name)}</a></li>`).join("")}</ul>`, `<p>${escape(paragraphs[2] ?? "")}</p>`,
    ].join("\n"),
  };
}
