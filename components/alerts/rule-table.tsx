"use client";

import { useWorkspace } from "#components/shell/workspace-context.tsx";
import { StatusLabel } from "#components/ui/status-label.tsx";
import type { AlertRule } from "#lib/contracts/alerts.schema.ts";
import { spanWords } from "#lib/flow/alerts/span-words.ts";
import { NoticeLines } from "./notice-lines.tsx";
import { RuleMenu } from "./rule-menu.tsx";

function flowWords({ flows }: AlertRule): string {
  if (flows === null) return "All flows";
  const names = flows.slice(0, 3).map(({ name }) => name).join(", ");
  return flows.length > 3 ? `${names} and ${flows.length - 3} more` : names;
}

function recipientWords({ to }: AlertRule): string {
  const all = [...to.emails, ...(to.webhook === null ? [] : [to.webhook.signed ? `${to.webhook.host}, signed` : to.webhook.host]), ...(to.flow === null ? [] : [`the flow “${to.flow.name}”`])];
  return all.length === 0 ? "Nobody; shown here" : all.join(", ");
}

export function RuleTable({ rules, onEdit }: { rules: readonly AlertRule[]; onEdit: (rule: AlertRule) => void }) {
  const { may } = useWorkspace();
  return (
    <table className="tbl stack-tbl al-rules">
      <caption className="vh">Alert rules of the workspace</caption>
      <thead><tr><th>Rule</th><th>Watches</th><th>Tells</th><th>Cool-down</th><th>State</th>{may("alerts:write") ? <th><span className="vh">More</span></th> : null}</tr></thead>
      <tbody>
        {rules.map((rule) => (
          <tr key={rule.id}>
            <td><b>{rule.name}</b><div className="muted">{rule.words}.</div><NoticeLines notices={rule.tries.slice(0, 4)} /></td>
            <td className="wide break" data-label="watches:">{flowWords(rule)}</td>
            <td className="wide break" data-label="tells:">{recipientWords(rule)}</td>
            <td className="muted" data-label="cool-down">{spanWords(rule.cooldownMinutes * 60_000)}</td>
            <td>{rule.paused ? <StatusLabel mark="skipped">Paused</StatusLabel> : rule.open > 0 ? <StatusLabel mark="failed">{rule.open} open</StatusLabel> : <StatusLabel mark="success">Watching</StatusLabel>}</td>
            {may("alerts:write") ? <td className="acts"><RuleMenu rule={rule} onEdit={() => onEdit(rule)} /></td> : null}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
