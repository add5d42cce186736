import type { PoolClient } from "pg";
import { databaseOn } from "#db/client.ts";
import { activeRules, deletedFlows, liveAlerts, saveAlerts } from "#db/queries/alerts.ts";
import { runtime } from "../runtime.ts";
import { transaction } from "../transaction.ts";
import { alertKey, type AlertLook, type AlertRow } from "./alert-look.ts";
import { countTold } from "./count-told.ts";
import { endAlert } from "./end-alert.ts";
import { findConditions } from "./find-conditions.ts";
import { foldConditions } from "./fold-conditions.ts";
import { foldSignal } from "./fold-signal.ts";
import { storeNotices } from "./store-notices.ts";
import { signalsAtOnce, takeSignals } from "./take-signals.ts";
import { tell } from "./tell.ts";

/** One look at a time for the whole instance, so that two workers never open the same alert. */
const claim = "select pg_try_advisory_xact_lock(hashtext('millrace.alerts')) as mine, now() as now";
const anyRule = "select exists (select from alert_rules) as any";

function byPlace(rows: readonly AlertRow[]): Map<string, AlertRow> {
  const found = new Map<string, AlertRow>();
  // Of what was over and is there again, the one that is not over; else the newest.
  for (const row of rows) if (found.get(alertKey(row))?.state !== "open" || row.state === "open") found.set(alertKey(row), row);
  return found;
}

async function lookOnce(client: PoolClient): Promise<{ notices: number; signals: number }> {
  const { rows } = await client.query<{ mine: boolean; now: Date }>({ name: "alerts-claim-look", text: claim });
  const [held] = rows;
  if (!held?.mine) return { notices: 0, signals: 0 };
  const db = databaseOn(client);
  // In this order: a run that ends in between is seen at work and ended, never neither.
  const conditions = await findConditions(client);
  const signals = await takeSignals(client);
  const [rules, live] = [await activeRules(db), await liveAlerts(db)];
  const look: AlertLook = { now: held.now, rules: new Map(rules.map((rule) => [rule.id, rule])), alerts: byPlace(live), changed: new Set(), touched: new Set(), notices: [] };
  for (const signal of signals) foldSignal(look, signal);
  foldConditions(look, conditions);
  endDeleted(look, await deletedFlows(db, live.filter(({ state }) => state === "open").map(({ flowId }) => flowId)));
  for (const alert of look.alerts.values()) {
    const rule = look.rules.get(alert.ruleId);
    if (rule && alert.state === "open") tell(look, rule, alert);
  }
  countTold(look);
  await saveAlerts(db, [...look.changed]);
  await storeNotices(db, look);
  return { notices: look.notices.length, signals: signals.length };
}

function endDeleted(look: AlertLook, gone: ReadonlySet<string>): void {
  for (const alert of look.alerts.values()) {
    if (alert.state !== "open" || !gone.has(alert.flowId)) continue;
    alert.told = null;
    endAlert(look, alert, "flow_deleted");
  }
}

/**
 * Looks at what happened since the last look: opens, counts and ends alerts, and stores what is to be told, in one
 * transaction. Of several callers at once one looks. Returns how many alerts are told about.
 */
export async function evaluateAlerts(): Promise<number> {
  const { rows } = await runtime().pool.query<{ any: boolean }>({ name: "alerts-any-rule", text: anyRule });
  if (!rows[0]?.any) return 0;
  for (let total = 0; ; ) {
    const { notices, signals } = await transaction(lookOnce);
    total += notices;
    if (signals < signalsAtOnce) return total;
  }
}
