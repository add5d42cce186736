import type { FlowNode } from "../document.schema.ts";
import type { Issue } from "../issue.ts";
import { mostWithin } from "../schedule/most-within.ts";
import { firingRuleOf } from "../schedule/read-firing-rule.ts";
import { catchUpLimit, scheduleTrigger } from "../schedule/schedule.ts";
import type { Subject } from "./subject.ts";

function checkOne(node: FlowNode): Issue | null {
  // One that is not there is missed as a required setting.
  if (node.config["schedule"] === undefined) return null;
  const read = firingRuleOf(node.config);
  if (!read.ok) return { rule: "schedule", severity: "error", node: node.id, ...read.problem };
  const { schedule, missed, catchUpHours } = read.value;
  if (missed !== "all" || mostWithin(schedule, catchUpHours) <= catchUpLimit) return null;
  const limit = catchUpLimit.toLocaleString("en-GB");
  return {
    rule: "schedule-catch-up", severity: "warning", node: node.id, field: "catchUpHours",
    message: `${catchUpHours} hours of this schedule can be more than ${limit} runs. The newest ${limit} are started, older ones are listed as missed. Shorten the hours to catch up, or start once for the latest.`,
  };
}

/** A schedule that cannot be read, and one that could not catch up as it says. */
export function checkSchedule({ document }: Subject): Issue[] {
  return document.nodes.filter((node) => node.type === scheduleTrigger).flatMap((node) => checkOne(node) ?? []);
}
