import type { AlertNoticeRow } from "#db/queries/alerts.ts";
import type { AlertNotice } from "#lib/contracts/alerts.schema.ts";

/** A notice as the API shows it; a flow by its name. */
export function noticeAnswer(row: AlertNoticeRow, flows: ReadonlyMap<string, string>): AlertNotice {
  const state = row.sentAt !== null ? "sent" : row.gaveUpAt !== null ? "given_up" : "due";
  return {
    id: row.id, kind: row.kind, channel: row.channel, recipient: row.channel === "flow" ? (flows.get(row.recipient) ?? "A deleted flow") : row.recipient, state, attempts: row.attempts,
    error: row.error, nextAt: state === "due" ? row.nextAt.toISOString() : null, sentAt: row.sentAt?.toISOString() ?? null, createdAt: row.createdAt.toISOString(), run: row.runId,
  };
}

/** The flows that notices of these rows started, for their names. */
export function flowsOfNotices(rows: readonly AlertNoticeRow[]): string[] {
  return rows.filter(({ channel }) => channel === "flow").map(({ recipient }) => recipient);
}
